import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestHost, type TestBody, type TestClient, type TestHost } from '@shopdb/plugin-api/testing'

let host: TestHost
before(async () => { host = await startTestHost(import.meta.dirname) })
after(() => host.stop())

const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const tool = (number: string, more: Record<string, unknown> = {}) => host.create('measuringtool', { assetNumber: number, name: 'Caliper', gaugeType: 'caliper', measuringUnit: 'mm', permissibleError: 0.03, ...more })
const points = [{ nominal: '25', lower: '-0.03', upper: '0.03', unit: 'mm' }, { nominal: '100', lower: '-0.03', upper: '0.03', unit: 'mm' }]

async function ok(answer: ReturnType<TestClient['get']>): Promise<TestBody> {
  const { status, text, body } = await answer
  assert.ok(status < 300, `${status} ${text}`)
  return body
}

const rowsOf = (body: TestBody, member = 'rows') => body[member] as readonly Readonly<Record<string, unknown>>[] // lists of reports and tiles hold objects

const stateOf = (id: number): Promise<TestBody> => ok(host.api.get(`/api/measuringtools/${id}`))
const refused = async (answer: ReturnType<TestClient['get']>, status: number, code: string): Promise<void> => {
  const { status: was, body, text } = await answer
  assert.deepEqual([was, body.code], [status, code], text)
  assert.ok(String(body['fix']).length > 10, 'says what to do')
}

test('a plan makes a tool due, an overdue one is listed, shown and not given out', async () => {
  const { id } = await tool('GA-0001')
  assert.equal((await stateOf(id)).calibrationState, 'not planned')
  const plan = await ok(host.api.post(`/api/measuringtools/${id}/plans`, { title: 'Full calibration', intervalCount: 1, intervalUnit: 'years', startsOn: day(-400), points: [{ nominal: 25 }] }))
  assert.deepEqual(plan.points, [{ label: '25 mm', nominal: '25', lower: '-0.03', upper: '0.03', unit: 'mm' }], 'limits and unit are those of the tool')
  assert.partialDeepStrictEqual(await stateOf(id), { calibrationState: 'overdue', nextDueOn: plan.dueOn })
  await refused(host.api.post(`/api/measuringtools/${id}/checkouts`, { person: 'Miller' }), 422, 'MEASURINGTOOLS_OVERDUE')
  const listed = await ok(host.api.get('/api/measuringtools?calibrationState=overdue'))
  assert.deepEqual(listed.items.map((item) => item.id), [id])
  assert.equal((await ok(host.api.get('/api/dashboard/measuringtools/overdue'))).value, 1)
  await ok(host.api.put('/api/settings/plugin.measuringtools.lockOut', { value: false }))
  await ok(host.api.post(`/api/measuringtools/${id}/checkouts`, { person: 'Miller' }))
  await ok(host.api.put('/api/settings/plugin.measuringtools.lockOut', { value: true }))
  assert.equal((await stateOf(id)).holder, 'Miller')
  await refused(host.api.post(`/api/measuringtools/${id}/checkouts`, { person: 'Smith' }), 422, 'MEASURINGTOOLS_OVERDUE')
  await ok(host.api.post(`/api/measuringtools/${id}/return`, { returnedAs: 'in order' }))
  await refused(host.api.post(`/api/measuringtools/${id}/return`, {}), 409, 'MEASURINGTOOLS_NOT_CHECKED_OUT')
})

