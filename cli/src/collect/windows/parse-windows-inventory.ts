import type { ComputerRecord, DiskRecord, InterfaceRecord, SoftwareRecord } from '../computer-record.ts'

type Adapter = { Index: number; Name?: string; NetConnectionID?: string; MACAddress?: string; Speed?: number; NetConnectionStatus?: number; PNPDeviceID?: string }
type AdapterAddress = { Index: number; IPAddress?: string[] | null; DefaultIPGateway?: string[] | null; IPConnectionMetric?: number | null }
type Disk = { Index: number; Model?: string; SerialNumber?: string; Size?: number | null; InterfaceType?: string }
type Volume = { DeviceID: string; Size?: number | null; FreeSpace?: number | null; FileSystem?: string | null }
type Program = { DisplayName: string; DisplayVersion?: string | null; Publisher?: string | null; SystemComponent?: number | null; ParentKeyName?: string | null }

/** What the script of inventory-script.ts prints. */
type WindowsInventory = {
  computer?: { Name?: string; DNSHostName?: string; Domain?: string; Manufacturer?: string; Model?: string; UserName?: string | null; TotalPhysicalMemory?: number } | null
  bios?: { SerialNumber?: string } | null
  system?: { Caption?: string; Version?: string; LastBoot?: string } | null
  processors?: { Name?: string; NumberOfCores?: number }[]
  adapters?: Adapter[]
  addresses?: AdapterAddress[]
  disks?: Disk[]
  volumes?: Volume[]
  partitions?: { partition: string; volume: string }[]
  lastUser?: string | null
  programs?: Program[]
}

const connected = 2

/** Record from the JSON that PowerShell printed. */
export function parseWindowsInventory(output: string): Partial<ComputerRecord> {
  const inventory = JSON.parse(output.slice(output.indexOf('{'))) as WindowsInventory // our own script's output; profiles may print before it
  const { computer, system, processors = [] } = inventory
  const interfaces = readInterfaces(inventory)
  const primary = primaryInterface(inventory, interfaces)
  return present({
    hostname: computer?.DNSHostName ?? computer?.Name,
    domain: computer?.Domain,
    serialNumber: inventory.bios?.SerialNumber,
    manufacturer: computer?.Manufacturer,
    model: computer?.Model,
    macAddress: primary?.macAddress,
    ipAddress: primary?.ipAddress,
    operatingSystem: system?.Caption,
    operatingSystemVersion: system?.Version,
    cpu: processors[0]?.Name,
    cpuCores: processors.reduce((sum, { NumberOfCores = 0 }) => sum + NumberOfCores, 0) || undefined,
    memoryBytes: computer?.TotalPhysicalMemory,
    lastUser: inventory.lastUser ?? computer?.UserName ?? undefined,
    lastBoot: system?.LastBoot,
    interfaces: interfaces.map(({ record }) => record),
    disks: readDisks(inventory),
    software: readPrograms(inventory.programs ?? []),
  })
}

type IndexedInterface = { index: number; record: InterfaceRecord }

/** Virtual switches, VPN clients and debuggers call themselves physical; their devices hang below ROOT. */
function readInterfaces({ adapters = [], addresses = [] }: WindowsInventory): IndexedInterface[] {
  return adapters.filter(({ PNPDeviceID = '', MACAddress }) => !/^(ROOT|SWD)\\/i.test(PNPDeviceID) && MACAddress).map((adapter) => {
    const found = addresses.find(({ Index }) => Index === adapter.Index)?.IPAddress ?? []
    const lasting = found.filter((address) => !/^(fe80:|169\.254\.)/i.test(address))
    const isUp = adapter.NetConnectionStatus === connected
    return {
      index: adapter.Index,
      record: {
        name: adapter.NetConnectionID ?? adapter.Name ?? `adapter ${adapter.Index}`,
        macAddress: adapter.MACAddress,
        ipAddress: lasting[0],
        ipAddresses: lasting.length === 0 ? undefined : lasting,
        // An unplugged adapter reports 2^63-1.
        speedMbps: isUp && adapter.Speed !== undefined && adapter.Speed < 1e13 ? Math.round(adapter.Speed / 1e6) : undefined,
        up: isUp,
      },
    }
  })
}

function primaryInterface({ addresses = [] }: WindowsInventory, interfaces: readonly IndexedInterface[]): InterfaceRecord | undefined {
  const routed = addresses.filter(({ DefaultIPGateway }) => (DefaultIPGateway ?? []).length > 0)
    .sort((a, b) => (a.IPConnectionMetric ?? 0) - (b.IPConnectionMetric ?? 0))
  const byRoute = routed.map(({ Index }) => interfaces.find(({ index }) => index === Index)).find((entry) => entry !== undefined)
  return (byRoute ?? interfaces.find(({ record }) => record.ipAddress !== undefined) ?? interfaces[0])?.record
}

/** Removable media are no part of the computer. */
function readDisks({ disks = [], volumes = [], partitions = [] }: WindowsInventory): DiskRecord[] {
  return disks.filter(({ InterfaceType, Size }) => InterfaceType !== 'USB' && Size).map((disk) => {
    const letters = partitions.filter(({ partition }) => partition.startsWith(`Disk #${disk.Index},`)).map(({ volume }) => volume)
    const own = volumes.filter(({ DeviceID }) => letters.includes(DeviceID))
    const largest = own.toSorted((a, b) => (b.Size ?? 0) - (a.Size ?? 0))[0]
    return {
      name: own.length === 0 ? `disk ${disk.Index}` : own.map(({ DeviceID }) => DeviceID).sort().join(' '),
      model: disk.Model,
      serialNumber: disk.SerialNumber,
      sizeBytes: disk.Size ?? undefined,
      freeBytes: own.length === 0 ? undefined : own.reduce((sum, { FreeSpace }) => sum + (FreeSpace ?? 0), 0),
      filesystem: largest?.FileSystem ?? undefined,
    }
  })
}

/** As the list of installed programs shows them: without components and without updates of other entries. */
function readPrograms(programs: readonly Program[]): SoftwareRecord[] {
  return programs.filter(({ SystemComponent, ParentKeyName }) => SystemComponent !== 1 && !ParentKeyName)
    .map(({ DisplayName, DisplayVersion, Publisher }) => ({ name: DisplayName, version: DisplayVersion ?? undefined, vendor: Publisher ?? undefined }))
}

function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined && member !== null)) as T // only optional members go
}
