import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { idOf, itemsOf, startTestApp, type Answer, type Json, type Request, type TestApp } from '../../testing/test-app.ts'

describe.each(testDatabases())('import of CSV on $engine', (engine) => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ engine })
    for (const name of ['Haas', 'Okuma']) await app.request('POST', '/api/vendors', { name })
    const hall = idOf(await app.request('POST', '/api/locations', { name: 'Hall 7', kind: 'building' }))
    await app.request('POST', '/api/locations', { name: 'Bay', kind: 'bay', parentId: hall })
    await app.request('POST', '/api/locations', { name: 'Bay', kind: 'bay' })
  })
  afterAll(async () => app.stop())

  const upload = (type: string, body: string | Buffer, query = '', request: Request = app.request): Promise<Answer> => request('POST', `/api/imports?type=${type}${query}`, body, { 'content-type': 'text/csv' })

  async function settled(id: unknown, states: readonly string[]): Promise<Json> {
    for (const started = Date.now(); Date.now() - started < 60_000; await delay(20)) {
      const { json } = await app.request('GET', `/api/imports/${String(id)}`)
      if (states.includes(String(json.state))) return json
    }
    throw new Error(`The import ${String(id)} did not become ${states.join()}: ${(await app.request('GET', `/api/imports/${String(id)}`)).text.slice(0, 800)}`)
  }

  async function rehearse(type: string, body: string | Buffer, options: Json = {}, query = ''): Promise<Json> {
    const { json, status, text } = await upload(type, body, query)
    if (status !== 201) throw new Error(text)
    const checked = await app.request('POST', `/api/imports/${String(json.id)}/check`, options)
    if (checked.status !== 202) throw new Error(checked.text)
    return settled(json.id, ['checked', 'failed'])
  }

  async function commit(id: unknown, body: Json = {}): Promise<Json> {
    const answer = await app.request('POST', `/api/imports/${String(id)}/commit`, body)
    if (answer.status !== 202) throw new Error(answer.text)
    return settled(id, ['imported', 'failed'])
  }

  const rowsOf = async (id: unknown, query = ''): Promise<Json[]> => itemsOf(await app.request('GET', `/api/imports/${String(id)}/rows?limit=500${query}`))
  const find = async (path: string, number: string): Promise<Json> => {
    const [found] = itemsOf(await app.request('GET', `${path}?assetNumber=${encodeURIComponent(number)}`))
    return found ? (await app.request('GET', `${path}/${String(found.id)}`)).json : {}
  }

  test('is a rehearsal until it is committed, then one batch that can be undone', async () => {
    await app.request('POST', '/api/computers', { assetNumber: 'IMP-1', name: 'old name', notes: 'keep me', vendorId: null })
    const file = 'Asset number;Name;Vendor;Purchased;Memory;tags\nimp-1;new name;haas;;;\nIMP-2;"second; with\nline";Okuma;2024-05-06;8589934592;press; line 4\nIMP-2b;third;;;;"press; line 4"\n'
    const checked = await rehearse('computers', file.replace('press; line 4\n', '"press; line 4"\n'))
    expect(checked).toMatchObject({ separator: ';', encoding: 'utf-8', lines: 3, counts: { create: 2, update: 1, skip: 0, error: 0 } })
    expect(await find('/api/computers', 'IMP-2')).toEqual({})
    expect(await rowsOf(checked.id, '&outcome=update')).toMatchObject([{ line: 2, label: 'IMP-1', changes: [{ field: 'name', title: 'Name', before: 'old name', after: 'new name' }, { field: 'vendorId', before: null, after: 'Haas' }] }])
    const imported = await commit(checked.id)
    expect(imported).toMatchObject({ state: 'imported', counts: { create: 2, update: 1, error: 0 } })
    expect(await find('/api/computers', 'IMP-1')).toMatchObject({ name: 'new name', vendor: 'Haas', notes: 'keep me' })
    expect(await find('/api/computers', 'IMP-2')).toMatchObject({ name: 'second; with\nline', vendor: 'Okuma', purchaseDate: '2024-05-06', tags: ['line 4', 'press'] })
    const history = itemsOf(await app.request('GET', '/api/auditlog?kind=computers.computer&limit=3'))
    expect(new Set(history.map(({ batchId }) => batchId))).toEqual(new Set([imported.batchId]))
    expect(history[0]).toMatchObject({ source: 'import', actor: 'system' })
    expect((await app.request('POST', `/api/imports/${String(checked.id)}/commit`)).status).toBe(409)
    await app.request('POST', `/api/imports/${String(checked.id)}/undo`)
    await settled(checked.id, ['undone'])
    expect(await find('/api/computers', 'IMP-1')).toMatchObject({ name: 'old name', vendor: null, notes: 'keep me' })
    expect(await find('/api/computers', 'IMP-2')).toEqual({})
    expect(itemsOf(await app.request('GET', '/api/computers?archived=true&assetNumber=IMP-2'))).toHaveLength(0)
  })

  test('tells every error by line and column, leaves those lines out when told so, and gives them back as CSV', async () => {
    const file = ['assetNumber,vendor,location,purchaseDate,memoryBytes,Colour', 'E-1,Haas,Hall 7,2024-02-30,many,red', 'E-2,Nobody,Bay,2024-02-28,5,', 'E-3,Haas,Hall 7,2024-02-28,5,', ',Haas,,,,', 'e-3,Okuma,,,,', ''].join('\r\n')
    const checked = await rehearse('computers.computer', file)
    expect(checked.counts).toEqual({ create: 1, update: 0, skip: 0, error: 4 })
    const errors = await rowsOf(checked.id, '&outcome=error')
    expect(errors.map(({ line }) => line)).toEqual([2, 3, 5, 6])
    expect(errors[0]?.problems).toEqual([
      { column: 'purchaseDate', field: 'purchaseDate', message: 'There is no day "2024-02-30".' }, { column: 'memoryBytes', field: 'memoryBytes', message: '"many" is no number.' },
    ])
    expect(errors[1]?.problems).toMatchObject([{ column: 'vendor', message: 'There is no vendor "Nobody".' }, { column: 'location', message: expect.stringMatching(/^Several locations are called "Bay"; write which one: "Bay \(#\d+\)"\.$/) }])
    expect(errors[2]?.problems).toMatchObject([{ field: 'assetNumber' }])
    expect(errors[3]?.problems).toMatchObject([{ message: 'Line 4 is about the same record.' }])
    expect((await app.request('POST', `/api/imports/${String(checked.id)}/commit`)).json).toMatchObject({ status: 409, detail: expect.stringContaining('4 lines have errors') })
    expect(await commit(checked.id, { skipErrors: true })).toMatchObject({ counts: { create: 1, error: 4 } })
    const failed = await app.request('GET', `/api/imports/${String(checked.id)}/failed`)
    expect(failed.text.split('\r\n')[0]).toBe('assetNumber,vendor,location,purchaseDate,memoryBytes,Colour,import problems')
    expect(failed.text.split('\r\n')[2]).toMatch(/^E-2,Nobody,Bay,2024-02-28,5,,"line 3: vendor: There is no vendor ""Nobody""\. \| location: Several/)
    expect(failed.text.split('\r\n')).toHaveLength(6)
  })

  test('takes our own export of every resource back unchanged', async () => {
    await app.request('POST', '/api/equipment', { assetNumber: 'RT-1', name: "'=cmd|' /C calc'!A0", notes: ' a\r\nb,"c" ', tags: ['a; b', 'c\\d'], mapX: 0.25, mapY: 0.5, purchaseDate: '2020-02-29' })
    await app.request('POST', '/api/computers', { assetNumber: 'RT-2', name: '+49 12', serialNumber: '000123', locationId: itemsOf(await app.request('GET', '/api/locations?name=Bay'))[0]?.id })
    const computer = await find('/api/computers', 'RT-2')
    await app.request('POST', '/api/communications', { assetId: computer.id, name: 'eth0', macAddress: '00:1b:44:11:3a:b7', ipAddress: '10.0.0.9', isPrimary: true })
    const models = app.app.platform.resources.all().filter((model) => model.declaration.readOnly !== true)
    for (const model of models) {
      for (const query of ['', '&headers=titles&bom=true']) {
        const { text } = await app.request('GET', `${model.path}?format=csv${query}`)
        const lines = text.split('\r\n').length - 2
        if (lines < 1) continue
        const checked = await rehearse(model.name, text, {})
        expect(checked.counts, `${model.name}${query} ${JSON.stringify((await rowsOf(checked.id)).filter(({ outcome }) => outcome !== 'skip').slice(0, 3))}`).toMatchObject({ create: 0, update: 0, error: 0 })
        expect(checked.counts).not.toMatchObject({ skip: 0 })
      }
    }
  }, 120_000)

  test('restores what an export held after it was changed, when empty cells are to clear', async () => {
    const before = (await app.request('GET', '/api/vendors?format=csv')).text
    const [haas] = itemsOf(await app.request('GET', '/api/vendors?name=Haas'))
    await app.request('PATCH', `/api/vendors/${String(haas?.id)}`, { supportPhone: '123', version: haas?.version })
    const kept = await rehearse('vendors', before)
    expect(kept.counts).toMatchObject({ update: 0 })
    const cleared = await rehearse('vendors', before, { empty: 'clear' })
    expect(cleared.counts).toMatchObject({ create: 0, update: 1 })
    await commit(cleared.id)
    expect((await app.request('GET', `/api/vendors/${String(haas?.id)}`)).json.supportPhone).toBeNull()
  })

  test('reads other encodings, separators and notations when they are there or told', async () => {
    const latin = await rehearse('vendors', Buffer.from('Name\tSupport phone\nMüller Präzision\t1\n', 'latin1'))
    expect(latin).toMatchObject({ encoding: 'windows-1252', separator: '\t', counts: { create: 1 } })
    await commit(latin.id)
    expect(itemsOf(await app.request('GET', `/api/vendors?name=${encodeURIComponent('Müller Präzision')}`))).toHaveLength(1)
    const wide = await rehearse('vendors', Buffer.from('\ufeffName;Website\nÅkerström;https://example.com\n', 'utf16le'))
    expect(wide).toMatchObject({ encoding: 'utf-16le', separator: ';', counts: { create: 1, error: 0 } })
    const numbers = 'assetNumber;mapX;mapY;purchaseDate\nN-1;0,25;0,5;31.12.2024\n'
    const point = await rehearse('computers', numbers)
    expect(point.counts).toMatchObject({ error: 1 })
    expect(JSON.stringify(await rowsOf(point.id))).toContain('Say that decimals stand behind a comma')
    const comma = await rehearse('computers', numbers, { decimal: 'comma', dates: 'dmy' })
    expect(comma.counts).toMatchObject({ create: 1, error: 0 })
    expect(await rowsOf(comma.id)).toMatchObject([{ changes: expect.arrayContaining([{ field: 'mapX', title: 'Map position across', before: null, after: 0.25 }, { field: 'purchaseDate', title: 'Purchased', before: null, after: '2024-12-31' }]) }])
  })

  test('maps columns as told, refuses what it cannot use, and is the business of who may write', async () => {
    const { json } = await upload('computers', 'Nummer,Was\nM-1,Presse\n', '&name=liste.csv')
    expect(json).toMatchObject({ fileName: 'liste.csv', headers: ['Nummer', 'Was'], guessed: [null, null], samples: [['M-1', 'Presse']], lines: 1 })
    expect((await app.request('POST', `/api/imports/${String(json.id)}/check`, {})).json).toMatchObject({ status: 400, detail: expect.stringContaining('No column') })
    expect((await app.request('POST', `/api/imports/${String(json.id)}/check`, { columns: ['assetNumber', 'nmae'] })).status).toBe(400)
    expect((await app.request('POST', `/api/imports/${String(json.id)}/check`, { columns: ['assetNumber', 'name'], mode: 'update' })).status).toBe(202)
    expect(await settled(json.id, ['checked'])).toMatchObject({ counts: { error: 1 } })
    await app.request('POST', `/api/imports/${String(json.id)}/check`, { mode: 'upsert' })
    expect(await settled(json.id, ['checked'])).toMatchObject({ counts: { create: 1 }, options: { columns: ['assetNumber', 'name'] } })
    expect((await upload('computers', '')).status).toBe(400)
    expect((await upload('computers', 'assetNumber\n')).json.detail).toContain('no lines')
    expect((await upload('nothing', 'a\n1\n')).status).toBe(400)
    expect((await upload('assettypes', 'name\nx\n')).status).toBe(400)
    const editor = await app.as(['imports.run', 'vendors.write', 'vendors.read'])
    expect((await upload('computers', 'assetNumber\n1\n', '', editor)).status).toBe(403)
    const own = await upload('vendors', 'name\nOwn\n', '', editor)
    expect(own.status).toBe(201)
    expect((await editor('GET', `/api/imports/${String(json.id)}`)).status).toBe(404)
    expect(itemsOf(await editor('GET', '/api/imports')).map(({ id }) => id)).toEqual([own.json.id])
    expect((await (await app.as(['vendors.write']))('GET', '/api/imports')).status).toBe(403)
    await editor('POST', `/api/imports/${String(own.json.id)}/check`, {})
    await settled(own.json.id, ['checked'])
    await editor('POST', `/api/imports/${String(own.json.id)}/commit`)
    expect(await settled(own.json.id, ['imported'])).toMatchObject({ counts: { create: 1 } })
    expect(itemsOf(await app.request('GET', '/api/auditlog?kind=vendors&limit=1'))[0]).toMatchObject({ label: 'Own', source: 'import', action: 'created' })
    expect((await editor('DELETE', `/api/imports/${String(own.json.id)}`)).status).toBe(204)
  })

  test('undo leaves alone what somebody changed since, and says so', async () => {
    const checked = await rehearse('vendors', 'name,supportPhone\nUndo A,1\nUndo B,2\n')
    await commit(checked.id)
    const [changed] = itemsOf(await app.request('GET', '/api/vendors?name=Undo%20A'))
    await app.request('PATCH', `/api/vendors/${String(changed?.id)}`, { supportPhone: '99', version: changed?.version })
    const { json } = await app.request('POST', `/api/imports/${String(checked.id)}/undo`)
    await settled(checked.id, ['undone'])
    const job = (await app.request('GET', `/api/jobs/${String((json.job as Json).id)}`)).json // documented answer
    expect(job.result).toMatchObject({ undone: 1, conflictCount: 1, conflicts: [{ kind: 'vendors', label: 'Undo A', reason: 'Somebody changed it since.' }] })
    expect(itemsOf(await app.request('GET', '/api/vendors?filter[name][startswith]=Undo')).map(({ name }) => name)).toEqual(['Undo A'])
  })

  test('works through a long file part by part, resumes where it was, and pages its lines', async () => {
    const file = `assetNumber,name,vendor\n${Array.from({ length: 1001 }, (_, index) => `LONG-${index},machine ${index},Haas`).join('\n')}\n`
    const checked = await rehearse('equipment', file)
    expect(checked.counts).toMatchObject({ create: 1001 })
    const seen: number[] = []
    for (let cursor = ''; ;) {
      const page = (await app.request('GET', `/api/imports/${String(checked.id)}/rows?limit=300${cursor}`)).json
      seen.push(...(page.items as Json[]).map(({ line }) => Number(line))) // documented answer
      if (page.nextCursor === null) break
      cursor = `&cursor=${String(page.nextCursor)}`
    }
    expect(seen).toEqual(Array.from({ length: 1001 }, (_, index) => index + 2))
    expect(await commit(checked.id)).toMatchObject({ state: 'imported', counts: { create: 1001, error: 0 } })
    const again = await rehearse('equipment', file)
    expect(again.counts).toMatchObject({ skip: 1001 })
  }, 120_000)
})
