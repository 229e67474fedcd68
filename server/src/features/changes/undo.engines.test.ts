import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemCaller } from '../../platform/caller.ts'
import type { SqlValue } from '../../platform/database/database.ts'
import { testDatabases } from '../../platform/database/testing.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { createRandom, type Random } from '../../testing/random.ts'
import { itemsOf, startTestApp, type Json, type TestApp } from '../../testing/test-app.ts'
import { modelOf, validRecord, valueOf, writableModels } from '../../testing/valid-record.ts'
import { searchBody } from '../search/terms.ts'
import { changeContext, parseRows, reverseRows, writeChanges } from './index.ts'

const seed = Number(process.env['SHOPDB_TEST_SEED'] ?? Date.now() % 1_000_000) // a test has no config.ts
const operations = 150

describe.each(testDatabases())(`changes on $engine (SHOPDB_TEST_SEED=${seed})`, (engine) => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ engine })
  })
  afterAll(async () => app.stop())

  const tables = (): string[] => [...new Set([...app.app.platform.resources.all().flatMap((model) => model.tables.map((table) => table.name)), 'assettags'])].toSorted()

  /** Every row of every resource; who set which field is no part of a change record, and of equal rows the order says nothing. */
  async function state(): Promise<Record<string, Record<string, SqlValue>[]>> {
    const all: Record<string, Record<string, SqlValue>[]> = {}
    for (const table of tables()) {
      const key = app.app.platform.resources.all().flatMap((model) => model.tables).find((spec) => spec.name === table)?.primaryKey?.[0] ?? 'id'
      all[table] = (await app.app.platform.database.all(`select * from ${table} order by ${key}`)).map(({ provenance: _provenance, ...row }) => row)
    }
    return all
  }

  test('a random sequence of changes of everything is undone from the change records alone', async () => {
    const random = createRandom(seed)
    for (let index = 0; index < 30; index += 1) await changeSomething(app, random, index)
    const before = await state()
    const { database } = app.app.platform
    const [newest] = await database.all('select max(id) as id from changes')
    const outcomes: number[] = []
    for (let index = 30; index < 30 + operations; index += 1) outcomes.push(await changeSomething(app, random, index))
    expect(outcomes.filter((status) => status >= 500)).toEqual([])
    expect(outcomes.filter((status) => status < 300).length).toBeGreaterThan(operations / 2)
    const during = await state()
    expect(during).not.toEqual(before)

    const changes = await database.all('select id, kind, entityid, label, rows from changes where id > ? order by id desc'.replace('rows', database.engine === 'mysql' ? '`rows`' : '"rows"'), [newest?.id ?? 0])
    const context = changeContext(systemCaller, 'test', null, Date.now())
    await database.write(async (transaction) => {
      for (const change of changes) await writeChanges(transaction, context, [{ kind: String(change.kind), entityId: Number(change.entityid), label: String(change.label), action: 'updated', rows: reverseRows(parseRows(String(change.rows))) }])
    })
    const after = await state()
    for (const table of tables()) expect(after[table], table).toEqual(before[table])
  }, 120_000)

  test('search documents follow every change', async () => {
    const random = createRandom(seed + 1)
    await app.stop()
    app = await startTestApp({ engine })
    for (let index = 0; index < operations; index += 1) await changeSomething(app, random, index)
    const { database, resources } = app.app.platform
    const documents = new Map((await database.all('select kind, entityid, body from searchdocs')).map((row) => [`${String(row.kind)} ${Number(row.entityid)}`, String(row.body)]))
    const expected = new Set<string>()
    for (const model of resources.all().filter((candidate) => candidate.name !== 'assets' && !candidate.ownerField && !candidate.declaration.readOnly)) {
      for (const { id } of itemsOf(await app.request('GET', `${model.path}?limit=500`))) {
        const record = (await app.request('GET', `${model.path}/${String(id)}`)).json
        const key = `${model.kind} ${String(id)}`
        expected.add(key)
        for (const text of searchedTexts(model, record)) expect(documents.get(key), `${key} lacks ${text}`).toContain(searchBody([text]))
        const addresses = [...(documents.get(key) ?? '').matchAll(/host-[0-9]+/g)].map(([address]) => address)
        expect(addresses.filter((address) => !JSON.stringify(record).includes(address)), `${key} holds what it should not`).toEqual([])
      }
    }
    expect([...documents.keys()].filter((key) => !expected.has(key))).toEqual([])
    // The index compares itself with every text it stands for, and throws where they differ.
    if (database.engine === 'sqlite') await database.write((transaction) => transaction.run("insert into searchdocsfts (searchdocsfts, rank) values ('integrity-check', 1)"))
  }, 120_000)
})

function searchedTexts(model: ResourceModel, record: Json): string[] {
  const own = model.fields.filter((field) => field.searched).map((field) => record[field.name])
  const communications = (Array.isArray(record.communications) ? record.communications : []).flatMap((item: Json) => [item.macAddress, item.ipAddress, item.hostname])
  return [...own, ...communications].filter((value): value is string => typeof value === 'string' && value !== '')
}

