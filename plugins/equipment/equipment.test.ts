import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestHost, type TestAnswer, type TestHost } from '@shopdb/plugin-api/testing'

const day = 86_400_000
const dayFromNow = (days: number): string => new Date(Date.now() + days * day).toISOString().slice(0, 10)

let host: TestHost
before(async () => { host = await startTestHost(import.meta.dirname, { plugins: ['computers'] }) })
after(() => host.stop())

const machine = async (number: string, values: object = {}): Promise<number> => (await host.create('equipment', { assetNumber: number, ...values })).id
const addPlan = async (assetId: number, values: object): Promise<number> => {
  const answer = await host.api.post(`/api/equipment/maintenance/${assetId}/plans`, values)
  assert.equal(answer.status, 201, answer.text)
  return answer.body.id
}
const listIn = (body: object, name: string): Record<string, unknown>[] => {
  const list: unknown = Reflect.get(body, name)
  assert.ok(Array.isArray(list), name)
  return list
}
const plansOf = async (assetId: number): Promise<Record<string, unknown>[]> => listIn((await host.api.get(`/api/equipment/maintenance/${assetId}`)).body, 'plans')
const isOk = ({ status, text }: TestAnswer): void => assert.ok(status < 300, text)

test('a machine is found by its number, and by the same number written otherwise', async () => {
  const id = await machine('0613')
  for (const words of ['0613', '613']) assert.ok((await host.api.get(`/api/search?q=${words}`)).body.items.some((item) => item.id === id), words)
})

test('several plans of a machine, by calendar and by meter, are due each in its own time', async () => {
  const id = await machine('M-100', { operatingHours: 900 })
  await addPlan(id, { title: 'Change coolant', basis: 'calendar', everyCount: 3, everyUnit: 'month', startsOn: dayFromNow(-2) })
  await addPlan(id, { title: 'Grease spindle', basis: 'hours', everyAmount: 500, startReading: 450 })
  await addPlan(id, { title: 'Check way covers', basis: 'calendar', everyCount: 1, everyUnit: 'year', startsOn: dayFromNow(200) })
  const plans = await plansOf(id)
  assert.deepEqual(plans.map(({ title, state, nextDueOn, nextDueReading }) => ({ title, state, nextDueOn, nextDueReading })), [
    { title: 'Change coolant', state: 'overdue', nextDueOn: dayFromNow(-2), nextDueReading: null },
    { title: 'Check way covers', state: 'ok', nextDueOn: dayFromNow(200), nextDueReading: null },
    { title: 'Grease spindle', state: 'due', nextDueOn: null, nextDueReading: 950 },
  ])
  isOk(await host.api.post(`/api/equipment/maintenance/${id}/readings`, { operatingHours: 951.5 }))
  assert.equal((await plansOf(id)).at(-1)?.['state'], 'overdue')
  const due = (await host.api.get('/api/equipment/maintenance/due?days=14')).body.items.filter((item) => item['machine'] === 'M-100')
  assert.deepEqual(due.map(({ title, state }) => [title, state]), [['Grease spindle', 'overdue'], ['Change coolant', 'overdue']])
})

test('what was done stands in the log with who and when, and the plan moves on', async () => {
  const id = await machine('M-101')
  const plan = await addPlan(id, { title: 'Clean filter', basis: 'calendar', everyCount: 2, everyUnit: 'week', startsOn: dayFromNow(-10) })
  const technician = await host.as('technician')
  const done = await technician.post(`/api/equipment/maintenance/plans/${plan}/done`, { doneOn: dayFromNow(-1), minutes: 25, notes: 'Filter was torn.' })
  assert.equal(done.status, 201, done.text)
  const [moved] = await plansOf(id)
  assert.partialDeepStrictEqual(moved, { state: 'due', lastDoneOn: dayFromNow(-1), nextDueOn: dayFromNow(13) })
  const log = listIn((await host.api.get(`/api/equipment/maintenance/${id}`)).body, 'log')
  assert.partialDeepStrictEqual(log, [{ title: 'Clean filter', doneOn: dayFromNow(-1), minutes: 25, notes: 'Filter was torn.' }])
  assert.notEqual(log[0]?.['doneBy'], null)
  const history = await host.api.get(`/api/equipment/maintenanceplans/${plan}/history`)
  assert.equal(history.status, 200)
  assert.ok(!history.text.includes('plugin equipment"'), 'history names the person, not the plugin')
})

