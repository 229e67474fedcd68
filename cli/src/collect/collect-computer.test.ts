import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { collectComputer } from './collect-computer.ts'
import { thisMachine, type Machine } from './machine.ts'
import { parseRecordedMachine } from './recorded-machine.ts'
import { readRecordedInventories } from './recorded-inventories.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
const samples = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'samples', 'inventory')

function recorded(name: string): Machine {
  const machine = parseRecordedMachine(readFileSync(join(fixtures, `${name}.json`), 'utf8'))
  if (machine === null) throw new Error(`${name}.json is no recording`)
  return machine
}

const collectRecorded = (name: string) => collectComputer(recorded(name))

describe('a Linux computer', () => {
  it('tells its hardware, system and users without root', async () => {
    expect(await collectRecorded('shop-floor-linux')).toMatchObject({
      hostname: 'cell-07-pc', serialNumber: '7XK2L72', manufacturer: 'Dell Inc.', model: 'OptiPlex 3040',
      operatingSystem: 'Ubuntu', operatingSystemVersion: '22.04.4 LTS (Jammy Jellyfish)',
      cpu: 'Intel(R) Core(TM) i5-6500TE CPU @ 2.30GHz', cpuCores: 2, memoryBytes: 16549011456,
      lastUser: 'operator', lastBoot: '2026-03-02T07:10:00.000Z', macAddress: '00:1b:21:3c:9d:4e', ipAddress: '10.20.7.31',
    })
  })

  it('leaves out interfaces of containers and addresses that do not last', async () => {
    expect((await collectRecorded('shop-floor-linux')).interfaces).toEqual([
      { name: 'eno1', macAddress: '00:1b:21:3c:9d:4e', ipAddress: '10.20.7.31', ipAddresses: ['10.20.7.31', '2001:db8:7::1f'], speedMbps: 1000, up: true },
      { name: 'enp3s0', macAddress: '00:1b:21:3c:9d:4f', up: false },
    ])
  })

  it('finds the free space of a disk through LVM and partitions', async () => {
    expect((await collectRecorded('shop-floor-linux')).disks).toEqual([
      { name: 'sda', model: 'Samsung SSD 870', serialNumber: 'S5Y1NX0R412345', sizeBytes: 256060514304, freeBytes: 79378759433, filesystem: 'ext4' },
      { name: 'sdb', model: 'ST250DM000-1BD14', sizeBytes: 250059350016, freeBytes: 40009496000, filesystem: 'xfs' },
    ])
  })

  it('lists installed packages and not removed ones', async () => {
    expect((await collectRecorded('shop-floor-linux')).software).toEqual([
      { name: 'bash', version: '5.1-6ubuntu1.1', vendor: 'Ubuntu Developers' },
      { name: 'libc6:amd64', version: '2.35-0ubuntu3.6', vendor: 'Ubuntu Developers' },
      { name: 'linuxcnc-uspace', version: '1:2.9.2', vendor: 'LinuxCNC Developers' },
    ])
  })
})

describe('a Windows computer', () => {
  it('tells its hardware, system and users', async () => {
    expect(await collectRecorded('office-windows')).toMatchObject({
      hostname: 'Messraum-PC2', domain: 'plant.example', serialNumber: 'CZC0123XYZ', manufacturer: 'HP', model: 'HP EliteDesk 800 G5 SFF', operatingSystem: 'Microsoft Windows 10 Pro',
      operatingSystemVersion: '10.0.19045', cpuCores: 6, lastUser: 'SITE\\jbecker', lastBoot: '2026-03-02T06:42:00.000Z', macAddress: 'c4:65:16:a1:0b:7c', ipAddress: '10.20.3.15',
    })
  })

  it('leaves out virtual adapters, USB sticks, components and updates', async () => {
    const record = await collectRecorded('office-windows')
    expect(record.interfaces).toEqual([
      { name: 'Ethernet', macAddress: 'c4:65:16:a1:0b:7c', ipAddress: '10.20.3.15', ipAddresses: ['10.20.3.15'], speedMbps: 1000, up: true },
      { name: 'WLAN', macAddress: 'c4:65:16:a1:0b:7d', up: false },
    ])
    expect(record.disks?.map(({ name, serialNumber, filesystem }) => [name, serialNumber, filesystem])).toEqual([['C:', '0025_3887_81B2_3C4D.', 'NTFS'], ['D:', 'WD-WCC6Y4NT1234', 'NTFS']])
    expect(record.software).toEqual([
      { name: '7-Zip 23.01 (x64)', version: '23.01', vendor: 'Igor Pavlov' },
      { name: 'Prüfprotokoll-Drucker' },
      { name: 'ZEISS CALYPSO 2022', version: '7.4.2004', vendor: 'Carl Zeiss Industrielle Messtechnik GmbH' },
    ])
  })

  it('sends what Node knows where PowerShell is locked', async () => {
    const locked: Machine = { ...recorded('office-windows'), run: async () => null }
    expect(await collectComputer(locked)).toMatchObject({ hostname: 'MESSRAUM-PC2', memoryBytes: 8388608000, lastUser: 'svc-collect' })
  })
})

