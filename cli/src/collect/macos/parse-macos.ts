import type { ComputerRecord, DiskRecord, InterfaceRecord, SoftwareRecord } from '../computer-record.ts'
import type { Address } from '../machine.ts'

type Network = { _name: string; interface?: string; type?: string; 'IPv4'?: { Addresses?: string[] }; 'IPv6'?: { Addresses?: string[] }; Ethernet?: { 'MAC Address'?: string }; spnetwork_service_order?: number }
type Storage = { _name: string; bsd_name?: string; mount_point?: string; file_system?: string; size_in_bytes?: number; free_space_in_bytes?: number; physical_drive?: { device_name?: string; is_internal_disk?: string; protocol?: string } }
type Application = { _name: string; version?: string; obtained_from?: string; signed_by?: string[] }

/** The members of `system_profiler -json` that are read here. */
type Profile = {
  SPHardwareDataType?: { machine_name?: string; machine_model?: string; serial_number?: string; chip_type?: string; cpu_type?: string }[]
  SPNetworkDataType?: Network[]
  SPStorageDataType?: Storage[]
  SPApplicationsDataType?: Application[]
}

/** Hardware, interfaces, disks and applications from `system_profiler -json`. */
export function parseProfile(text: string, addresses: Record<string, Address[]>): Partial<ComputerRecord> {
  const profile = JSON.parse(text) as Profile // Apple's format; every member is optional
  const hardware = profile.SPHardwareDataType?.[0]
  const interfaces = readInterfaces(profile.SPNetworkDataType ?? [], addresses)
  // The services stand in the order in which the system prefers them.
  const primary = interfaces.find(({ ipAddress }) => ipAddress !== undefined) ?? interfaces[0]
  return {
    manufacturer: hardware === undefined ? undefined : 'Apple Inc.',
    model: hardware?.machine_model ?? hardware?.machine_name,
    serialNumber: hardware?.serial_number,
    cpu: hardware?.chip_type ?? hardware?.cpu_type,
    macAddress: primary?.macAddress,
    ipAddress: primary?.ipAddress,
    interfaces,
    disks: readDisks(profile.SPStorageDataType ?? []),
    software: (profile.SPApplicationsDataType ?? []).map(readApplication),
  }
}

function readInterfaces(networks: readonly Network[], addresses: Record<string, Address[]>): InterfaceRecord[] {
  return networks.filter((network) => network.interface !== undefined && /^(en|bond|vlan)/.test(network.interface)).map((network) => {
    const found = [...network.IPv4?.Addresses ?? [], ...network.IPv6?.Addresses ?? []].filter((address) => !/^(fe80:|169\.254\.)/i.test(address))
    return {
      name: network.interface ?? network._name,
      macAddress: network.Ethernet?.['MAC Address'] ?? addresses[network.interface ?? '']?.[0]?.mac,
      ipAddress: found[0],
      ipAddresses: found.length === 0 ? undefined : found,
      up: found.length > 0,
    }
  })
}

/** The volumes of one APFS container share its space: each drive counts once, by its largest volume. */
function readDisks(volumes: readonly Storage[]): DiskRecord[] {
  const internal = volumes.filter(({ physical_drive: drive }) => drive?.is_internal_disk !== 'no' && drive?.protocol !== 'Disk Image')
  const byDrive = Map.groupBy(internal, ({ physical_drive: drive, size_in_bytes: size }) => `${drive?.device_name ?? ''} ${size ?? 0}`)
  return [...byDrive.values()].map(readDisk)
}

function readDisk(volumes: readonly Storage[]): DiskRecord {
  const [volume] = volumes.toSorted((a, b) => (a.mount_point ?? '').length - (b.mount_point ?? '').length)
  return {
    name: volume?.mount_point ?? volume?.bsd_name ?? volume?._name ?? 'disk',
    model: volume?.physical_drive?.device_name,
    sizeBytes: volume?.size_in_bytes,
    freeBytes: volume?.free_space_in_bytes,
    filesystem: volume?.file_system,
  }
}

function readApplication({ _name, version, obtained_from: source, signed_by: signers }: Application): SoftwareRecord {
  const signer = /^(?:Developer ID Application|Apple Mac OS Application Signing|3rd Party Mac Developer Application):?\s*(.*?)(?:\s*\([A-Z0-9]{10}\))?$/.exec(signers?.[0] ?? '')?.[1]
  return { name: _name, version, vendor: source === 'apple' ? 'Apple Inc.' : signer || undefined }
}

/** Name and version from `sw_vers`. */
export function parseSystemVersion(text: string): Pick<ComputerRecord, 'operatingSystem' | 'operatingSystemVersion'> {
  const value = (name: string) => new RegExp(`^${name}:\\s*(.+)$`, 'm').exec(text)?.[1]
  return { operatingSystem: value('ProductName') ?? 'macOS', operatingSystemVersion: value('ProductVersion') }
}

/** Boot time, processor and memory from `sysctl`. */
export function parseKernelValues(text: string): Partial<ComputerRecord> {
  const value = (name: string) => new RegExp(`^${name.replaceAll('.', '\\.')}: (.+)$`, 'm').exec(text)?.[1]
  const seconds = Number(/sec = (\d+)/.exec(value('kern.boottime') ?? '')?.[1])
  const values: Partial<ComputerRecord> = {
    lastBoot: Number.isNaN(seconds) ? undefined : new Date(seconds * 1000).toISOString(),
    cpu: value('machdep.cpu.brand_string'),
    cpuCores: Number(value('hw.physicalcpu')) || undefined,
    memoryBytes: Number(value('hw.memsize')) || undefined,
  }
  return Object.fromEntries(Object.entries(values).filter(([, member]) => member !== undefined))
}
