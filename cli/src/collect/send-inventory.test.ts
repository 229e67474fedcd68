import { writeFileSync } from 'node:fs'
import { hostname as systemName } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDataFolder, runShopdb, startServerDouble, type SentRequest } from '../testing.ts'

const hostname = () => systemName().split('.')[0]
const outcomes = { created: 0, updated: 0, unchanged: 0, quarantined: 0 }
let site: ReturnType<typeof createDataFolder>
let server: Awaited<ReturnType<typeof startServerDouble>>
let outcome: keyof typeof outcomes = 'created'

function answer({ body }: SentRequest) {
  const records = Array.isArray(body) ? body : [body]
  const results = records.map((_record, index) => ({ index, outcome, assetId: 41 + index, matchedBy: outcome === 'created' ? null : ['serialNumber'], problems: outcome === 'quarantined' ? [{ path: '/hostname', message: 'is missing' }] : [] }))
  return { body: { received: records.length, ...outcomes, [outcome]: records.length, results } }
}

beforeEach(async () => {
  site = createDataFolder()
  outcome = 'created'
  server = await startServerDouble(answer)
})
afterEach(async () => {
  await server.close()
  site.remove()
})

const collect = (...argumentList: string[]) => runShopdb(['collect', '--url', server.url, '--token', 'sdb_1', ...argumentList], { dataFolder: site.dataFolder })

it('sends this computer and says what became of it', async () => {
  const ending = await collect()
  expect(ending).toMatchObject({ status: 0, errors: '' })
  expect(ending.output).toMatch(new RegExp(`^created ${hostname()} \\(asset 41, not known before; \\d+ packages\\)\nServer: ${server.url}\n$`))
  expect(server.requests).toMatchObject([{ method: 'POST', path: '/api/collector/computers', authorization: 'Bearer sdb_1', body: { hostname: hostname() } }])
  outcome = 'unchanged'
  expect((await collect()).output).toContain('matched by serialNumber')
})

it('sends nothing on a dry run', async () => {
  const ending = await collect('--dry-run', '--json')
  expect(JSON.parse(ending.output)).toMatchObject({ hostname: hostname() })
  expect((await collect('--dry-run')).output).toContain(`Host name         ${hostname()}`)
  expect(server.requests).toEqual([])
})

it('fails when the server puts the record into quarantine', async () => {
  outcome = 'quarantined'
  const ending = await collect('--json')
  expect(ending.status).toBe(1)
  expect(JSON.parse(ending.output)).toMatchObject({ quarantined: 1 })
  expect((await collect()).output).toContain('/hostname: is missing')
})

it('sends recorded computers in requests that a server takes', async () => {
  const software = Array.from({ length: 4_000 }, (_, number) => ({ name: `package ${number} ${'x'.repeat(40)}`, version: '1.0' }))
  for (const number of [1, 2, 3, 4]) writeFileSync(join(site.dataFolder, `pc-${number}.json`), JSON.stringify({ content: { hardware: { name: `PC-${number}` }, softwares: software } }))
  const ending = await collect('--from', '.')
  expect(ending.output).toContain('4 sent: 4 created, 0 updated, 0 unchanged, 0 quarantined')
  expect(server.requests.flatMap(({ body }) => body).map((record) => record)).toMatchObject([1, 2, 3, 4].map((number) => ({ hostname: `PC-${number}` })))
  expect(server.requests.every(({ body }) => JSON.stringify(body).length < 1_000_000)).toBe(true)
  expect(server.requests.length).toBeGreaterThan(1)
})
