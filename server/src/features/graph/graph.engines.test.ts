import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { idOf, itemsOf, startTestApp, type Answer, type Json, type Request, type TestApp } from '../../testing/test-app.ts'
import { writeTypedPlugin, type TypedPlugin } from '../../testing/typed-plugin.ts'

/** Lanes fall back to each other, and have gates that other assets stand at. */
const lanes: TypedPlugin = {
  type: {
    title: 'Lane', type: 'object', 'x-shopdb': { collection: 'lanes', titlePlural: 'Lanes' },
    properties: {
      backupId: { type: 'integer', title: 'Backup', 'x-shopdb': { reference: 'assets', relation: { name: 'falls back to', inverseName: 'is the backup of' } } },
      gates: { type: 'array', title: 'Gates', items: { type: 'object', properties: { label: { type: 'string', maxLength: 20, title: 'Label' }, standingId: { type: 'integer', title: 'Standing', 'x-shopdb': { reference: 'assets', relation: { name: 'lets in', inverseName: 'stands at' } } } }, required: ['label'] }, 'x-shopdb': { table: 'lanegates', key: ['label'] } } as never, // a collection is told from a field by its annotation
    },
  },
  code: `export default {
    routes: (context) => [
      context.route({ method: 'POST', path: '/relate', permission: 'lanes.write', summary: 'Relate', handle: async ({ body }) => {
        const typeId = await context.relationships.ensureType({ name: 'Feeds', inverseName: 'is fed by' })
        const again = await context.relationships.ensureType({ name: 'feeds', inverseName: 'x' })
        return { isOneType: typeId === again, relationship: await context.relationships.create({ typeId, ...body }), list: await context.relationships.list(body.toAssetId) }
      } }),
      context.route({ method: 'POST', path: '/end', permission: 'lanes.write', summary: 'End', handle: async ({ body }) => { await context.relationships.end(body.id); return {} } }),
      context.route({ method: 'POST', path: '/graph', permission: 'lanes.write', summary: 'Graph', handle: ({ body }) => context.relationships.graph(body.id, body.options) }),
    ],
  }`,
}

