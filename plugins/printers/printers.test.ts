import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startTestHost, type TestAnswer, type TestBody, type TestHost } from '@shopdb/plugin-api/testing'
import { ippMessages } from './decode-ipp.ts'

const day = 86_400_000
const dateIn = (days: number): string => new Date(Date.now() + days * day).toISOString().slice(0, 10)
/** Recordings of real printers, where this computer has them. */
const samples = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'samples')

let host: TestHost
before(async () => { host = await startTestHost(import.meta.dirname) })
after(() => host.stop())

async function ok(answer: Promise<TestAnswer>): Promise<TestBody> {
  const { status, text, body } = await answer
  assert.ok(status < 300, `${status} ${text}`)
  return body
}

const listIn = (body: object, name: string): Record<string, unknown>[] => {
  const list: unknown = Reflect.get(body, name)
  assert.ok(Array.isArray(list), `${name} of ${JSON.stringify(body).slice(0, 400)}`)
  return list
}
const refused = async (answer: Promise<TestAnswer>, status: number, code: string): Promise<void> => {
  const { status: was, body, text } = await answer
  assert.deepEqual([was, body.code], [status, code], text)
  assert.ok(String(body['fix']).length > 10, 'says what to do')
}
const collect = async (...records: object[]): Promise<number> => Number(listIn(await ok((await host.as('collector')).post('/api/collector/printers', records)), 'results')[0]?.['assetId'])
const toner = (level: number, more: object = {}): object => ({ slot: 1, name: 'Black Toner', kind: 'toner', colour: 'black', level, capacity: 100, ...more })
const printer = (id: number): Promise<TestBody> => ok(host.api.get(`/api/printers/${id}`))
const supplies = async (id: number): Promise<Record<string, unknown>[]> => listIn(await ok(host.api.get(`/api/printers/${id}/overview`)), 'supplies')
const openNotices = async (id: number): Promise<Record<string, unknown>[]> => [...(await ok(host.api.get(`/api/notices?open=true&plugin=printers&assetId=${id}`))).items]

/** One report a day, the last one now: the server's clock goes back and comes forward. */
async function reportDaily(hostname: string, levels: readonly number[], more: (index: number) => object = () => ({})): Promise<number> {
  let id = 0
  host.clock.advance(-(levels.length - 1) * day)
  for (const [index, level] of levels.entries()) {
    if (index > 0) host.clock.advance(day)
    id = await collect({ hostname, supplies: [toner(level)], ...more(index) })
  }
  return id
}

test('levels that agents report become history, a forecast with its interval, and the state of the printer', async () => {
  const id = await reportDaily('prn-falling', Array.from({ length: 16 }, (_, index) => 70 - index * 3))
  const [supply] = await supplies(id)
  assert.partialDeepStrictEqual(supply, { name: 'Black Toner', kind: 'toner', colour: 'black', percent: 25, state: 'ok', readings: 16, perDay: 3, basis: 'current', reason: null })
  assert.equal(supply?.['emptyOn'], dateIn(25 / 3))
  assert.ok(String(supply?.['earliest']) <= dateIn(25 / 3) && String(supply?.['latest']) >= dateIn(25 / 3))
  assert.partialDeepStrictEqual(await printer(id), { supplyState: 'ok', lowestLevel: 25, lowestSupply: 'Black Toner', emptyOn: dateIn(25 / 3) })
  const panel = listIn(await ok(host.api.get(`/api/assets/${id}/panels/printers/history`)), 'series')[0]
  assert.equal(listIn(panel ?? {}, 'points').length, 16)
  const report = listIn(await ok(host.api.get('/api/reports/printers/forecast?days=30')), 'rows')
  assert.partialDeepStrictEqual(report, [{ printer: 'prn-falling', supply: 'Black Toner', percent: 25, emptyOn: dateIn(25 / 3), days: (Date.parse(dateIn(25 / 3)) - Date.parse(dateIn(0))) / day }])
  assert.match((await host.api.get('/api/reports/printers/forecast?days=30&format=csv')).text, /prn-falling/)
})