test('pass and fail are calculated in decimals, limits included, and cannot be stated beside values', async () => {
  const { id } = await tool('GA-0002')
  const passed = await ok(host.api.post(`/api/measuringtools/${id}/calibrations`, { doneOn: day(-1), results: [{ nominal: '25', lower: '-0.03', upper: '0.03', unit: 'mm', asFound: '25.030', uncertainty: '0.004', coverage: '2' }] }))
  assert.partialDeepStrictEqual(passed, { asFound: 'pass', asLeft: 'pass', result: 'pass', consequence: null, results: [{ asFound: '25.030', asFoundDeviation: '0.030', uncertainty: '0.004', coverage: '2', unit: 'mm' }] })
  const adjusted = await ok(host.api.post(`/api/measuringtools/${id}/calibrations`, { doneOn: day(0), adjusted: true, results: [{ nominal: 25, lower: -0.03, upper: 0.03, asFound: 25.031, asLeft: 25.001 }] }))
  assert.partialDeepStrictEqual(adjusted, { asFound: 'fail', asLeft: 'pass', result: 'pass' })
  await refused(host.api.post(`/api/measuringtools/${id}/calibrations`, { doneOn: day(0), statedResult: 'pass', results: [{ nominal: 25, lower: -0.03, upper: 0.03, asFound: 26 }] }), 422, 'MEASURINGTOOLS_RESULT_IS_CALCULATED')
  await refused(host.api.post(`/api/measuringtools/${id}/calibrations`, { doneOn: day(0), results: [{ nominal: 25, asFound: 25 }] }), 422, 'MEASURINGTOOLS_NOTHING_TO_JUDGE')
  await refused(host.api.post(`/api/measuringtools/${id}/calibrations`, { doneOn: day(0), results: [{ nominal: '2 5', asFound: 25 }] }), 422, 'MEASURINGTOOLS_VALUE_NO_NUMBER')
  await refused(host.api.post(`/api/measuringtools/${id}/calibrations`, { doneOn: day(3), statedResult: 'pass' }), 422, 'MEASURINGTOOLS_DATE_IN_FUTURE')
  assert.equal(rowsOf(await ok(host.api.get(`/api/measuringtools/${id}/calibration`)), 'calibrations').length, 2, 'what was refused left nothing behind')
})

test('with a guard band a value closer to the limit than the measurement is certain proves nothing', async () => {
  const { id } = await tool('GA-0003')
  await ok(host.api.put('/api/settings/plugin.measuringtools.guardBand', { value: true }))
  const result = { nominal: '25', lower: '-0.03', upper: '0.03', asFound: '25.028', uncertainty: '0.004' }
  const judged = await ok(host.api.post(`/api/measuringtools/${id}/calibrations`, { doneOn: day(0), results: [result] }))
  await ok(host.api.put('/api/settings/plugin.measuringtools.guardBand', { value: false }))
  assert.equal(judged.result, 'unproven')
  assert.equal((await stateOf(id)).calibrationState, 'failed')
})

test('out of tolerance names the assets and persons since the last good calibration, and no others', async () => {
  const { id } = await tool('GA-0004')
  const [early, late, never] = await Promise.all(['MC-1', 'MC-2', 'MC-3'].map((number) => tool(number)))
  const plan = await ok(host.api.post(`/api/measuringtools/${id}/plans`, { title: 'Yearly', intervalCount: 12, intervalUnit: 'months', startsOn: day(-800), points }))
  await ok(host.api.post(`/api/measuringtools/${id}/calibrations`, { planId: plan.id, doneOn: day(-200), results: [{ ...points[0], asFound: '25.00' }] }))
  await ok(host.api.post(`/api/measuringtools/${id}/uses`, { usedOnId: early?.id, usedAt: `${day(-300)}T10:00:00Z`, workOrder: 'WO-1' }))
  await ok(host.api.post(`/api/measuringtools/${id}/uses`, { usedOnId: late?.id, usedAt: `${day(-100)}T10:00:00Z`, workOrder: 'WO-2', person: 'Miller' }))
  await ok(host.api.post(`/api/measuringtools/${id}/checkouts`, { usedOnId: late?.id, person: 'Smith' }))
  await ok(host.api.post(`/api/measuringtools/${id}/return`, {}))
  const failed = await ok(host.api.post(`/api/measuringtools/${id}/calibrations`, { planId: plan.id, doneOn: day(0), results: [{ ...points[0], asFound: '25.05', asLeft: '25.00' }] }))
  assert.equal(failed.asFound, 'fail')
  assert.partialDeepStrictEqual(failed.consequence, { from: day(-200), to: day(0), items: [{ asset: { id: late?.id, assetNumber: 'MC-2' }, workOrders: ['WO-2'], times: 2 }] })
  const { items } = await ok(host.api.get(`/api/measuringtools/calibrations/${failed.id}/consequence`))
  assert.equal(items.length, 1)
  assert.deepEqual(new Set(Array.isArray(items[0]?.['persons']) ? items[0]['persons'] : []), new Set(['Miller', 'Smith']))
  assert.notEqual(never, undefined)
  const report = await ok(host.api.get('/api/reports/measuringtools/outoftolerance?open=true'))
  assert.ok(rowsOf(report).some((row) => row['tool'] === 'GA-0004' && row['concerned'] === 'MC-2' && row['assessed'] === null))
  await ok(host.api.put(`/api/measuringtools/calibrations/${failed.id}/assessment`, { assessment: 'Ten parts measured again, all good.' }))
  const after = await ok(host.api.get(`/api/measuringtools/calibrations/${failed.id}/consequence`))
  assert.equal(after.assessment, 'Ten parts measured again, all good.')
  assert.equal((await stateOf(id)).calibrationState, 'valid', 'it was adjusted and left in order')
})