describe.each(testDatabases())('what surrounds an asset on $engine', (engine) => {
  let app: TestApp
  const ids: Record<string, number> = {}
  const names = (answer: Answer): string[] => nodesOf(answer).map(({ assetNumber, depth }) => `${String(depth)} ${String(assetNumber)}`)
  const edges = ({ json }: Answer): string[] => (Array.isArray(json.edges) ? json.edges : []).map((edge: Json) => `${nameOf(edge.from)} ${String(edge.type)} ${nameOf(edge.to)}`).toSorted()
  const nameOf = (id: unknown): string => Object.keys(ids).find((name) => ids[name] === id) ?? '?'
  const nodesOf = ({ json }: Answer): Json[] => (Array.isArray(json.nodes) ? json.nodes : [])
  let viewer: Request

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shopdb-lanes-'))
    writeTypedPlugin(folder, 'lanes', lanes)
    app = await startTestApp({ engine, env: { SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGINS: 'computers,equipment,lanes', SHOPDB_PLUGIN_MODE: 'isolate' } })
    const create = async (path: string, record: Json): Promise<number> => idOf(await app.request('POST', path, record))
    for (const name of ['A', 'B', 'C', 'D']) ids[name] = await create('/api/lanes', { assetNumber: name })
    ids['PC'] = await create('/api/computers', { assetNumber: 'PC', name: 'pc-name' })
    ids['M'] = await create('/api/equipment', { assetNumber: 'M' })
    const typeId = itemsOf(await app.request('GET', '/api/relationshiptypes?filter[name][eq]=controls'))[0]?.id
    await create('/api/relationships', { typeId, fromAssetId: ids['PC'], toAssetId: ids['A'] })
    await create('/api/relationships', { typeId, fromAssetId: ids['PC'], toAssetId: ids['M'] })
    await app.request('PATCH', `/api/lanes/${ids['A']}`, { backupId: ids['B'], version: 1 })
    await create('/api/lanes/gates', { assetId: ids['B'], label: 'g1', standingId: ids['C'] })
    await create('/api/lanes/gates', { assetId: ids['C'], label: 'g2', standingId: ids['A'] })
    await create('/api/lanes/gates', { assetId: ids['D'], label: 'g3' })
    viewer = await app.as(['assets.read', 'lanes.read', 'equipment.read', 'relationships.read'], 'viewer')
  })
  afterAll(async () => app.stop())

  test('are relationships, fields of types and rows of further tables, in both directions', async () => {
    const answer = await app.request('GET', `/api/assets/${ids['A']}/graph?depth=1`)
    expect(names(answer)).toEqual(['0 A', '1 B', '1 C', '1 PC'])
    expect(edges(answer)).toEqual(['A falls back to B', 'B lets in C', 'C lets in A', 'PC controls A'])
    expect(nodesOf(answer).find(({ id }) => id === ids['PC'])).toMatchObject({ type: 'computers.computer', title: 'pc-name', url: `/computers/${ids['PC']}` })
    expect(answer.json.truncated).toBe(false)
  })

  test('goes as deep as asked, and keeps to some relations', async () => {
    expect(names(await app.request('GET', `/api/assets/${ids['A']}/graph?depth=2`))).toEqual(['0 A', '1 B', '1 C', '1 PC', '2 M'])
    expect(names(await app.request('GET', `/api/assets/${ids['A']}/graph?depth=4&types=is%20controlled%20by`))).toEqual(['0 A', '1 PC', '2 M'])
    expect(edges(await app.request('GET', `/api/assets/${ids['C']}/graph?depth=2&types=lets%20in`))).toEqual(['B lets in C', 'C lets in A'])
    expect(await app.request('GET', `/api/assets/${ids['A']}/graph?depth=5`)).toMatchObject({ status: 400 })
  })

  test('says that there is more than the limit', async () => {
    const answer = await app.request('GET', `/api/assets/${ids['A']}/graph?depth=2&limit=3`)
    expect([names(answer).length, answer.json.truncated]).toEqual([3, true])
    expect((await app.request('GET', `/api/assets/${ids['A']}/graph?depth=2&limit=5`)).json.truncated).toBe(false)
  })

  test('shows no asset the caller may not see, and nothing behind it', async () => {
    expect(names(await viewer('GET', `/api/assets/${ids['A']}/graph?depth=4`))).toEqual(['0 A', '1 B', '1 C'])
    expect((await viewer('GET', `/api/assets/${ids['PC']}/graph`)).status).toBe(404)
    expect((await (await app.as(['assets.read', 'lanes.read'], 'blind'))('GET', `/api/assets/${ids['A']}/graph`)).status).toBe(403)
  })

  test('costs as many statements for a hub as for one neighbour', async () => {
    const counted = async (id: number | undefined): Promise<number> => {
      const { database } = app.app.platform
      const all = database.all
      let count = 0
      database.all = (...query) => { if (/assets|relationships|lanes/.test(query[0])) count += 1; return all(...query) } // not what runs beside it by the clock
      await app.request('GET', `/api/assets/${id}/graph?depth=1`)
      database.all = all
      return count
    }
    idOf(await app.request('POST', '/api/lanes', { assetNumber: 'H', backupId: ids['D'] }))
    const few = await counted(ids['D'])
    for (let index = 0; index < 30; index += 1) idOf(await app.request('POST', '/api/lanes', { assetNumber: `H${index}`, backupId: ids['D'] }))
    expect(await counted(ids['D'])).toBe(few)
    expect(names(await app.request('GET', `/api/assets/${ids['D']}/graph?depth=1`)).length).toBe(32)
  })

  test('a plugin relates assets, sees what surrounds them and ends it: in the history, and undone', async () => {
    const { json } = await app.request('POST', '/api/lanes/relate', { fromAssetId: ids['D'], toAssetId: ids['M'] })
    const relationship: Json = Object(json.relationship)
    expect(json).toMatchObject({ isOneType: true, relationship: { label: 'Feeds', direction: 'out', asset: { assetNumber: 'M' } } })
    expect(Array.isArray(json.list) && json.list.map(({ label, direction }: Json) => `${String(direction)} ${String(label)}`).toSorted()).toEqual(['in is controlled by', 'in is fed by'])
    expect((await app.request('POST', '/api/lanes/relate', { fromAssetId: ids['D'], toAssetId: ids['M'] })).json.relationship).toEqual(relationship)
    expect(names(await app.request('POST', '/api/lanes/graph', { id: ids['D'], options: { depth: 2, types: ['Feeds'] } }))).toEqual(['0 D', '1 M'])
    expect((await app.request('POST', '/api/lanes/end', { id: relationship.id })).status).toBe(200)
    expect((await app.request('POST', '/api/lanes/end', { id: relationship.id })).status).toBe(404)
    const [change] = itemsOf(await app.request('GET', `/api/assets/${ids['D']}/history`))
    expect(change).toMatchObject({ actor: 'plugin lanes' })
    expect((await app.request('POST', `/api/batches/${String(change?.batchId)}/undo`)).status).toBe(200)
    expect(itemsOf(await app.request('GET', `/api/assets/${ids['D']}/relationships`)).map(({ label }) => label)).toEqual(['Feeds'])
  })
})
