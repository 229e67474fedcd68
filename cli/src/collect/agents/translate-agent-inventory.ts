import type { ComputerRecord, DiskRecord, InterfaceRecord, SoftwareRecord } from '../computer-record.ts'
import { isPassingInterface } from '../passing-interfaces.ts'
import { parseXml } from './parse-xml.ts'
import { listOf, numberOf, textOf, type Node } from './inventory-node.ts'

const mebibyte = 1024 * 1024

/**
 * The record of a computer from what a GLPI (JSON), FusionInventory or OCS agent (XML) sends. Null when the text is
 * something else: a greeting, a network scan, a printer.
 */
export function translateAgentInventory(text: string): ComputerRecord | null {
  const content = readContent(text)
  const hardware = listOf(content, 'hardware')[0]
  const hostname = textOf(hardware, 'name')
  return content === null || hostname === undefined ? null : translate(content, hardware ?? {}, hostname)
}

function readContent(text: string): Node | null {
  const start = text.trimStart()[0]
  try {
    const document = start === '<' ? parseXml(text) : start === '{' ? JSON.parse(text) as Node : null // checked by listOf and textOf
    return listOf(document, 'content')[0] ?? null
  } catch {
    return null // not an inventory; the caller passes it over
  }
}

function translate(content: Node, hardware: Node, hostname: string): ComputerRecord {
  const [bios, system] = [listOf(content, 'bios')[0], listOf(content, 'operatingsystem')[0]]
  const processors = listOf(content, 'cpus')
  const interfaces = readInterfaces(content)
  const gateway = textOf(hardware, 'defaultgateway')
  const primary = interfaces.find((entry) => shareNetwork(entry.ipAddress, gateway)) ?? interfaces.find(({ ipAddress }) => ipAddress !== undefined) ?? interfaces[0]
  return {
    hostname,
    serialNumber: textOf(bios, 'ssn'),
    manufacturer: textOf(bios, 'smanufacturer'),
    model: textOf(bios, 'smodel'),
    macAddress: primary?.macAddress,
    ipAddress: primary?.ipAddress,
    operatingSystem: textOf(system, 'name') ?? textOf(hardware, 'osname'),
    operatingSystemVersion: textOf(system, 'version') ?? textOf(hardware, 'osversion'),
    cpu: textOf(processors[0], 'name') ?? textOf(processors[0], 'type') ?? textOf(hardware, 'processort'),
    cpuCores: processors.reduce((sum, processor) => sum + (numberOf(processor, 'core') ?? numberOf(processor, 'cores') ?? 1), 0) || undefined,
    memoryBytes: inBytes(numberOf(hardware, 'memory')),
    lastUser: textOf(hardware, 'lastloggeduser') ?? textOf(hardware, 'userid'),
    lastBoot: bootTime(textOf(system, 'boot_time')),
    // Agents send parts between whole inventories: what a part leaves out has not gone.
    interfaces: listOf(content, 'networks').length === 0 ? undefined : interfaces,
    disks: listOf(content, 'storages').length === 0 ? undefined : readDisks(content),
    software: listOf(content, 'softwares').length === 0 ? undefined : readSoftware(content),
  }
}

/** Agents send one entry for each address; here an interface is one, with all its addresses. */
function readInterfaces(content: Node): InterfaceRecord[] {
  const entries = listOf(content, 'networks').filter((entry) => isReal(entry) && textOf(entry, 'description') !== undefined)
  return [...Map.groupBy(entries, (entry) => textOf(entry, 'description') ?? '').entries()].map(([name, same]) => {
    const addresses = same.flatMap((entry) => [textOf(entry, 'ipaddress'), textOf(entry, 'ipaddress6')])
      .filter((address) => address !== undefined && !/^(fe80:|0\.0\.0\.0$|::$)/i.test(address)) as string[] // undefined is filtered out
    const speeds = same.map((entry) => numberOf(entry, 'speed')).filter((speed) => speed !== undefined && speed > 0)
    return {
      name,
      macAddress: same.map((entry) => textOf(entry, 'mac') ?? textOf(entry, 'macaddr')).find((mac) => mac !== undefined),
      ipAddress: addresses[0],
      ipAddresses: addresses.length === 0 ? undefined : [...new Set(addresses)],
      speedMbps: speeds[0],
      up: same.some((entry) => /^up$/i.test(textOf(entry, 'status') ?? '')),
    }
  })
}

function isReal(entry: Node): boolean {
  const isVirtual = /^(1|true|yes)$/i.test(textOf(entry, 'virtualdev') ?? '')
  return !isVirtual && !/^loopback$/i.test(textOf(entry, 'type') ?? '') && !isPassingInterface(textOf(entry, 'description') ?? '')
}

/** Disks are "storages"; the file systems on them are "drives", which name their disk only sometimes. */
function readDisks(content: Node): DiskRecord[] {
  const drives = listOf(content, 'drives')
  const storages = listOf(content, 'storages').filter((entry) => (numberOf(entry, 'disksize') ?? 0) > 0 && !/removable|cd|dvd/i.test(textOf(entry, 'type') ?? ''))
  return storages.map((entry, index) => {
    const name = textOf(entry, 'name') ?? `disk ${index}`
    const own = drives.filter((drive) => storages.length === 1 || textOf(drive, 'volumn')?.startsWith(`/dev/${name}`))
    return {
      name,
      model: textOf(entry, 'model') ?? textOf(entry, 'description'),
      serialNumber: textOf(entry, 'serial') ?? textOf(entry, 'serialnumber'),
      sizeBytes: inBytes(numberOf(entry, 'disksize')),
      freeBytes: own.length === 0 ? undefined : inBytes(own.reduce((sum, drive) => sum + (numberOf(drive, 'free') ?? 0), 0)),
      filesystem: own.length === 0 ? undefined : textOf(own[0], 'filesystem'),
    }
  })
}

function readSoftware(content: Node): SoftwareRecord[] {
  return listOf(content, 'softwares').flatMap((entry) => {
    const name = textOf(entry, 'name') ?? textOf(entry, 'guid')
    return name === undefined ? [] : [{ name, version: textOf(entry, 'version'), vendor: textOf(entry, 'publisher') }]
  })
}

function inBytes(mebibytes: number | undefined): number | undefined {
  return mebibytes === undefined ? undefined : mebibytes * mebibyte
}

/** Agents write local time without a zone. It is taken as UTC: wrong by hours at most, and the same every time. */
function bootTime(text: string | undefined): string | undefined {
  const time = Date.parse(`${text?.replace(' ', 'T')}Z`)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

function shareNetwork(address: string | undefined, gateway: string | undefined): boolean {
  return address !== undefined && gateway !== undefined && address.split('.').slice(0, 3).join('.') === gateway.split('.').slice(0, 3).join('.')
}
