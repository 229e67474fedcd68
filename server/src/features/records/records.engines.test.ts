import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { coreResources } from '../../core-tables.ts'
import { testDatabases } from '../../platform/database/testing.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { idOf, itemsOf, startTestApp, type Json, type TestApp } from '../../testing/test-app.ts'
import { createRecord, modelOf, validRecord, valueOf } from '../../testing/valid-record.ts'

const resources = [...coreResources().filter((model) => !model.declaration.readOnly && !model.declaration.ownCreate).map((model) => model.name), 'computers', 'equipment', 'computerdisks']

/** A field to change: a text if there is one, else whatever is not a reference. */
function changeableField(model: ResourceModel): FieldModel {
  const plain = model.fields.filter((field) => !field.readOnly && !field.reference && !field.schema.enum)
  const field = plain.find((candidate) => candidate.schema.type === 'string' && !candidate.schema.format && !candidate.schema.pattern) ?? plain[0]
  if (!field) throw new Error(`${model.name} has no field to change`)
  return field
}

/** What a person sees of a record, without what says when it was changed. */
function withoutStamps({ version: _version, modifiedAt: _modifiedAt, provenance: _provenance, deletedAt: _deletedAt, ...record }: Json): Json {
  return record
}

describe.each(testDatabases())('records on $engine', (engine) => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ engine })
  })
  afterAll(async () => app.stop())

  describe.each(resources)('%s', (name) => {
    const base = 1000 * (1 + resources.indexOf(name))
    test('are created, read, listed, changed, deleted and restored, with every change in the history', async () => {
      const model = modelOf(app, name)
      const input = await validRecord(app, model, base + 11)
      const created = await app.request('POST', model.path, input)
      expect(created.status, created.text).toBe(201)
      const id = idOf(created)
      const path = `${model.path}/${id}`
      expect(created.headers.etag).toBe('"1"')
      for (const [field, value] of Object.entries(input)) if (field !== 'type') expect(created.json[field], field).toEqual(value)

      const read = await app.request('GET', path)
      expect(read.json).toEqual({ ...created.json })
      const listed = itemsOf(await app.request('GET', `${model.path}?limit=500`)).find((item) => item.id === id)
      expect(listed).toBeDefined()
      for (const [field, value] of Object.entries(listed ?? {})) expect(value, `${field} in the list`).toEqual(read.json[field])

      expect((await app.request('PUT', path, read.json)).json.version, 'sent back as read').toBe(1)
      const field = changeableField(model)
      const changed = { [field.name]: valueOf(field, base + 12) }
      expect((await app.request('PATCH', path, changed)).status).toBe(428)
      const patched = await app.request('PATCH', path, changed, { 'if-match': '"1"' })
      expect(patched.status, patched.text).toBe(200)
      expect(patched.json).toMatchObject({ ...changed, version: 2 })

      const stale = await app.request('PATCH', path, { [field.name]: valueOf(field, base + 13), version: 1 })
      expect(stale.status).toBe(412)
      expect(stale.json).toMatchObject({ currentVersion: 2, conflicts: [{ field: field.name, yours: valueOf(field, base + 13), theirs: valueOf(field, base + 12), theirsBy: 'system' }] })

      expect((await app.request('DELETE', path)).status).toBe(428)
      const removed = await app.request('DELETE', path, undefined, { 'if-match': '2' })
      expect(removed.status, removed.text).toBe(204)
      expect(itemsOf(await app.request('GET', `${model.path}?limit=500`)).some((item) => item.id === id)).toBe(false)
      expect(itemsOf(await app.request('GET', `${model.path}?limit=500&archived=true`)).some((item) => item.id === id)).toBe(true)
      expect((await app.request('PATCH', path, changed, { 'if-match': '3' })).status).toBe(404)

      const restored = await app.request('POST', `${path}/restore`)
      expect(restored.status, restored.text).toBe(200)
      expect(withoutStamps(restored.json)).toEqual(withoutStamps({ ...patched.json }))
      expect((await app.request('POST', `${path}/restore`)).status).toBe(409)

      const owner = model.fields.find((candidate) => candidate.name === model.ownerField)
      const history = itemsOf(await app.request('GET', owner ? `/api/${owner.reference}/${String(input[owner.name])}/history` : `${path}/history`))
      expect(history.map((entry) => entry.action)).toEqual(owner ? ['updated', 'updated', 'updated', 'updated', 'created'] : ['restored', 'deleted', 'updated', 'created'])
      const update = history[owner ? 2 : 2]
      expect(JSON.stringify(update)).toContain(JSON.stringify(valueOf(field, base + 12)))
    })

    test('refuse unknown fields, naming the nearest, and values of another type', async () => {
      const model = modelOf(app, name)
      const field = changeableField(model)
      const unknown = await app.request('POST', model.path, { ...(await validRecord(app, model, base + 21)), [`${field.name}x`]: 1 })
      expect(unknown.status).toBe(400)
      expect(unknown.json.fields).toEqual([expect.objectContaining({ path: `/${field.name}x`, message: expect.stringContaining(`"${field.name}"`) })])
      const wrong = await app.request('POST', model.path, { ...(await validRecord(app, model, base + 22)), [field.name]: [] })
      expect(wrong.status).toBe(400)
      expect(wrong.json.fields).toEqual(expect.arrayContaining([expect.objectContaining({ path: `/${field.name}` })]))
    })

    test('refuse references to records that do not exist, and deleted ones', async () => {
      const model = modelOf(app, name)
      for (const field of model.fields.filter((candidate) => candidate.reference && !candidate.readOnly)) {
        const answer = await app.request('POST', model.path, { ...(await validRecord(app, model, base + 31)), [field.name]: 999_999_999 })
        expect(answer.status, `${field.name}: ${answer.text}`).toBe(422)
        expect(answer.json.fields).toEqual([expect.objectContaining({ path: `/${field.name}` })])
      }
    })
  })

  describe('unique values', () => {
    const uniqueOf = ['vendors', 'models', 'statuses', 'businessunits', 'tags', 'floorplans', 'operatingsystems', 'applications', 'communicationtypes', 'relationshiptypes']

    test.each(uniqueOf)('of %s are one whatever the case, blanks and composition, and two by a leading zero', async (name) => {
      const model = modelOf(app, name)
      const record = { ...(await validRecord(app, model, 41)), name: `Caf\u00e9 CNC-1 ${name}` }
      const id = idOf(await app.request('POST', model.path, record))
      expect((await app.request('POST', model.path, { ...(await validRecord(app, model, 43)), name: `caf\u00e9 cnc-01 ${name}` })).status).toBe(201)
      for (const same of [`cafe\u0301 cnc-1 ${name}`, `  CAF\u00c9 CNC-1 ${name.toUpperCase()} `]) {
        const answer = await app.request('POST', model.path, { ...(await validRecord(app, model, 42)), name: same })
        expect(answer.status).toBe(409)
        expect(answer.json).toMatchObject({ code: 'DUPLICATE', existing: { id, resource: name }, fields: [{ path: '/name' }] })
      }
      expect((await app.request('PATCH', `${model.path}/${id}`, { name: `CAF\u00c9 CNC-1 ${name}`, version: 1 })).status).toBe(200)
    })

    test('an asset number is free again after a delete, and then the old asset cannot be restored', async () => {
      const first = idOf(await app.request('POST', '/api/equipment', { assetNumber: 'REUSE-1' }))
      expect((await app.request('POST', '/api/computers', { assetNumber: 'reuse-1' })).json).toMatchObject({ code: 'DUPLICATE', existing: { id: first } })
      expect((await app.request('DELETE', `/api/equipment/${first}`, undefined, { 'if-match': '1' })).status).toBe(204)
      const second = idOf(await app.request('POST', '/api/computers', { assetNumber: 'reuse-1' }))
      expect((await app.request('POST', `/api/equipment/${first}/restore`)).json).toMatchObject({ code: 'DUPLICATE', existing: { id: second } })
      expect((await app.request('DELETE', `/api/computers/${second}`, undefined, { 'if-match': '1' })).status).toBe(204)
      const restored = await app.request('POST', `/api/equipment/${first}/restore`)
      expect(restored.json).toMatchObject({ assetNumber: 'REUSE-1', archived: false })
      expect((await app.request('POST', '/api/computers', { assetNumber: 'REUSE-1' })).status).toBe(409)
    })

    test('numbers that differ by leading zeros are two assets, side by side in a list, each found by its own', async () => {
      const ids = []
      for (const assetNumber of ['ZERO-8', 'ZERO-007', 'ZERO-7']) ids.push(idOf(await app.request('POST', '/api/equipment', { assetNumber })))
      expect((await app.request('POST', '/api/computers', { assetNumber: 'zero-007' })).json).toMatchObject({ code: 'DUPLICATE', existing: { id: ids[1] } })
      expect(itemsOf(await app.request('GET', '/api/equipment?q=ZERO-&sort=assetNumber')).map((item) => item.assetNumber)).toEqual(['ZERO-7', 'ZERO-007', 'ZERO-8'])
      expect(itemsOf(await app.request('GET', '/api/equipment?assetNumber=zero-007')).map((item) => item.id)).toEqual([ids[1]])
      expect(itemsOf(await app.request('GET', '/api/equipment?assetNumber=zero-7')).map((item) => item.id)).toEqual([ids[2]])
      expect(itemsOf(await app.request('GET', '/api/search?q=ZERO-7')).map((item) => item.id), 'typed without its zeros').toContain(ids[2])
    })

    test('the longest number of characters outside the basic plane survives delete and restore', async () => {
      const assetNumber = `x${'\u{1F527}'.repeat(49)}y`
      const id = idOf(await app.request('POST', '/api/equipment', { assetNumber }))
      await app.request('DELETE', `/api/equipment/${id}`, undefined, { 'if-match': '1' })
      expect((await app.request('POST', `/api/equipment/${id}/restore`)).json).toMatchObject({ assetNumber })
    })
  })

  test('what is blank is no value: required texts are refused, others become empty', async () => {
    expect((await app.request('POST', '/api/equipment', { assetNumber: '   ' })).status).toBe(400)
    expect((await app.request('POST', '/api/vendors', { name: ' \t ' })).status).toBe(400)
    const answer = await app.request('POST', '/api/equipment', { assetNumber: 'BLANK-1', name: '  ', serialNumber: '' })
    expect(answer.json).toMatchObject({ name: null, serialNumber: null })
  })

  test('a record that others use is not deleted, and the answer says who uses it', async () => {
    const vendor = await createRecord(app, 'vendors')
    const model = idOf(await app.request('POST', '/api/models', { name: 'In use 1', vendorId: vendor }))
    const refused = await app.request('DELETE', `/api/vendors/${vendor}`, undefined, { 'if-match': '1' })
    expect(refused.json).toMatchObject({ code: 'IN_USE', usedBy: [{ resource: 'models', field: 'vendorId' }] })
    await app.request('DELETE', `/api/models/${model}`, undefined, { 'if-match': '1' })
    expect((await app.request('DELETE', `/api/vendors/${vendor}`, undefined, { 'if-match': '1' })).status).toBe(204)
    const restored = await app.request('POST', `/api/models/${model}/restore`)
    expect(restored.json).toMatchObject({ code: 'REFERENCE_MISSING', fields: [{ path: '/vendorId' }] })
  })

  test('what a deleted asset used can be deleted', async () => {
    const system = idOf(await app.request('POST', '/api/operatingsystems', { name: 'Unused OS 1' }))
    const application = idOf(await app.request('POST', '/api/applications', { name: 'Unused application 1' }))
    const computer = idOf(await app.request('POST', '/api/computers', { assetNumber: 'USER-1', operatingSystemId: system }))
    const machine = idOf(await app.request('POST', '/api/equipment', { assetNumber: 'USED-1' }))
    idOf(await app.request('POST', '/api/installedapplications', { assetId: computer, applicationId: application }))
    const type = Number(itemsOf(await app.request('GET', '/api/relationshiptypes'))[0]?.id)
    idOf(await app.request('POST', '/api/relationships', { typeId: type, fromAssetId: computer, toAssetId: machine }))
    expect((await app.request('DELETE', `/api/equipment/${machine}`, undefined, { 'if-match': '1' })).json).toMatchObject({ code: 'IN_USE' })
    expect((await app.request('DELETE', `/api/computers/${computer}`, undefined, { 'if-match': '1' })).status).toBe(204)
    for (const path of [`/api/operatingsystems/${system}`, `/api/applications/${application}`, `/api/equipment/${machine}`]) {
      const answer = await app.request('DELETE', path, undefined, { 'if-match': '1' })
      expect(answer.status, `${path} ${answer.text}`).toBe(204)
    }
  })

  test('an asset is created, read and changed under its type and under assets alike', async () => {
    const created = await app.request('POST', '/api/assets', { type: 'computers.computer', assetNumber: 'ANY-1', hostname: 'any1' })
    expect(created.status, created.text).toBe(201)
    const id = idOf(created)
    expect((await app.request('GET', `/api/assets/${id}`)).json).toEqual((await app.request('GET', `/api/computers/${id}`)).json)
    expect((await app.request('PATCH', `/api/assets/${id}`, { hostname: 'any2', version: 1 })).json).toMatchObject({ hostname: 'any2' })
    expect((await app.request('GET', `/api/equipment/${id}`)).status).toBe(404)
    expect((await app.request('POST', '/api/assets', { assetNumber: 'ANY-2' })).json).toMatchObject({ code: 'REQUEST_INVALID', fields: [{ path: '/type' }] })
  })

  test('tags are set by name, created once, and removed by leaving them out', async () => {
    const id = idOf(await app.request('POST', '/api/equipment', { assetNumber: 'TAGS-1', tags: ['Critical', 'critical ', 'Caf\u00e9', ' '] }))
    expect((await app.request('GET', `/api/equipment/${id}`)).json.tags).toEqual(['Caf\u00e9', 'Critical'])
    expect((await app.request('PATCH', `/api/equipment/${id}`, { tags: ['cafe\u0301'], version: 1 })).json).toMatchObject({ tags: ['Caf\u00e9'], version: 2 })
    expect((await app.request('PATCH', `/api/equipment/${id}`, { tags: ['CAF\u00c9'], version: 2 })).json.version, 'the same tags change nothing').toBe(2)
    expect((await app.request('PATCH', `/api/equipment/${id}`, { notes: 'x', version: 2 })).json.tags).toEqual(['Caf\u00e9'])
    for (const tags of [['\u0000'], ['\ud800'], [''], ['x'.repeat(61)], [1]]) expect((await app.request('PATCH', `/api/equipment/${id}`, { tags, version: 3 })).status).toBe(400)
  })

  test('a conflict names who changed the field, also when the record\'s children changed since', async () => {
    const writer = await app.as(['assets.read', 'assets.write', 'equipment.read', 'equipment.write', 'statuses.read'], 'wanda')
    const id = idOf(await app.request('POST', '/api/equipment', { assetNumber: 'CONFLICT-1', name: 'old' }))
    await writer('PATCH', `/api/equipment/${id}`, { name: 'hers', version: 1 })
    for (const name of ['a', 'b', 'c']) idOf(await app.request('POST', '/api/communications', { assetId: id, name, hostname: 'h' }))
    const stale = await app.request('PATCH', `/api/equipment/${id}`, { name: 'mine', notes: 'new', version: 1 })
    expect(stale.status).toBe(412)
    expect(stale.json.conflicts).toEqual([{ field: 'name', title: 'Name', yours: 'mine', theirs: 'hers', theirsBy: expect.stringContaining('wanda'), theirsAt: expect.any(String) }])
  })

  test('two people who change the same version: one wins, the other is told, nothing is lost', async () => {
    const id = idOf(await app.request('POST', '/api/equipment', { assetNumber: 'RACE-1' }))
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => app.request('PATCH', `/api/equipment/${id}`, { notes: `note ${index}`, version: 1 })))
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 7 }, () => 412)])
    const created = await Promise.all(Array.from({ length: 8 }, () => app.request('POST', '/api/vendors', { name: 'Race vendor' })))
    expect(created.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, ...Array.from({ length: 7 }, () => 409)])
    const existing = created.find((answer) => answer.status === 201)?.json.id
    for (const answer of created.filter(({ status }) => status === 409)) expect(answer.json).toMatchObject({ existing: { id: existing }, fields: [{ path: '/name' }] })
  })

  test('several who make the same new tag at once all get it', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => app.request('POST', '/api/equipment', { assetNumber: `TAGRACE-${index}`, tags: ['made at once', 'and another'] })))
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201))
    expect((await app.request('GET', '/api/tags?name=made at once')).json.total).toBe(1)
  })

  test('a rule that fails leaves nothing half written', async () => {
    const count = async (): Promise<unknown> => app.app.platform.database.all('select (select count(*) from assets) as a, (select count(*) from equipment) as e, (select count(*) from changes) as c, (select count(*) from searchdocs) as s, (select count(*) from tags) as t')
    const before = await count()
    for (const broken of [{ mapX: 0.5 }, { statusId: 999_999_999 }, { tags: ['fresh'], vendorId: 999_999_999 }]) expect((await app.request('POST', '/api/equipment', { assetNumber: 'HALF-1', ...broken })).status).toBe(422)
    expect(await count()).toEqual(before)
  })
})
