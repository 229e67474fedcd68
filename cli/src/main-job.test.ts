import { existsSync, readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseServerFile, serverFileName } from '@shopdb/contract/server-file'
import { collectComputer } from './collect/collect-computer.ts'
import type { ComputerRecord } from './collect/computer-record.ts'
import { thisMachine } from './collect/machine.ts'
import { createDataFolder, runShopdb, startShopdb } from './testing.ts'

/** The main job with nothing replaced: a server, and the inventory of the computer that runs the tests. */
let site: ReturnType<typeof createDataFolder>
let server: Awaited<ReturnType<typeof startShopdb>>
let record: ComputerRecord

beforeAll(async () => {
  site = createDataFolder()
  server = await startShopdb(site.dataFolder)
  record = await collectComputer(thisMachine())
})
afterAll(async () => {
  await server.stop()
  site.remove()
})

const run = (argumentList: readonly string[], input = '') => runShopdb(argumentList, { dataFolder: site.dataFolder, input })
const json = async (...argumentList: string[]) => JSON.parse((await run([...argumentList, '--json'])).output)

it('collects this computer with its memory, processor and disks', async () => {
  const answer = await json('collect')
  expect(answer).toMatchObject({ received: 1, created: 1, quarantined: 0, results: [{ outcome: 'created', problems: [] }] })
  const found = await json('search', record.hostname)
  expect(found.items[0]).toMatchObject({ id: answer.results[0].assetId, title: record.hostname })
})

it('creates no second asset and changes nothing but what changed', async () => {
  const answer = await json('collect')
  expect(answer).toMatchObject({ created: 0, quarantined: 0, results: [{ matchedBy: expect.any(String) }] })
  expect(['unchanged', 'updated']).toContain(answer.results[0].outcome) // others may install packages meanwhile
})

it('is found by a part of its MAC address in any notation', async () => {
  const addresses = Object.values(networkInterfaces()).flat().map((address) => address?.mac)
  const mac = record.macAddress ?? '' // a computer without any network has none, and is found by its name alone
  expect(mac === '' || addresses.includes(mac)).toBe(true)
  for (const part of mac === '' ? [] : [mac.slice(3, 14), mac.replaceAll(':', '').slice(2, 10), mac.replaceAll(':', '-').toUpperCase()]) {
    expect((await json('search', part)).items).toContainEqual(expect.objectContaining({ title: record.hostname }))
  }
})

it('is related to the machine it controls and seen with it on the floor plan', async () => {
  const { url, localToken } = parseServerFile(readFileSync(join(site.dataFolder, serverFileName), 'utf8')) ?? { url: '', localToken: '' }
  const request = async (method: string, path: string, body?: object) => {
    const answer = await fetch(url + path, { method, headers: { authorization: `Bearer ${localToken}`, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) })
    expect(answer.ok, `${method} ${path}`).toBe(true)
    return answer.json()
  }
  const plan = await request('POST', '/api/floorplans', { name: 'Hall 1' })
  const bay = await request('POST', '/api/locations', { name: 'Bay A1', kind: 'bay', floorPlanId: plan.id })
  const machine = await request('POST', '/api/equipment', { assetNumber: 'CNC-1', locationId: bay.id, mapX: 0.25, mapY: 0.75 })
  const computer = (await json('search', record.hostname)).items[0]
  const [controls] = (await request('GET', '/api/relationshiptypes?name=controls')).items
  await request('POST', '/api/relationships', { typeId: controls.id, fromAssetId: computer.id, toAssetId: machine.id })
  expect((await request('GET', `/api/map?floorPlanId=${plan.id}`)).items).toEqual(expect.arrayContaining([
    expect.objectContaining({ id: machine.id, x: 0.25, y: 0.75, source: 'asset' }),
    expect.objectContaining({ id: computer.id, x: 0.25, y: 0.75, source: 'related', viaAssetId: machine.id }),
  ]))
})

it('takes an inventory from a token of the collector, which may do nothing else', async () => {
  await run(['user', 'create', 'agents', '--role', 'collector', '--password-stdin'], 'correct horse battery staple\n')
  const { token } = await json('token', 'create', 'line-3', '--scope', 'collector:computers', '--user', 'agents')
  const environment = { SHOPDB_TOKEN: token }
  expect(await runShopdb(['collect'], { dataFolder: site.dataFolder, environment })).toMatchObject({ status: 0 })
  expect(await runShopdb(['user', 'list'], { dataFolder: site.dataFolder, environment })).toMatchObject({ status: 1, errors: expect.stringContaining('error PERMISSION_MISSING') })
})

it('examines the running server', async () => {
  const { findings } = await json('doctor')
  expect(findings).toContainEqual(expect.objectContaining({ part: 'server', state: 'ok' }))
})

it('stops in good order and takes its file along', async () => {
  expect(await server.stop()).toBe(0)
  expect(existsSync(join(site.dataFolder, 'server.json'))).toBe(false)
  expect((await json('search', record.hostname)).items).toHaveLength(1)
})