test('two who tick off the same maintenance do it once', async () => {
  const id = await machine('M-102')
  const plan = await addPlan(id, { title: 'Oil', basis: 'calendar', everyCount: 1, everyUnit: 'week', startsOn: dayFromNow(-1) })
  const version = (await plansOf(id))[0]?.['version']
  isOk(await host.api.post(`/api/equipment/maintenance/plans/${plan}/done`, { version }))
  assert.equal((await host.api.post(`/api/equipment/maintenance/plans/${plan}/done`, { version })).status, 412)
  assert.equal(listIn((await host.api.get(`/api/equipment/maintenance/${id}`)).body, 'log').length, 1)
})

test('what cannot be is refused with what to do', async () => {
  const id = await machine('M-103', { operatingHours: 100, partsProduced: null })
  const refused = async (path: string, body: object, code: string): Promise<void> => {
    const answer = await host.api.post(`/api/equipment/maintenance/${path}`, body)
    assert.deepEqual([answer.status, answer.body.code], [422, code])
    assert.ok(String(answer.body['fix']).length > 10)
  }
  await refused(`${id}/plans`, { title: 'Someday', basis: 'calendar' }, 'EQUIPMENT_PLAN_INCOMPLETE')
  await refused(`${id}/readings`, { operatingHours: 99 }, 'EQUIPMENT_METER_BACKWARDS')
  const plan = await addPlan(id, { title: 'Oil', basis: 'parts', everyAmount: 1000 })
  await refused(`plans/${plan}/done`, {}, 'EQUIPMENT_READING_MISSING')
  await refused(`plans/${plan}/done`, { reading: 5, doneOn: dayFromNow(2) }, 'EQUIPMENT_DONE_IN_FUTURE')
  assert.equal((await host.api.get('/api/equipment/maintenance/999999')).status, 404)
  const viewer = await host.as('viewer')
  assert.equal((await viewer.post(`/api/equipment/maintenance/plans/${plan}/done`, { reading: 5 })).status, 403)
  assert.equal((await host.anonymous.get('/api/equipment/maintenance/due')).status, 401)
})

test('a plan that was changed as a plain record is put right by the hourly job', async () => {
  const id = await machine('M-104')
  const plan = await addPlan(id, { title: 'Belts', basis: 'calendar', everyCount: 1, everyUnit: 'month', startsOn: dayFromNow(40) })
  const record = await host.api.get(`/api/equipment/maintenanceplans/${plan}`)
  isOk(await host.api.patch(`/api/equipment/maintenanceplans/${plan}`, { startsOn: dayFromNow(50) }, Number(record.body['version'])))
  assert.partialDeepStrictEqual(await host.runJob('duedates'), { changed: 1 })
  assert.equal((await host.api.get(`/api/equipment/maintenanceplans/${plan}`)).body['nextDueOn'], dayFromNow(50))
})

test('a machine that is down is marked on widgets, map and search until it runs again', async () => {
  const id = await machine('M-105')
  const down = await host.api.post(`/api/equipment/maintenance/${id}/downtimes`, { reason: 'network', startedAt: new Date(Date.now() - 2 * 3_600_000).toISOString() })
  assert.equal(down.status, 201, down.text)
  assert.equal((await host.api.post(`/api/equipment/maintenance/${id}/downtimes`, {})).body.code, 'EQUIPMENT_ALREADY_DOWN')
  assert.match((await host.api.get('/api/dashboard/equipment/down')).text, /M-105/)
  const found = (await host.api.get('/api/search?q=M-105')).body.items.find((item) => item.id === id)
  assert.deepEqual(found?.['badges'], ['down: network'])
  isOk(await host.api.post(`/api/equipment/maintenance/downtimes/${down.body.id}/end`, {}))
  host.clock.advance(60_000) // tiles are kept for a while
  assert.doesNotMatch((await host.api.get('/api/dashboard/equipment/down')).text, /M-105/)
  const report = await host.api.get('/api/reports/equipment/downtime?days=7')
  const row = listIn(report.body, 'rows').find((candidate) => candidate['machine'] === 'M-105')
  assert.deepEqual(row, { machine: 'M-105', hours: 2, times: 1, reason: 'network', isDown: false })
  assert.match((await host.api.get('/api/reports/equipment/downtime?format=csv')).text, /M-105,2,1,network/)
})

