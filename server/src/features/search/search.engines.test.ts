import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { idOf, itemsOf, startTestApp, type Json, type TestApp } from '../../testing/test-app.ts'

const engines = testDatabases()
const answers = new Map<string, Map<string, string>>()

describe.each(engines)('search on $engine', (engine) => {
  let app: TestApp
  const own = new Map<string, string>()
  answers.set(engine.engine, own)

  beforeAll(async () => {
    app = await startTestApp({ engine })
    const create = async (path: string, record: Json): Promise<number> => idOf(await app.request('POST', path, record))
    await create('/api/equipment', { assetNumber: 'CNC-1', name: 'Mazak Integrex', serialNumber: 'SN100%A', notes: 'Coolant_pump replaced' })
    await create('/api/equipment', { assetNumber: 'CNC-10', name: 'Mazak Quick Turn', serialNumber: 'SN100XA' })
    await create('/api/equipment', { assetNumber: 'CNC-2', name: 'Okuma at CNC-1', notes: 'coolantXpump' })
    await create('/api/equipment', { assetNumber: 'XCNC-1', name: '\u00c4nderungsstation \u00d6l' })
    await create('/api/equipment', { assetNumber: 'K-\u6a5f\u68b0-7', name: 'Caf\u00e9 \u0421\u0442\u0430\u043d\u043e\u043a' })
    await create('/api/equipment', { assetNumber: 'SPARE-1', name: 'Spare' })
    await create('/api/equipment', { assetNumber: 'SPARE-2', name: 'Spare' })
    const pc = await create('/api/computers', { assetNumber: 'PC-77', hostname: 'wjf-ops-0077', macAddress: '00-1A-2B-3C-4D-5E', ipAddress: '10.20.30.40', lastUser: 'maria.k' })
    await create('/api/communications', { assetId: pc, name: 'eth1', macAddress: 'DEAD.BEEF.0001', ipAddress: '192.168.77.5', hostname: 'second-leg' })
    await create('/api/vendors', { name: 'Mazak Corporation' })
    await create('/api/locations', { name: 'Mazak bay', kind: 'bay' })
  })
  afterAll(async () => app.stop())

  async function find(query: string): Promise<string[]> {
    const items = itemsOf(await app.request('GET', `/api/search?limit=100&q=${encodeURIComponent(query)}`))
    const found = items.map((item) => `${String(item.match)} ${String(item.type)} ${String(item.title)}`)
    own.set(query, found.join('\n'))
    return found
  }
  const titles = async (query: string): Promise<string[]> => (await find(query)).map((line) => line.split(' ').slice(2).join(' '))

  test('an exact identifier comes before a prefix, and that before what only contains it', async () => {
    const found = await find('cnc-1')
    expect(found.map((line) => line.replace(' equipment.equipment', ''))).toEqual(['exact CNC-1 \u00b7 Mazak Integrex', 'prefix CNC-10 \u00b7 Mazak Quick Turn', 'substring CNC-2 \u00b7 Okuma at CNC-1', 'substring XCNC-1 \u00b7 \u00c4nderungsstation \u00d6l'])
  })

  test('terms count in any order and in any field', async () => {
    for (const query of ['integrex cnc-1', 'CNC-1 Integrex', 'grex maz', 'mazak sn100%a']) expect(await titles(query), query).toEqual(['CNC-1 \u00b7 Mazak Integrex'])
    expect(await titles('mazak okuma')).toEqual([])
  })

  test('a MAC address is found in any notation and in parts, of the computer and of its interfaces', async () => {
    for (const query of ['00:1a:2b:3c:4d:5e', '001A.2B3C.4D5E', '00-1a-2b-3c-4d-5e', '001a2b3c4d5e', '3c:4d:5e', '3C-4D-5E', '2b3c4d', '1a:2b:3c', 'de:ad:be:ef:00:01', 'deadbeef0001', 'beef.0001', 'ad-be-ef']) expect(await titles(query), query).toEqual(['PC-77'])
  })

  test('an IP address is found whole and in parts', async () => {
    for (const query of ['10.20.30.40', '10.20.30', '20.30.4', '192.168.77.5', '168.77', '.77.5']) expect(await titles(query), query).toEqual(['PC-77'])
    expect(await titles('10.20.31')).toEqual([])
  })

  test('names are found in any case and composition', async () => {
    for (const query of ['\u00e4nderung', '\u00c4NDERUNGSSTATION', 'a\u0308nderung', '\u00f6l \u00e4nd']) expect(await titles(query), query).toEqual(['XCNC-1 \u00b7 \u00c4nderungsstation \u00d6l'])
    for (const query of ['caf\u00e9', 'CAFE\u0301', '\u0441\u0442\u0430\u043d\u043e\u043a', '\u0422\u0410\u041d\u041e', 'k-\u6a5f\u68b0']) expect(await titles(query), query).toEqual(['K-\u6a5f\u68b0-7 \u00b7 Caf\u00e9 \u0421\u0442\u0430\u043d\u043e\u043a'])
  })

  test('% and _ stand for themselves', async () => {
    expect(await titles('100%')).toEqual(['CNC-1 \u00b7 Mazak Integrex'])
    expect(await titles('coolant_p')).toEqual(['CNC-1 \u00b7 Mazak Integrex'])
    expect(await titles('%%%')).toEqual([])
    expect(await titles('___')).toEqual([])
    for (const query of ["'; drop", '"quoted"', '\\', '*', '+cnc -1', 'NEAR(a b)', '(((', '!%_']) await find(query)
  })

  test('two characters find identifiers that begin with them', async () => {
    expect((await titles('cn')).toSorted()).toEqual(['CNC-1 \u00b7 Mazak Integrex', 'CNC-10 \u00b7 Mazak Quick Turn', 'CNC-2 \u00b7 Okuma at CNC-1'])
    expect(await titles('pc')).toContain('PC-77')
    expect((await titles('1a mazak')).length).toBe(0)
  })

  test('every kind of record is found, with a place to go to', async () => {
    expect((await find('mazak')).map((line) => line.split(' ')[1]).toSorted()).toEqual(['equipment.equipment', 'equipment.equipment', 'locations', 'vendors'])
    const [item] = itemsOf(await app.request('GET', '/api/search?q=wjf-ops-0077'))
    expect(item).toMatchObject({ type: 'computers.computer', typeTitle: 'Computer', url: `/computers/${String(item?.id)}`, match: 'exact' })
  })

  test('records of one title stand in the order of their ids', async () => {
    expect((await titles('spare')).filter((title) => title.startsWith('SPARE'))).toEqual(['SPARE-1 \u00b7 Spare', 'SPARE-2 \u00b7 Spare'])
  })

  test('nothing is found for nothing, and a long query is refused', async () => {
    expect(await titles('   ')).toEqual([])
    expect((await app.request('GET', '/api/search')).status).toBe(400)
    expect((await app.request('GET', `/api/search?q=${'x'.repeat(201)}`)).status).toBe(400)
  })

  test('a changed, deleted and restored record is found as it is now', async () => {
    const id = idOf(await app.request('POST', '/api/equipment', { assetNumber: 'FIND-ME', name: 'before' }))
    await app.request('PATCH', `/api/equipment/${id}`, { name: 'afterwards', version: 1 })
    expect((await titles('find-me')).length).toBe(1)
    expect(await titles('find-me before')).toEqual([])
    await app.request('DELETE', `/api/equipment/${id}`, undefined, { 'if-match': '2' })
    expect(await titles('find-me')).toEqual([])
    await app.request('POST', `/api/equipment/${id}/restore`)
    expect(await titles('find-me afterw')).toEqual(['FIND-ME \u00b7 afterwards'])
  })
})

test.runIf(engines.length > 1)('every engine finds the same in the same order', () => {
  const [first, ...others] = [...answers]
  for (const [engine, given] of others) for (const [query, answer] of first?.[1] ?? []) expect(given.get(query), `${query} on ${engine}`).toBe(answer)
})