test('plans by use count check-outs and uses, and begin anew with a calibration', async () => {
  const { id } = await tool('GA-0005')
  const plan = await ok(host.api.post(`/api/measuringtools/${id}/plans`, { title: 'Every 10 uses', intervalUses: 10, points }))
  assert.equal(plan.usesLeft, 10)
  await ok(host.api.post(`/api/measuringtools/${id}/uses`, { person: 'Miller', uses: 9 }))
  assert.equal((await stateOf(id)).calibrationState, 'due')
  await ok(host.api.post(`/api/measuringtools/${id}/checkouts`, { person: 'Miller' }))
  await ok(host.api.post(`/api/measuringtools/${id}/return`, {}))
  assert.equal((await stateOf(id)).calibrationState, 'overdue')
  await refused(host.api.post(`/api/measuringtools/${id}/uses`, { person: 'Miller' }), 422, 'MEASURINGTOOLS_OVERDUE')
  const done = await ok(host.api.post(`/api/measuringtools/${id}/calibrations`, { planId: plan.id, doneOn: day(0), results: [{ ...points[0], asFound: '25' }] }))
  assert.equal((await stateOf(id)).calibrationState, 'valid')
  await ok(host.api.post(`/api/measuringtools/calibrations/${done.id}/void`, { reason: 'Wrong tool' }))
  await refused(host.api.post(`/api/measuringtools/calibrations/${done.id}/void`, { reason: 'Twice' }), 409, 'MEASURINGTOOLS_ALREADY_VOID')
  assert.equal((await stateOf(id)).calibrationState, 'overdue', 'what was crossed out does not count, and neither does what it counted from')
  assert.partialDeepStrictEqual(await ok(host.api.get(`/api/measuringtools/calibrations/${done.id}`)), { voidedReason: 'Wrong tool', result: 'pass' })
})

test('several plans: the soonest counts; a plan can be changed and ended; a bad one is refused', async () => {
  const { id } = await tool('GA-0006')
  const yearly = await ok(host.api.post(`/api/measuringtools/${id}/plans`, { title: 'Yearly', intervalCount: 1, intervalUnit: 'years' }))
  const monthly = await ok(host.api.post(`/api/measuringtools/${id}/plans`, { title: 'Check', intervalCount: 3, intervalUnit: 'weeks' }))
  assert.partialDeepStrictEqual(await stateOf(id), { calibrationState: 'due', nextDueOn: day(21) })
  await ok(host.api.patch(`/api/measuringtools/plans/${monthly.id}`, { intervalCount: 20 }))
  assert.partialDeepStrictEqual(await stateOf(id), { calibrationState: 'valid', nextDueOn: day(140) })
  await ok(host.api.delete(`/api/measuringtools/plans/${monthly.id}`))
  assert.equal((await stateOf(id)).nextDueOn, yearly.dueOn)
  await refused(host.api.post(`/api/measuringtools/${id}/plans`, { title: 'Never' }), 422, 'MEASURINGTOOLS_PLAN_WITHOUT_INTERVAL')
  await refused(host.api.delete(`/api/measuringtools/plans/${monthly.id}`), 404, 'NOT_FOUND')
})