test('what stops when the PC dies: the machine it controls, not what only stands beside it', async () => {
  const [first, second] = [await machine('M-106'), await machine('M-107')]
  const computer = (await host.api.post('/api/computers', { assetNumber: 'SF-106' })).body.id
  const types = (await host.api.get('/api/relationshiptypes?limit=500')).body.items
  const controls = types.find((type) => type['name'] === 'controls')?.id
  const beside = (await host.api.post('/api/relationshiptypes', { name: 'stands beside', inverseName: 'stands beside' })).body.id
  isOk(await host.api.post('/api/relationships', { typeId: controls, fromAssetId: computer, toAssetId: first }))
  isOk(await host.api.post('/api/relationships', { typeId: beside, fromAssetId: first, toAssetId: second }))
  const ofComputer = await host.api.get(`/api/equipment/dependencies/${computer}`)
  assert.partialDeepStrictEqual(ofComputer.body['stops'], [{ id: first, via: computer, because: 'controls', steps: 1 }])
  assert.equal(listIn(ofComputer.body, 'nodes').length, 3)
  assert.deepEqual((await host.api.get(`/api/equipment/dependencies/${first}`)).body['stops'], [])
  const noComputers = await host.as(['equipment.read', 'assets.read'])
  assert.ok(!(await noComputers.get(`/api/equipment/dependencies/${first}`)).text.includes('SF-106'))
})

test('overdue maintenance is told once, and over when it is done', async () => {
  const id = await machine('M-109', { operatingHours: 10 })
  const told = async (): Promise<unknown[]> => (await host.api.get(`/api/notices?open=true&plugin=equipment&assetId=${id}`)).body.items.map((notice) => notice['title']).sort()
  const oil = await addPlan(id, { title: 'Oil', basis: 'calendar', everyCount: 1, everyUnit: 'week', startsOn: dayFromNow(-3) })
  await addPlan(id, { title: 'Belts', basis: 'hours', everyAmount: 100, startReading: 0 })
  assert.deepEqual(await told(), [`M-109: Oil is overdue since ${dayFromNow(-3)}`])
  isOk(await host.api.post(`/api/equipment/maintenance/${id}/readings`, { operatingHours: 101 }))
  assert.deepEqual(await told(), ['M-109: Belts is overdue by its meter', `M-109: Oil is overdue since ${dayFromNow(-3)}`])
  const before = (await host.api.get(`/api/notices?plugin=equipment&assetId=${id}`)).body.items.length
  await host.runJob('duedates')
  assert.equal((await host.api.get(`/api/notices?plugin=equipment&assetId=${id}`)).body.items.length, before, 'once, not at every look')
  isOk(await host.api.post(`/api/equipment/maintenance/plans/${oil}/done`, {}))
  assert.deepEqual(await told(), ['M-109: Belts is overdue by its meter'])
  const plans = await plansOf(id)
  const belts = plans.find(({ title }) => title === 'Belts')
  assert.equal((await host.api.delete(`/api/equipment/maintenanceplans/${Number(belts?.['id'])}`, Number(belts?.['version']))).status, 204)
  await host.runJob('duedates')
  assert.deepEqual(await told(), [])
})

test('what is overdue stands on the map, on tiles, in the reports, in the search and in the health of the site', async () => {
  const plan = (await host.api.post('/api/floorplans', { name: 'Plan' })).body.id
  const hall = (await host.api.post('/api/locations', { name: 'Hall', kind: 'building', floorPlanId: plan })).body.id
  const id = await machine('M-110', { locationId: hall, mapX: 0.5, mapY: 0.5 })
  const calm = await machine('M-111', { locationId: hall, mapX: 0.6, mapY: 0.5 })
  const belts = await addPlan(id, { title: 'Belts', basis: 'calendar', everyCount: 1, everyUnit: 'month', startsOn: dayFromNow(5), responsible: 'Keller' })
  const mark = async (asset: number): Promise<unknown> => (await host.api.get(`/api/map?floorPlanId=${plan}`)).body.items.find((marker) => marker.id === asset)
  assert.partialDeepStrictEqual(await mark(id), { tone: 'warning', label: 'Due: Belts' })
  const patched = await host.api.patch(`/api/equipment/maintenance/plans/${belts}`, { startsOn: dayFromNow(-5) })
  assert.partialDeepStrictEqual(patched.body, { nextDueOn: dayFromNow(-5) }, patched.text)
  assert.partialDeepStrictEqual(await mark(id), { tone: 'critical', label: 'Overdue: Belts', badge: '!' })
  assert.partialDeepStrictEqual(await mark(calm), { tone: null, label: null })
  assert.deepEqual((await host.api.get('/api/search?q=M-110')).body.items.find((item) => item.id === id)?.['badges'], ['maintenance overdue'])
  host.clock.advance(60_000) // tiles are kept for a while
  const overdue = Number((await host.api.get('/api/dashboard/equipment/overdue')).body['value'])
  assert.ok(overdue > 0)
  const health = await host.api.get('/api/health')
  assert.match(JSON.stringify(health.body['components']), new RegExp(`"equipment":\\{[^}]*"figures":\\{[^}]*"overdue":${overdue}`))
  assert.match((await host.api.get('/api/dashboard/equipment/due')).text, /M-110/)
  const due = listIn((await host.api.get('/api/reports/equipment/maintenance-due?days=7')).body, 'rows').find((row) => row['machine'] === 'M-110')
  assert.deepEqual(due, { machine: 'M-110', title: 'Belts', state: 'overdue', nextDueOn: dayFromNow(-5), remaining: null, responsible: 'Keller' })
  isOk(await host.api.post(`/api/equipment/maintenance/plans/${belts}/done`, { minutes: 40, doneBy: 'Keller' }))
  const done = listIn((await host.api.get('/api/reports/equipment/maintenance-done?days=7')).body, 'rows').find((row) => row['machine'] === 'M-110')
  assert.deepEqual(done, { doneOn: dayFromNow(0), machine: 'M-110', title: 'Belts', doneBy: 'Keller', minutes: 40, reading: null, notes: null })
  assert.partialDeepStrictEqual(await mark(id), { tone: null, label: null })
})