test('the same level again is no new row on the same day, and one on the next', async () => {
  const id = await collect({ hostname: 'prn-still', supplies: [toner(50)] })
  await collect({ hostname: 'prn-still', supplies: [toner(50)] })
  await collect({ hostname: 'prn-still', firmware: '2', supplies: [toner(50)] })
  const points = async () => listIn(listIn(await ok(host.api.get(`/api/assets/${id}/panels/printers/history`)), 'series')[0] ?? {}, 'points').length
  assert.equal(await points(), 1)
  host.clock.advance(-day)
  await collect({ hostname: 'prn-still', supplies: [toner(50)] })
  host.clock.advance(day)
  assert.equal(await points(), 2)
  assert.partialDeepStrictEqual((await supplies(id))[0], { emptyOn: null, reason: 'few-readings' })
})

test('unknown levels stay unknown: -2, -3, -1 and a level without capacity are no percent', async () => {
  const id = await collect({ hostname: 'prn-vague', supplies: [toner(-3, { capacity: -2 }), { slot: 2, name: 'Drum Unit', level: -2, capacity: -2 }, { slot: 3, name: 'Fuser', level: -1, capacity: -1 }, { slot: 4, name: 'Developer', level: 9, capacity: -2 }, { slot: 5, name: 'Waste Toner', kind: 'wasteToner', level: 92, capacity: 100, isFilled: true }] })
  const found = await supplies(id)
  assert.deepEqual(found.map(({ percent, state }) => [percent, state]), [[null, 'some'], [null, 'unknown'], [null, 'unrestricted'], [null, 'unknown'], [8, 'low']])
  assert.partialDeepStrictEqual(found[0], { emptyOn: null, reason: 'no-level' })
  const onlyOk = await collect({ hostname: 'prn-only-ok', supplies: [toner(-3, { capacity: -2 })] })
  assert.partialDeepStrictEqual(await printer(onlyOk), { supplyState: 'ok', lowestLevel: null, emptyOn: null })
})

test('low is said once, grows worse when it is empty, and is over after the change', async () => {
  const id = await collect({ hostname: 'prn-low', supplies: [toner(9)] })
  assert.partialDeepStrictEqual(await openNotices(id), [{ severity: 'warning', title: 'prn-low: Black Toner is low' }])
  for (const level of [8, 7, 6]) await collect({ hostname: 'prn-low', supplies: [toner(level)] })
  assert.equal((await openNotices(id)).length, 1)
  await collect({ hostname: 'prn-low', supplies: [toner(0)] })
  assert.partialDeepStrictEqual(await openNotices(id), [{ severity: 'critical', title: 'prn-low: Black Toner is empty' }])
  assert.equal((await printer(id)).supplyState, 'empty')
  assert.ok(Number((await ok(host.api.get('/api/dashboard/printers/emptysoon'))).value) >= 1)
  await collect({ hostname: 'prn-low', supplies: [toner(100)] })
  assert.deepEqual(await openNotices(id), [])
  assert.equal((await printer(id)).supplyState, 'ok')
})

test('the printer says itself from when a supply is low; otherwise the site does', async () => {
  const own = await collect({ hostname: 'prn-own-limit', supplies: [toner(17, { lowLevel: 18 })] })
  assert.equal((await printer(own)).supplyState, 'low')
  const other = await collect({ hostname: 'prn-site-limit', supplies: [toner(17)] })
  assert.equal((await printer(other)).supplyState, 'ok')
  await ok(host.api.put('/api/settings/plugin.printers.lowPercent', { value: 20 }))
  await collect({ hostname: 'prn-site-limit', firmware: '2', supplies: [toner(17)] })
  assert.equal((await printer(other)).supplyState, 'low')
  await ok(host.api.put('/api/settings/plugin.printers.lowPercent', { value: 10 }))
})

test('a supply that is not reported any more goes with its notice', async () => {
  const id = await collect({ hostname: 'prn-changed', supplies: [toner(5), { slot: 2, name: 'Drum Unit', level: 70, capacity: 100 }] })
  assert.equal((await openNotices(id)).length, 1)
  await collect({ hostname: 'prn-changed', supplies: [{ slot: 2, name: 'Drum Unit', level: 70, capacity: 100 }] })
  assert.deepEqual((await supplies(id)).map(({ name }) => name), ['Drum Unit'])
  assert.deepEqual(await openNotices(id), [])
})

