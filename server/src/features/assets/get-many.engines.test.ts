import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { writePlugin } from '../../plugin-host/testing.ts'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'

const code = `const body = { type: 'object', required: ['ids'], properties: { ids: { type: 'array', items: { type: 'integer' } } } }
export default { routes: ({ route, assets }) => [
  route({ method: 'POST', path: '/many', permission: 'readers.read', summary: 'Many', body, handle: async ({ body }) => ({ found: await assets.getMany(body.ids) }) }),
  route({ method: 'POST', path: '/one', permission: 'readers.read', summary: 'One', body, handle: async ({ body }) => ({ found: await assets.get(body.ids[0]) }) }),
] }`

describe.each(testDatabases())('assets.getMany on $engine', (engine) => {
  let app: TestApp
  let folder: string
  let ids: number[]
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shopdb-getmany-'))
    mkdirSync(join(folder, 'plugins'))
    writePlugin(join(folder, 'plugins'), 'readers', { permissions: [{ id: 'readers.read', title: 'Read' }] }, { 'plugin.ts': code })
    app = await startTestApp({ engine, env: { SHOPDB_PLUGINS: 'computers,equipment,readers', SHOPDB_PLUGIN_DIRS: join(folder, 'plugins') } })
    await app.app.demo.fill({ assets: 700 })
    ids = (await app.app.platform.database.all('select id from assets order by id')).map(({ id }) => Number(id))
  }, 240_000)
  afterAll(async () => {
    await app.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const many = async (wanted: readonly number[]): Promise<Record<string, unknown>[]> => {
    const answer = await app.request('POST', '/api/readers/many', { ids: wanted })
    expect(answer.status, answer.text.slice(0, 300)).toBe(200)
    return answer.json.found as Record<string, unknown>[] // the route above answers records
  }

  test('finds more than 500, in the order of their ids, and leaves out what is none', async () => {
    const wanted = [...ids.toReversed(), 99_999_999]
    expect(wanted.length).toBeGreaterThan(600)
    expect((await many(wanted)).map(({ id }) => id)).toEqual(ids.toReversed())
    expect(await many([])).toEqual([])
  })

  test('says of each what it says of one, but for what only one record has', async () => {
    const [first = 0, ...rest] = ids
    for (const id of [first, rest.at(-1) ?? 0]) {
      const one = (await app.request('POST', '/api/readers/one', { ids: [id] })).json.found as Record<string, unknown> // as above
      const [among] = (await many([id, first])).filter((record) => record.id === id)
      const collections = Object.keys(one).filter((name) => !(name in (among ?? {})))
      for (const name of [...collections, 'provenance', 'position', 'tags']) delete one[name]
      expect(among).toMatchObject(one)
      expect(String(one.type)).toMatch(/^(computers|equipment)\./)
      expect(one).toHaveProperty('location')
    }
  })

  test('takes as many statements for 200 as for 4', async () => {
    const { database } = app.app.platform
    const { all, prepare } = database
    let statements = 0
    const machines = (await all('select assetid from equipment order by assetid')).map(({ assetid }) => Number(assetid))
    Object.assign(database, { all: (...parameters: Parameters<typeof all>) => { statements += 1; return all(...parameters) }, prepare: (sql: string) => { statements += 1; return prepare(sql) } })
    const count = async (wanted: readonly number[]): Promise<number> => {
      const before = statements
      await many(wanted)
      return statements - before
    }
    try {
      await count(machines.slice(0, 4))
      expect(await count(machines.slice(0, 200))).toBe(await count(machines.slice(0, 4)))
    } finally {
      Object.assign(database, { all, prepare })
    }
  })
})