test('the calendar is one that calendars read', async () => {
  const { id } = await tool('GA-0007', { name: 'Long caliper, "inside"; outside' })
  await ok(host.api.post(`/api/measuringtools/${id}/plans`, { title: 'Yearly', intervalCount: 1, intervalUnit: 'years', startsOn: '2026-02-28', laboratory: 'DAkkS' }))
  const { status, text, headers } = await host.api.get('/api/measuringtools/calendar')
  assert.equal(status, 200)
  assert.match(String(headers['content-type']), /^text\/calendar/)
  assert.match(text, /^BEGIN:VCALENDAR\r\n/)
  assert.ok(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75), 'lines are folded')
  const unfolded = text.replaceAll('\r\n ', '')
  assert.match(unfolded, /DTSTART;VALUE=DATE:20270228/)
  assert.match(unfolded, /SUMMARY:Calibrate GA-0007 Long caliper\\, "inside"\\; outside: Yearly/)
  assert.equal((await host.anonymous.get('/api/measuringtools/calendar')).status, 401)
})

test('who may only read sees plans and results, and changes none', async () => {
  const { id } = await tool('GA-0008')
  const viewer = await host.as('viewer')
  assert.equal((await viewer.get(`/api/measuringtools/${id}/calibration`)).status, 200)
  assert.equal((await viewer.get('/api/measuringtools/due?days=30')).status, 200)
  for (const [path, body] of [['plans', { title: 'x', intervalUses: 1 }], ['calibrations', { doneOn: day(0), statedResult: 'pass' }], ['checkouts', { person: 'x' }], ['uses', { person: 'x' }]] as const) {
    assert.equal((await viewer.post(`/api/measuringtools/${id}/${path}`, body)).status, 403, path)
  }
  const technician = await host.as('technician')
  assert.equal((await technician.post(`/api/measuringtools/${id}/checkouts`, { person: 'x' })).status, 201)
})

test('nobody writes the state of a tool by hand or by an agent', async () => {
  const { id, version } = await tool('GA-0009')
  await host.api.patch(`/api/measuringtools/${id}`, { calibrationState: 'valid', holder: 'Me' }, Number(version))
  assert.partialDeepStrictEqual(await stateOf(id), { calibrationState: 'not planned', holder: null })
  const agent = await host.as('collector')
  const sent = { gaugeNumber: 'GA-0010', serialNumber: 'S-10', gaugeType: 'micrometer', measuringUnit: 'mm', rangeTo: 25 }
  assert.equal((await agent.post('/api/collector/measuringtools', sent)).body['created'], 1)
  assert.equal((await agent.post('/api/collector/measuringtools', sent)).body['created'], 0)
  const found = await ok(host.api.get('/api/search?q=GA-0010'))
  assert.equal(found.items[0]?.['kind'] ?? found.items[0]?.['type'], 'measuringtools.measuringtool')
})

test('the job finds what the calendar made due', async () => {
  const { id } = await tool('GA-0011')
  await ok(host.api.post(`/api/measuringtools/${id}/plans`, { title: 'Soon', intervalCount: 40, intervalUnit: 'days' }))
  assert.equal((await stateOf(id)).calibrationState, 'valid')
  await ok(host.api.put('/api/settings/plugin.measuringtools.dueSoonDays', { value: 60 }))
  assert.ok(Number(Object(await host.runJob('states')).changed) >= 1)
  assert.equal((await stateOf(id)).calibrationState, 'due')
  await ok(host.api.put('/api/settings/plugin.measuringtools.dueSoonDays', { value: 30 }))
  await host.runJob('states')
  assert.equal((await stateOf(id)).calibrationState, 'valid')
  const health = await ok(host.api.get('/api/health'))
  assert.match(JSON.stringify(health['components']), /"measuringtools":\{[^}]*"figures":\{[^}]*"valid":\d+/)
})

test('reports, tiles and markers say the same as the list', async () => {
  const due = await ok(host.api.get('/api/reports/measuringtools/due?days=90'))
  assert.ok(rowsOf(due).some((row) => row['tool'] === 'GA-0001' && row['state'] === 'overdue'))
  const csv = await host.api.get('/api/reports/measuringtools/due?days=90&format=csv')
  assert.match(csv.text, /GA-0001/)
  const results = await ok(host.api.get('/api/reports/measuringtools/results'))
  assert.ok(Number(rowsOf(results).at(-1)?.['outOfTolerance']) >= 1)
  const failed = await ok(host.api.get('/api/measuringtools?calibrationState=failed'))
  assert.equal((await ok(host.api.get('/api/dashboard/measuringtools/failed'))).value, failed.total)
  assert.ok(Number((await ok(host.api.get('/api/dashboard/measuringtools/due')))['value']) >= 0)
  assert.ok(rowsOf(await ok(host.api.get('/api/dashboard/measuringtools/next'))).length > 0)
  assert.ok(Number((await ok(host.api.get('/api/dashboard/measuringtools/unassessed')))['value']) >= 1)
  assert.ok(rowsOf(await ok(host.api.get('/api/dashboard/measuringtools/states')), 'series').length > 0)
  const list = await ok(host.api.get('/api/measuringtools/due?days=0'))
  assert.ok(list.items.some((item) => item['assetNumber'] === 'GA-0001'))
})