test('pages are counted by day and month, cost follows from prices and yields, else from the settings', async () => {
  const units = (await ok(host.api.get('/api/businessunits?limit=5'))).items
  const unit = units[0] ?? (await ok(host.api.post('/api/businessunits', { name: 'Assembly' })))
  await ok(host.api.post('/api/printers/spares', { partNumber: 'TN-100', kind: 'toner', colour: 'black', price: 100, yieldPages: 5000 }))
  const id = await reportDaily('prn-pages', [90, 80, 70], (index) => ({ pageCount: 1000 + index * 150, colourPageCount: 100 + index * 50, supplies: [toner(90 - index * 10, { partNumber: 'TN-100' })] }))
  await ok(host.api.patch(`/api/printers/${id}`, { businessUnitId: unit.id }, Number((await printer(id)).version)))
  assert.partialDeepStrictEqual(await printer(id), { pageCostMono: 0.02, pageCostColour: 0.1 })
  const fields = listIn(await ok(host.api.get(`/api/assets/${id}/panels/printers/counters`)), 'items')
  assert.deepEqual(fields.map(({ value }) => value), [1300, 300, 100, 14, 0.02, 0.1])
  const cost = listIn(await ok(host.api.get('/api/reports/printers/cost?by=business%20unit&days=30')), 'rows')
  assert.partialDeepStrictEqual(cost.find(({ owner }) => owner === unit['name']), { printers: 1, black: 200, colour: 100, cost: 14, currency: 'EUR' })
  const months = listIn(await ok(host.api.get('/api/reports/printers/consumption?months=2')), 'rows')
  assert.equal(months.reduce((sum, { pages }) => sum + Number(pages), 0), 300)
  assert.equal(typeof (await ok(host.api.get('/api/dashboard/printers/pages')))['value'], 'number')
  assert.equal(listIn(await ok(host.api.get('/api/dashboard/printers/perday')), 'series').length, 2)
  await collect({ hostname: 'prn-pages', pageCount: 5, supplies: [toner(70, { partNumber: 'TN-100' })] })
  assert.equal(listIn(await ok(host.api.get('/api/reports/printers/consumption?months=2')), 'rows').reduce((sum, { pages }) => sum + Number(pages), 0) >= 150, true, 'a counter that was reset counts nothing')
})

test('spare supplies are matched by part number, by name and by model; taken, put and counted with a log; ordered in time', async () => {
  const spare = await ok(host.api.post('/api/printers/spares', { partNumber: 'CF400X', title: 'HP 201X', kind: 'toner', colour: 'black', minimumStock: 1, storedAt: 'Cabinet 2' }))
  const byModel = await ok(host.api.post('/api/printers/spares', { partNumber: 'LB-RIB', kind: 'ribbon', fitsModels: 'ZT 411, ZT 230', minimumStock: 0 }))
  const id = await collect({ hostname: 'prn-stock', vendor: 'HP', model: 'M252dw', supplies: [{ slot: 1, name: 'Black Cartridge HP CF400X', level: 4, capacity: 100 }] })
  await collect({ hostname: 'prn-label', vendor: 'Zebra', model: 'ZT 411', supplies: [{ slot: 1, name: 'Ribbon', kind: 'ribbonWax', level: 3, capacity: 100 }] })
  assert.partialDeepStrictEqual((await supplies(id))[0]?.['spare'], { partNumber: 'CF400X', stock: 0, storedAt: 'Cabinet 2' })
  const lines = async () => new Map(listIn(await ok(host.api.get('/api/printers/stock?days=7')), 'lines').map((line) => [Object(line['spare']).partNumber, line]))
  assert.partialDeepStrictEqual((await lines()).get('CF400X'), { printers: 1, supplies: 1, due: 1, order: 2 })
  assert.partialDeepStrictEqual((await lines()).get('LB-RIB'), { printers: 1, due: 1, order: 1 })
  assert.ok(Number((await ok(host.api.get('/api/dashboard/printers/order')))['value']) >= 2)
  const order = listIn(await ok(host.api.get('/api/reports/printers/order?days=7')), 'rows')
  assert.partialDeepStrictEqual(order.find(({ partNumber }) => partNumber === 'CF400X'), { order: 2, stock: 0 })
  const technician = await host.as('technician')
  assert.equal((await ok(technician.post(`/api/printers/stock/${spare.id}/movements`, { action: 'put', quantity: 3, note: 'Delivery' })))['stock'], 3)
  assert.equal((await ok(technician.post(`/api/printers/stock/${spare.id}/movements`, { action: 'take', quantity: 1, assetId: id })))['stock'], 2)
  assert.equal((await lines()).get('CF400X')?.['order'], 0)
  await refused(technician.post(`/api/printers/stock/${spare.id}/movements`, { action: 'take', quantity: 3 }), 409, 'PRINTERS_STOCK_TOO_LOW')
  await refused(technician.post(`/api/printers/stock/${spare.id}/movements`, { action: 'take', quantity: 1, assetId: 999_999 }), 422, 'PRINTERS_NO_PRINTER')
  await ok(technician.post(`/api/printers/stock/${spare.id}/movements`, { action: 'count', quantity: 1 }))
  const about = await ok(host.api.get(`/api/printers/stock/${spare.id}`))
  assert.partialDeepStrictEqual(listIn(about, 'movements'), [{ action: 'count', stockAfter: 1 }, { action: 'take', quantity: 1, assetNumber: 'prn-stock' }, { action: 'put', note: 'Delivery' }])
  assert.partialDeepStrictEqual(listIn(about, 'printers'), [{ assetNumber: 'prn-stock', percent: 4 }])
  assert.equal(listIn(await ok(host.api.get(`/api/printers/${id}/overview`)), 'changes').length, 1)
  const viewer = await host.as('viewer')
  assert.equal((await viewer.post(`/api/printers/stock/${spare.id}/movements`, { action: 'put', quantity: 1 })).status, 403)
  assert.equal((await viewer.get('/api/printers/stock')).status, 200)
  assert.equal((await host.api.get(`/api/printers/stock/${byModel.id + 1000}`)).status, 404)
})