/** One change as people and collectors make them; answers its status. */
async function changeSomething(app: TestApp, random: Random, index: number): Promise<number> {
  const kinds = [createAny, createAny, patchAny, patchAny, patchAny, removeAny, removeAny, restoreAny, tagAsset, placeAsset, lockField, moveChild, collect, collect, moveLocation]
  const answer = await random.pick(kinds)(app, random, index)
  return answer
}

async function createAny(app: TestApp, random: Random, index: number): Promise<number> {
  const model = random.pick(writableModels(app))
  return (await app.request('POST', model.path, await validRecord(app, model, 5000 + index * 17))).status
}

async function anyRecord(app: TestApp, random: Random, model: ResourceModel, query = ''): Promise<Json | null> {
  const items = itemsOf(await app.request('GET', `${model.path}?limit=200${query}`))
  return items.length === 0 ? null : random.pick(items)
}

async function patchAny(app: TestApp, random: Random, index: number): Promise<number> {
  const model = random.pick(writableModels(app))
  const record = await anyRecord(app, random, model)
  const field = random.pick(model.fields.filter((candidate) => !candidate.readOnly && !candidate.reference))
  if (!record) return 404
  const value = field.required || random.below(3) > 0 ? valueOf(field, 90_000 + index) : null
  return (await app.request('PATCH', `${model.path}/${String(record.id)}`, { [field.name]: value, version: record.version })).status
}

async function removeAny(app: TestApp, random: Random): Promise<number> {
  const model = random.pick(writableModels(app))
  const record = await anyRecord(app, random, model)
  return record ? (await app.request('DELETE', `${model.path}/${String(record.id)}`, undefined, { 'if-match': String(record.version) })).status : 404
}

async function restoreAny(app: TestApp, random: Random): Promise<number> {
  const archived = (await Promise.all(writableModels(app).map(async (model) => ({ model, record: await anyRecord(app, random, model, '&archived=true') })))).filter(({ record }) => record !== null)
  if (archived.length === 0) return 404
  const { model, record } = random.pick(archived)
  return (await app.request('POST', `${model.path}/${String(record?.id)}/restore`)).status
}

async function patchAsset(app: TestApp, random: Random, change: (asset: Json) => Json): Promise<number> {
  const asset = await anyRecord(app, random, modelOf(app, 'assets'))
  return asset ? (await app.request('PATCH', `/api/assets/${String(asset.id)}`, { ...change(asset), version: asset.version })).status : 404
}

async function tagAsset(app: TestApp, random: Random): Promise<number> {
  return patchAsset(app, random, () => ({ tags: Array.from({ length: random.below(4) }, () => `tag ${random.below(6)}`) }))
}

async function placeAsset(app: TestApp, random: Random): Promise<number> {
  const asset = await anyRecord(app, random, modelOf(app, 'assets'))
  return asset ? (await app.request('PUT', `/api/assets/${String(asset.id)}/position`, { mapX: random.below(100) / 100, mapY: 0.5, version: asset.version })).status : 404
}

async function lockField(app: TestApp, random: Random): Promise<number> {
  const asset = await anyRecord(app, random, modelOf(app, 'computers'))
  return asset ? (await app.request('PUT', `/api/assets/${String(asset.id)}/locks`, { fields: { hostname: random.below(2) === 0 } })).status : 404
}

async function moveChild(app: TestApp, random: Random, index: number): Promise<number> {
  const target = await anyRecord(app, random, modelOf(app, 'assets'))
  const child = await anyRecord(app, random, modelOf(app, 'communications'))
  if (!target) return 404
  if (!child || random.below(2) === 0) return (await app.request('POST', '/api/communications', { assetId: target.id, name: `if${index}`, hostname: `host-${index}` })).status
  return (await app.request('PATCH', `/api/communications/${String(child.id)}`, { assetId: target.id, version: child.version })).status
}

async function moveLocation(app: TestApp, random: Random, index: number): Promise<number> {
  const [location, parent] = [await anyRecord(app, random, modelOf(app, 'locations')), await anyRecord(app, random, modelOf(app, 'locations'))]
  if (!location) return (await app.request('POST', '/api/locations', { name: `Place ${index}`, kind: 'area' })).status
  return (await app.request('PATCH', `/api/locations/${String(location.id)}`, { parentId: parent?.id ?? null, name: `Place ${index}`, version: location.version })).status
}

async function collect(app: TestApp, random: Random, index: number): Promise<number> {
  const number = random.below(12)
  const list = (count: number, item: (position: number) => Json): Json[] => Array.from({ length: random.below(count) }, (_, position) => item(position + random.below(3)))
  const record = {
    hostname: `collected${number}`, serialNumber: `COLLECTED-${number}`, cpu: `cpu ${random.below(3)}`, vendor: `Vendor ${random.below(4)}`, operatingSystem: `OS ${random.below(3)}`, lastUser: `user${index}`,
    interfaces: list(4, (position) => ({ name: `eth${position}`, macAddress: `0c42b0${number.toString(16).padStart(4, '0')}${position.toString(16).padStart(2, '0')}`, hostname: `host-${index}` })),
    disks: list(4, (position) => ({ name: `disk${position}`, sizeBytes: random.below(5) })), software: list(5, (position) => ({ name: `Program ${position}`, version: `${random.below(3)}.0` })),
  }
  return (await app.request('POST', '/api/collector/computers', record)).status
}