it('collects a Mac', async () => {
  expect(await collectRecorded('engineer-mac')).toEqual({
    hostname: 'cad-mac', serialNumber: 'H7QK93LPX1', manufacturer: 'Apple Inc.', model: 'Mac14,12', macAddress: 'a4:83:e7:12:34:56', ipAddress: '10.20.9.40',
    operatingSystem: 'macOS', operatingSystemVersion: '14.4.1', cpu: 'Apple M2 Pro', cpuCores: 10, memoryBytes: 34359738368, lastUser: 'wlang', lastBoot: '2026-03-02T07:10:00.000Z',
    interfaces: [
      { name: 'en0', macAddress: 'a4:83:e7:12:34:56', ipAddress: '10.20.9.40', ipAddresses: ['10.20.9.40', '2001:db8:9::40'], up: true },
      { name: 'en1', macAddress: 'a4:83:e7:12:34:57', up: false },
    ],
    disks: [{ name: '/', model: 'APPLE SSD AP0512Z', sizeBytes: 494384795648, freeBytes: 306518573272, filesystem: 'APFS' }],
    software: [{ name: 'Autodesk Fusion', version: '2.0.18719', vendor: 'Autodesk, Inc.' }, { name: 'Safari', version: '17.4', vendor: 'Apple Inc.' }],
  })
})

it('collects the computer the tests run on, twice the same', async () => {
  const first = await collectComputer(thisMachine())
  expect(first.hostname).not.toBe('')
  expect(first.memoryBytes).toBeGreaterThan(0)
  const { disks: _, ...second } = await collectComputer(thisMachine())
  const { disks, ...firstWithoutDisks } = first // other tests write files meanwhile
  expect(second).toEqual(firstWithoutDisks)
  expect(disks?.every(({ freeBytes = 0, sizeBytes = 0 }) => freeBytes <= sizeBytes)).toBe(true)
})

it('changes nothing when free space and clock move a little', async () => {
  const machine = recorded('shop-floor-linux')
  const later: Machine = {
    ...machine,
    read: (path) => (path === '/proc/stat' ? 'btime 1772435418\n' : machine.read(path)),
    space: (path) => { const space = machine.space(path); return space === null ? null : { ...space, freeBytes: space.freeBytes - 4096 } },
  }
  expect(await collectComputer(later)).toEqual(await collectComputer(machine))
})

// Inventories of agents lie beside the clone on the computers we develop on; where they do not, there is nothing to read.
const thisComputer = { hostname: 'vm', cpuCores: 2, macAddress: '02:fc:00:00:00:01', ipAddress: '192.0.2.2' }
const agentSamples: [string, object[]][] = [
  ['captured-fusioninventory-2.6', [thisComputer, thisComputer]],
  ['captured-glpi-agent-1.12', [thisComputer, { hostname: 'vm' }]],
  ['captured-ocs-unix-2.10', [thisComputer]],
  ['glpi-json/computer_1.json', [{ hostname: 'glpixps', serialNumber: '640HP72', manufacturer: 'Dell Inc.', operatingSystem: 'Fedora', software: { length: 6 } }]],
  ['glpi-json/computer_1_partial_softs.json', [{ hostname: 'glpixps', software: { length: 6 } }]],
  ['fusion-xml/10.xml', []],
]

it.each(agentSamples.filter(([path]) => existsSync(join(samples, path))))('translates the inventory %s of another agent', async (path, expected) => {
  const records = await readRecordedInventories(join(samples, path)).catch(() => [])
  expect(records).toMatchObject(expected)
})

it('says what it takes when there is no inventory', async () => {
  await expect(readRecordedInventories(import.meta.dirname)).rejects.toMatchObject({ code: 'INVENTORY_MISSING' })
})