test('a file belongs to the tool whose calibration names it', async () => {
  const [tool1, tool2] = [await tool('GA-0021'), await tool('GA-0022')]
  const file = (await host.api.post(`/api/attachments?assetId=${tool1.id}&name=certificate.txt`, 'calibrated')).body.id
  await refused(host.api.post(`/api/measuringtools/${tool2.id}/calibrations`, { doneOn: day(0), statedResult: 'pass', attachmentId: file }), 422, 'MEASURINGTOOLS_FILE_OF_OTHER_TOOL')
  assert.equal((await ok(host.api.post(`/api/measuringtools/${tool1.id}/calibrations`, { doneOn: day(0), statedResult: 'pass', attachmentId: file })))['attachmentId'], file)
})

test('a tool that fails or becomes overdue is told once, until it is in order again', async () => {
  const { id } = await tool('GA-0023', { name: null })
  const told = async (): Promise<unknown[]> => (await ok(host.api.get(`/api/notices?open=true&plugin=measuringtools&assetId=${id}`))).items.map((notice) => [notice['severity'], notice['title']])
  const plan = await ok(host.api.post(`/api/measuringtools/${id}/plans`, { title: 'Yearly', intervalCount: 1, intervalUnit: 'years', startsOn: day(-400), points }))
  const overdue = ['warning', `GA-0023 is overdue for calibration since ${String(plan['dueOn'])}`]
  assert.deepEqual(await told(), [overdue])
  await host.runJob('states')
  assert.deepEqual(await told(), [overdue])
  await ok(host.api.post(`/api/measuringtools/${id}/calibrations`, { planId: plan.id, doneOn: day(0), results: [{ ...points[0], asFound: '25.05' }] }))
  assert.deepEqual(await told(), [['critical', 'GA-0023 failed its calibration']])
  await ok(host.api.post(`/api/measuringtools/${id}/calibrations`, { planId: plan.id, doneOn: day(0), adjusted: true, results: [{ ...points[0], asFound: '25.00' }] }))
  assert.deepEqual(await told(), [])
  assert.equal((await ok(host.api.get(`/api/notices?plugin=measuringtools&assetId=${id}`))).items.length, 2, 'each once')
})

test('a calendar reads the feed without a sign-in, until it is revoked', async () => {
  const reader = await host.as('technician')
  const feed = await ok(reader.post('/api/feeds', { name: 'Calibrations', path: '/api/measuringtools/calendar' }))
  const address = new URL(String(feed['url']), 'http://localhost')
  const calendar = await host.anonymous.get(`${address.pathname}${address.search}`)
  assert.deepEqual([calendar.status, calendar.text.slice(0, 15)], [200, 'BEGIN:VCALENDAR'])
  assert.equal((await host.anonymous.get('/api/measuringtools/calendar')).status, 401)
  assert.equal((await reader.delete(`/api/feeds/${feed.id}`)).status, 204)
  assert.equal((await host.anonymous.get(`${address.pathname}${address.search}`)).status, 401)
})

test('the demo has tools in every state, and something out of tolerance that concerns assets', async () => {
  assert.deepEqual(await host.fillDemo({ assets: 100 }), { tools: 20, calibrations: 40 })
  const states = await ok(host.api.get('/api/measuringtools?limit=500'))
  const found = new Set(states.items.map((item) => item['calibrationState']))
  for (const state of ['valid', 'due', 'overdue', 'failed']) assert.ok(found.has(state), state)
  const report = await ok(host.api.get('/api/reports/measuringtools/outoftolerance'))
  assert.ok(rowsOf(report).filter((row) => String(row['concerned']).length > 0).length >= 2)
})
