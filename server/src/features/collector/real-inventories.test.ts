import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { itemsOf, startTestApp, type Json, type TestApp } from '../../testing/test-app.ts'

/** Inventories of real agents (GLPI's JSON) beside the repository; where there are none, there is nothing to test. */
const folder = join(import.meta.dirname, '../../../../../shared/data/samples/inventory')
const files = existsSync(folder) ? globSync(['*-json/*.json', 'captured-glpi-*/*.body'], { cwd: folder }).toSorted() : []

type Agent = { deviceid?: unknown; content?: Record<string, unknown> }

function readInventory(file: string): Agent['content'] | null {
  try {
    const inventory: Agent = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    return inventory.content && 'hardware' in inventory.content ? inventory.content : null
  } catch {
    return null // some captures are requests of the protocol, not inventories
  }
}

const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value : [])
const member = (value: unknown, name: string): unknown => (typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined)

/** The agent's inventory in our shape, as a site's script would map it: everything else goes along as it is. */
function recordOf(content: Record<string, unknown>): Json {
  const { hardware, bios, operatingsystem, networks, softwares, drives, cpus, users, memories, ...rest } = content
  return {
    hostname: member(hardware, 'name'), serialNumber: member(bios, 'ssn'), manufacturer: member(bios, 'smanufacturer'), model: member(bios, 'smodel'), operatingSystem: member(operatingsystem, 'full_name'), operatingSystemVersion: member(operatingsystem, 'version'),
    lastBoot: member(operatingsystem, 'boot_time'), cpu: list(cpus)[0]?.name, cpuCores: list(cpus)[0]?.core, memoryBytes: list(memories).reduce((sum, memory) => sum + Number(memory.capacity ?? 0) * 1_048_576, 0) || undefined, lastUser: list(users)[0]?.login,
    macAddress: list(networks).find((network) => network.ipgateway || network.ipaddress)?.mac ?? list(networks)[0]?.mac,
    interfaces: list(networks).map((network) => ({ name: network.description, macAddress: network.mac, ipAddress: network.ipaddress ?? network.ipaddress6, speedMbps: network.speed })),
    disks: list(drives).map((drive) => ({ name: drive.volumn ?? drive.type ?? drive.letter, filesystem: drive.filesystem, sizeBytes: Number(drive.total ?? 0) * 1_048_576, freeBytes: Number(drive.free ?? 0) * 1_048_576 })),
    software: list(softwares).map((software) => ({ name: software.name, version: software.version, vendor: software.publisher })), ...rest,
  }
}

describe.skipIf(files.length === 0)('inventories of real agents', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
  })
  afterAll(async () => app.stop())

  test('become computers, and the same again changes nothing', async () => {
    let taken = 0
    for (const file of files) {
      const content = readInventory(file)
      if (!content) continue
      const record = recordOf(content)
      const answer = await app.request('POST', '/api/collector/computers', record)
      expect(answer.status, `${file} ${answer.text.slice(0, 300)}`).toBe(200)
      const [result] = answer.json.results as Json[] // an answer has one result for each record
      if (result?.outcome === 'quarantined') {
        expect(JSON.stringify(result.problems), file).toMatch(/no usable identifier|several assets/)
        continue
      }
      taken += 1
      const computer = (await app.request('GET', `/api/computers/${String(result?.assetId)}`)).json
      if (typeof record.hostname === 'string') expect(computer.hostname, file).toBe(record.hostname.trim())
      const names = (items: unknown, field: string): unknown[] => [...new Set(list(items).map((item) => String(item[field] ?? '').trim()).filter((name) => name !== ''))]
      expect(list(computer.communications).length, file).toBe(names(record.interfaces, 'name').length)
      expect(list(computer.disks).length, file).toBe(names(record.disks, 'name').length)
      if (list(record.software).length > 0) expect(list(computer.software).length, file).toBeGreaterThan(Math.min(900, names(record.software, 'name').length * 0.8))
      const again = (await app.request('POST', '/api/collector/computers', { ...record, sentAgain: true })).json
      expect(again, file).toMatchObject({ unchanged: 1, results: [{ assetId: result?.assetId }] })
      if (computer.macAddress) expect(itemsOf(await app.request('GET', `/api/search?q=${String(computer.macAddress).slice(3)}`)).map((item) => item.id), file).toContain(computer.id)
    }
    expect(taken).toBeGreaterThan(0)
  }, 60_000)
})