test('the PC that drives a machine stands on its page', async () => {
  const id = await machine('M-112')
  const computer = (await host.api.post('/api/computers', { assetNumber: 'SF-112', name: 'Cell PC' })).body.id
  const controls = (await host.api.get('/api/relationshiptypes?limit=500')).body.items.find((type) => type['name'] === 'controls')?.id
  isOk(await host.api.post('/api/relationships', { typeId: controls, fromAssetId: computer, toAssetId: id }))
  assert.partialDeepStrictEqual(listIn((await host.api.get(`/api/assets/${id}/panels/equipment/driven-by`)).body, 'rows'), [{ computer: 'SF-112', name: 'Cell PC', relation: 'is controlled by', link: { id: computer } }])
})

test('the demo plant has maintenance in every state, machines that are down, and notices of both', async () => {
  const { duedates = 0, downtimes = 0 } = await host.fillDemo({ assets: 200 })
  assert.ok(duedates > 100, `${duedates} due dates`)
  assert.equal(downtimes, 4)
  host.clock.advance(60_000)
  for (const [tile, member] of [['down', 'rows'], ['due', 'rows']] as const) assert.ok(listIn((await host.api.get(`/api/dashboard/equipment/${tile}`)).body, member).length > 0, tile)
  const due = (await host.api.get('/api/equipment/maintenance/due?days=30')).body.items
  for (const state of ['overdue', 'due']) assert.ok(due.some((plan) => plan['state'] === state), state)
  for (const path of ['maintenance-due', 'maintenance-done', 'downtime']) assert.ok(listIn((await host.api.get(`/api/reports/equipment/${path}`)).body, 'rows').length > 3, path)
  assert.ok((await host.api.get('/api/notices?open=true&plugin=equipment')).body.items.length > 1)
})

test('an MTConnect agent keeps live state and meters of its machine', async () => {
  const id = await machine('M-108', { mtconnectUuid: 'dev-108', operatingHours: 10 })
  const document = (execution: string): string => `<MTConnectStreams><Streams><DeviceStream name="L" uuid="dev-108"><ComponentStream><Events><Execution timestamp="2026-03-01T11:00:00Z">${execution}</Execution><Program timestamp="2026-03-01T11:00:00Z">O1006</Program></Events><Samples><AccumulatedTime subType="x:TOTAL" timestamp="2026-03-01T11:00:00Z">39600</AccumulatedTime></Samples></ComponentStream></DeviceStream><DeviceStream name="other" uuid="dev-999"/></Streams></MTConnectStreams>`
  const agent = await host.as('collector')
  const sent = await agent.post('/api/equipment/mtconnect', { document: document('ACTIVE') })
  assert.deepEqual(sent.body['results'], [{ uuid: 'dev-108', device: 'L', outcome: 'updated', assetId: id }, { uuid: 'dev-999', device: 'other', outcome: 'unknown', assetId: null }])
  assert.partialDeepStrictEqual((await host.api.get(`/api/equipment/${id}`)).body, { liveState: 'running', liveSince: '2026-03-01T11:00:00.000Z', program: 'O1006', operatingHours: 11 })
  assert.partialDeepStrictEqual((await agent.post('/api/equipment/mtconnect', { document: document('ACTIVE') })).body['results'], [{ outcome: 'unchanged' }])
  assert.equal((await host.api.get('/api/equipment?liveState=running')).body.items.some((item) => item.id === id), true)
  assert.equal((await agent.post('/api/equipment/mtconnect', { document: '<MTConnectDevices/>' })).body.code, 'EQUIPMENT_NO_STREAMS')
})