test('the round visits what is due, in the order of walking, with what to carry', async () => {
  const plan = await ok(host.api.post('/api/floorplans', { name: 'Hall 1', width: 1000, height: 500 }))
  const hall = await ok(host.api.post('/api/locations', { name: 'Hall 1', kind: 'building', floorPlanId: plan.id }))
  for (const [name, x, y] of [['a', 0.1, 0.1], ['c', 0.9, 0.9], ['b', 0.5, 0.1], ['d', 0.1, 0.9]] as const) {
    const id = await collect({ hostname: `round-${name}`, supplies: [toner(2, { name: 'Black Cartridge HP CF400X' })] })
    await ok(host.api.patch(`/api/printers/${id}`, { locationId: hall.id, mapX: x, mapY: y }, Number((await printer(id)).version)))
  }
  const round = await ok(host.api.get('/api/printers/round?days=7'))
  const stops = listIn(round, 'stops')
  assert.deepEqual(stops.filter(({ floorPlanId }) => floorPlanId === plan.id).map(({ assetNumber }) => assetNumber), ['round-a', 'round-b', 'round-c', 'round-d'])
  assert.ok(stops.some(({ assetNumber, floorPlanId }) => assetNumber === 'prn-stock' && floorPlanId === null), 'a printer nobody placed is visited too')
  assert.partialDeepStrictEqual(listIn(round, 'carry').find(({ partNumber }) => partNumber === 'CF400X'), { needed: 5, stock: 1, storedAt: 'Cabinet 2' })
  assert.partialDeepStrictEqual(listIn(round, 'floors'), [{ id: plan.id, name: 'Hall 1' }])
  const markers = listIn(await ok(host.api.get(`/api/map?floorPlanId=${plan.id}`)), 'items')
  assert.partialDeepStrictEqual(markers.find(({ assetNumber }) => assetNumber === 'round-a'), { tone: 'warning', badge: '2%' })
  assert.match(String(markers[0]?.['label']), /CF400X 2 %/)
})

test('a printer is found by what it is filled with, and shows how it stands', async () => {
  const deadline = Date.now() + 15_000
  let found: TestBody['items'] = []
  while (found.length === 0 && Date.now() < deadline) {
    found = (await ok(host.api.get('/api/search?q=LB-RIB%20ribbon'))).items.filter((item) => item['type'] === 'printers.printer' || item['kind'] === 'printers.printer')
    if (found.length === 0) found = (await ok(host.api.get('/api/search?q=prn-label%20ribbon'))).items.filter((item) => item['type'] === 'printers.printer' || item['kind'] === 'printers.printer')
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  assert.match(JSON.stringify(found), /Low: Ribbon 3 %/)
})

test('tiles, filters and health say the same', async () => {
  const low = await ok(host.api.get('/api/printers?supplyState=low,empty&sort=lowestLevel'))
  assert.ok(low.items.length >= 6)
  assert.deepEqual(low.items.map((item) => Number(item['lowestLevel'])), low.items.map((item) => Number(item['lowestLevel'])).toSorted((one, other) => one - other))
  const lowest = listIn(await ok(host.api.get('/api/dashboard/printers/lowest')), 'rows')
  assert.equal(lowest[0]?.['level'], low.items[0]?.['lowestLevel'])
  assert.match(JSON.stringify((await ok(host.api.get('/api/health')))['components']), /"printers":\{[^}]*"figures":\{[^}]*"low":\d+/)
})

test('a printer that nobody hears of any more is counted as silent', async () => {
  const before = Number((await ok(host.api.get('/api/dashboard/printers/silent')))['value'])
  host.clock.advance(-3 * day)
  await collect({ hostname: 'prn-silent', supplies: [toner(50)] })
  host.clock.advance(3 * day)
  const stopped = await collect({ hostname: 'prn-stopped', deviceState: 'stopped', stateReasons: 'media jam' })
  assert.equal((await printer(stopped))['stateReasons'], 'media jam')
  await host.restartPlugin()
  assert.equal(Number((await ok(host.api.get('/api/dashboard/printers/silent')))['value']), before + 2)
})

test('old levels are forgotten after the days that the site keeps them', async () => {
  const id = await reportDaily('prn-old', [90, 80, 70])
  host.clock.advance(-900 * day)
  await collect({ hostname: 'prn-older', pageCount: 10, supplies: [toner(50)] })
  host.clock.advance(900 * day)
  assert.ok(Number(Object(await host.runJob('forget')).forgotten) >= 2)
  assert.equal((await supplies(id))[0]?.['readings'], 3)
})

test('a printer is asked by IPP and its answer goes the way of all records; one that is off is offline', async () => {
  const answer = (level: number): Buffer => ippMessages.response.encode({ statusCode: 0, requestId: 1, groups: [{ tag: 4, attributes: [
    { tag: 0x41, name: 'printer-make-and-model', value: 'Brother HL-5370DW' }, { tag: 0x23, name: 'printer-state', value: 3 }, { tag: 0x44, name: 'printer-state-reasons', value: ['none'] }, { tag: 0x22, name: 'color-supported', value: false },
    { tag: 0x42, name: 'marker-names', value: ['Black Toner', 'Waste'] }, { tag: 0x44, name: 'marker-types', value: ['toner', 'waste-toner'] }, { tag: 0x21, name: 'marker-levels', value: [level, 30] },
  ] }] })
  const questions: number[] = []
  const server: Server = createServer((request, reply) => {
    request.on('data', (chunk: Buffer) => questions.push(chunk.readUInt16BE(2)))
    request.on('end', () => reply.writeHead(200, { 'content-type': 'application/ipp' }).end(answer(44)))
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { id } = await ok(host.api.post('/api/printers', { assetNumber: 'PRN-IPP', ippAddress: `ipp://127.0.0.1:${port}/ipp/print` }))
  assert.partialDeepStrictEqual(await ok(host.api.post(`/api/printers/${id}/poll`)), { outcome: 'taken' })
  assert.deepEqual(questions, [0x000b])
  assert.partialDeepStrictEqual(await printer(id), { deviceState: 'idle', isColour: false, model: 'HL-5370DW', lowestLevel: 44 })
  assert.deepEqual((await supplies(id)).map(({ percent, kind }) => [kind, percent]), [['toner', 44], ['waste', 70]])
  assert.deepEqual(await host.runJob('poll'), { off: true })
  await ok(host.api.put('/api/settings/plugin.printers.poll', { value: true }))
  assert.partialDeepStrictEqual(await host.runJob('poll'), { taken: 1, silent: 0 })
  await new Promise((resolve) => { server.close(resolve); server.closeAllConnections() })
  assert.partialDeepStrictEqual((await ok(host.api.post('/api/plugins/printers/commands/poll', { printer: id })))['result'], { outcome: 'silent' })
  assert.equal((await printer(id))['deviceState'], 'offline')
  assert.partialDeepStrictEqual(await ok(host.api.post(`/api/printers/${await collect({ hostname: 'prn-no-ipp' })}/poll`)), { outcome: 'no-address' })
  assert.equal((await (await host.as('viewer')).post(`/api/printers/${id}/poll`)).status, 403)
})

test('raw answers of SNMP and IPP are taken, what is none is told why', async () => {
  const walk = ['.1.3.6.1.2.1.1.5.0 = STRING: "prn-walked"', '.1.3.6.1.2.1.25.3.2.1.3.1 = STRING: "HP Color LaserJet M252dw"', '.1.3.6.1.2.1.2.2.1.6.2 = Hex-STRING: 3C A8 2A F6 38 AC', '.1.3.6.1.2.1.43.10.2.1.4.1.1 = Counter32: 7792', '.1.3.6.1.2.1.43.11.1.1.5.1.1 = INTEGER: toner(3)', '.1.3.6.1.2.1.43.11.1.1.6.1.1 = STRING: "Black Cartridge HP CF400X"', '.1.3.6.1.2.1.43.11.1.1.8.1.1 = INTEGER: 100', '.1.3.6.1.2.1.43.11.1.1.9.1.1 = INTEGER: 63'].join('\n')
  const agent = await host.as('collector')
  const taken = await ok(agent.post('/api/printers/answers', { walk }))
  const id = Number(listIn(taken, 'results')[0]?.['assetId'])
  assert.partialDeepStrictEqual(await printer(id), { hostname: 'prn-walked', macAddress: '3c:a8:2a:f6:38:ac', vendor: 'HP', pageCount: 7792, lowestLevel: 63, supplyState: 'ok' })
  await refused(agent.post('/api/printers/answers', { walk: 'no such object' }), 422, 'PRINTERS_ANSWER_UNREADABLE')
  await refused(agent.post('/api/printers/answers', { ipp: Buffer.from('nothing at all').toString('base64') }), 422, 'PRINTERS_ANSWER_UNREADABLE')
  await refused(agent.post('/api/printers/answers', {}), 422, 'PRINTERS_ONE_ANSWER')
  assert.equal((await (await host.as('viewer')).post('/api/printers/answers', { walk })).status, 403)
})

test('recordings of real printers are understood, each as a printer of its own', { skip: !existsSync(samples) }, async () => {
  const agent = await host.as('collector')
  const walks = join(samples, 'snmp', 'gpl3-librenms')
  const seen = new Map<string, Record<string, unknown>[]>()
  for (const file of readdirSync(walks).filter((name) => /brother|canonprinter|dell-laser|^epson|jetdirect|konica|okilan|ricoh|samsungprinter|sharp|xerox/.test(name))) {
    const answer = await ok(agent.post('/api/printers/answers', { walk: readFileSync(join(walks, file), 'utf8'), hostname: file.replace(/\W/g, '-').slice(0, 40) }))
    seen.set(file, await supplies(Number(listIn(answer, 'results')[0]?.['assetId'])))
  }
  assert.equal(seen.size, 11)
  const percents = (file: string) => seen.get(`${file}.snmprec`)?.map(({ percent }) => percent)
  assert.deepEqual(percents('konica_c250i'), [76, 78, 77, 86, null])
  assert.deepEqual(percents('dell-laser_s5830dn'), [49, 72, 83, 89])
  assert.deepEqual(percents('brother_hl5370dw'), [null, null, 69])
  assert.deepEqual(seen.get('brother_hl5370dw.snmprec')?.map(({ state }) => state), ['unknown', 'some', 'ok'])
  assert.partialDeepStrictEqual(seen.get('xerox.snmprec')?.[0], { name: 'Black Toner, PN 006R01509', partNumber: '006R01509', colour: 'black', percent: 20 })
  const ipp = join(samples, 'ipp')
  for (const [file, states] of [['ippeve-toner-low.bin', ['low', 'low']], ['get-printer-attributes-brother-mfcj5320dw.bin', ['low', 'low', 'ok', 'low']], ['get-printer-attributes-epsonxp6000.bin', ['ok', 'ok', 'ok', 'low', 'ok']]] as const) {
    const answer = await ok(agent.post('/api/printers/answers', { ipp: readFileSync(join(ipp, file)).toString('base64') }))
    assert.deepEqual((await supplies(Number(listIn(answer, 'results')[0]?.['assetId']))).map(({ state }) => state), states, file)
  }
})

test('the demo fills every view', async () => {
  const counts = await host.fillDemo({ assets: 100 })
  assert.partialDeepStrictEqual(counts, { printers: 10 })
  assert.ok(Number(counts['readings']) > 1000)
  assert.ok(listIn(await ok(host.api.get('/api/reports/printers/forecast?days=365')), 'rows').filter(({ printer: number }) => String(number).startsWith('prn-0')).length >= 8)
})
