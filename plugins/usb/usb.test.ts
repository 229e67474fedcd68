import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { startTestHost, type TestBody, type TestClient, type TestHost } from '@shopdb/plugin-api/testing'

let host: TestHost
before(async () => { host = await startTestHost(import.meta.dirname, { plugins: ['computers', 'equipment'] }) })
after(() => host.stop())

const day = 86_400_000
const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString()
const clean = { scan: 'clean', scanner: 'ClamAV', scannerVersion: '1.4.2', files: 12 }

async function ok(answer: ReturnType<TestClient['get']>): Promise<TestBody> {
  const { status, text, body } = await answer
  assert.ok(status < 300, `${status} ${text}`)
  return body
}
async function refused(answer: ReturnType<TestClient['get']>, status: number, code: string): Promise<void> {
  const { status: was, body, text } = await answer
  assert.deepEqual([was, body.code], [status, code], text)
  assert.ok(String(body['fix']).length > 10, 'says what to do')
}
const rowsOf = (body: TestBody, member = 'rows') => body[member] as readonly Readonly<Record<string, unknown>>[] // lists of reports, tiles and chains hold objects

let count = 0
/** A medium that was scanned clean, as the drawer holds them. */
async function medium(more: Record<string, unknown> = {}): Promise<number> {
  const { id } = await host.create('medium', { assetNumber: `MED-${String(++count).padStart(4, '0')}`, label: `M${100 + count}`, usbVendorId: '0951', usbProductId: '1666', deviceSerial: `0014780DA${String(count).padStart(3, '0')}`, ...more })
  await ok(host.api.post(`/api/usb/${id}/scans`, clean))
  return id
}
const custody = (id: number): Promise<TestBody> => ok(host.api.get(`/api/usb/${id}/custody`))
const record = (id: number): Promise<TestBody> => ok(host.api.get(`/api/usb/${id}`))
const kinds = async (id: number) => rowsOf(await custody(id), 'events').map((event) => event['kind'])
const wordingNow = async (): Promise<unknown> => (await ok(host.api.get('/api/usb/wordings'))).items[0]?.['version']
const machine = async (assetNumber: string): Promise<number> => (await ok(host.api.post('/api/equipment', { assetNumber }))).id
const computer = async (hostname: string): Promise<number> => (await ok(host.api.post('/api/computers', { assetNumber: hostname.toUpperCase(), hostname }))).id
const openNotices = async (): Promise<readonly Readonly<Record<string, unknown>>[]> => (await ok(host.api.get('/api/notices?open=true&plugin=usb&limit=500'))).items
const findings = async (query: string) => (await ok(host.api.get(`/api/usb/findings?${query}`))).items
const see = async (hostname: string, ...devices: object[]): Promise<TestBody> => ok((await host.as('collector')).post('/api/usb/sightings', { computer: { hostname }, user: 'SHOP\\setup', devices }))
const stick = (serialNumber: string, more: object = {}) => ({ vendorId: '0x0951', productId: '1666', serialNumber, name: 'DataTraveler', isStorage: true, ...more })
const freshTiles = (): void => host.clock.advance(600_000) // tiles are kept for a while

test('a medium goes to a person and a machine, is confirmed at the counter, and comes back clean', async () => {
  const [id, mill] = [await medium(), await machine('CNC-1')]
  const wording = await wordingNow()
  const out = await ok(host.api.post(`/api/usb/${id}/checkouts`, { person: 'J. Miller', usedAtId: mill, receipt: { name: 'J. Miller', agreed: true, wording } }))
  assert.partialDeepStrictEqual(out, { state: 'out', holder: 'J. Miller', usedAt: 'CNC-1', acceptance: 'confirmed', wording, isOverdue: false, brokenAt: null })
  assert.ok(Math.abs(Date.parse(String(out['dueAt'])) - Date.now() - 3 * day) < 60_000, 'due after the days of the setting')
  assert.partialDeepStrictEqual(await record(id), { custodyState: 'out', holder: 'J. Miller', usedAt: 'CNC-1', acceptance: 'confirmed' })
  assert.deepEqual((await ok(host.api.get('/api/usb?custodyState=out'))).items.map((item) => item.id), [id])
  const related = await ok(host.api.get(`/api/relationships?fromAssetId=${id}`))
  assert.equal(related.items.length, 1, 'it stands where the machine stands')
  await refused(host.api.post(`/api/usb/${id}/checkouts`, { person: 'S. Novak' }), 409, 'USB_CHECKED_OUT')
  const back = await ok(host.api.post(`/api/usb/${id}/return`, clean))
  assert.partialDeepStrictEqual(back, { state: 'in', holder: null, usedAt: null, scanState: 'clean' })
  assert.deepEqual(rowsOf(back, 'events').map((event) => event['kind']), ['scanned', 'out', 'accepted', 'in'])
  assert.partialDeepStrictEqual(rowsOf(back, 'events').at(-1), { person: 'J. Miller', usedAt: 'CNC-1', detail: { scan: 'clean', scanner: 'ClamAV', scannerVersion: '1.4.2', files: 12 } })
  assert.equal((await ok(host.api.get(`/api/relationships?fromAssetId=${id}`))).items.length, 0)
  await refused(host.api.post(`/api/usb/${id}/return`, clean), 409, 'USB_NOT_CHECKED_OUT')
})

test('a medium that was not scanned stays in the drawer, unless the site says otherwise', async () => {
  const { id } = await host.create('medium', { assetNumber: 'USB-NEW' })
  await refused(host.api.post(`/api/usb/${id}/checkouts`, { person: 'J. Miller' }), 422, 'USB_NOT_CLEAN')
  await ok(host.api.put('/api/settings/plugin.usb.cleanBeforeCheckout', { value: false }))
  await ok(host.api.post(`/api/usb/${id}/checkouts`, { person: 'J. Miller', dueAt: inDays(1) }))
  await ok(host.api.put('/api/settings/plugin.usb.cleanBeforeCheckout', { value: true }))
  assert.equal((await ok(host.api.post(`/api/usb/${id}/return`, { scan: 'not scanned' })))['scanState'], 'not scanned')
  await refused(host.api.post(`/api/usb/${id}/checkouts`, { person: 'J. Miller' }), 422, 'USB_NOT_CLEAN')
  const checked = await medium()
  await refused(host.api.post(`/api/usb/${checked}/checkouts`, { person: 'J. Miller', dueAt: inDays(-1) }), 422, 'USB_DUE_IN_PAST')
  await refused(host.api.post(`/api/usb/${checked}/checkouts`, { person: 'J. Miller', usedAtId: 999_999 }), 422, 'USB_ASSET_MISSING')
})

test('who received it confirms with an own sign-in, never who gave it out; the wording that was shown counts', async () => {
  const id = await medium()
  const giver = await host.as('technician')
  await ok(giver.post(`/api/usb/${id}/checkouts`, { person: 'L. Okafor' }))
  assert.equal((await record(id))['acceptance'], 'waiting')
  const before = await wordingNow()
  await refused(host.api.post(`/api/usb/${id}/receipt`, { agreed: true, wording: before }), 403, 'USB_NOT_A_PERSON')
  await refused(giver.post(`/api/usb/${id}/receipt`, { agreed: true, wording: before }), 403, 'USB_OTHER_PERSON')
  const changed = await ok(host.api.post('/api/usb/wordings', { wording: 'I bring this medium back within three days and scan it before.' }))
  const receiver = await host.as('viewer')
  await refused(receiver.post(`/api/usb/${id}/receipt`, { agreed: true, wording: before }), 409, 'USB_WORDING_CHANGED')
  assert.partialDeepStrictEqual(await ok(receiver.post(`/api/usb/${id}/receipt`, { agreed: true, wording: changed['version'] })), { acceptance: 'confirmed', wording: changed['version'] })
  await refused(receiver.post(`/api/usb/${id}/receipt`, { agreed: true, wording: changed['version'] }), 409, 'USB_NOTHING_TO_CONFIRM')
  const wordings = await ok(host.api.get('/api/usb/wordings'))
  assert.equal(wordings.items.length, 2, 'what was once confirmed can still be read')
  assert.equal((await receiver.post('/api/usb/wordings', { wording: 'Anything goes, as long as nobody sees it.' })).status, 403)
})

test('an infected medium is blocked at once, everybody is told, and only a clean scan and a permission release it', async () => {
  const id = await medium()
  await ok(host.api.post(`/api/usb/${id}/checkouts`, { person: 'S. Novak' }))
  const back = await ok(host.api.post(`/api/usb/${id}/return`, { scan: 'infected', scanner: 'ClamAV', scannerVersion: '1.4.2', files: 40, threat: 'Win.Worm.Jenxcus' }))
  assert.partialDeepStrictEqual(back, { state: 'blocked', blockedReason: 'infected: Win.Worm.Jenxcus', holder: null })
  const told = (await openNotices()).filter((notice) => notice['assetId'] === id)
  assert.deepEqual(told.map((notice) => notice['severity']), ['critical'])
  assert.match(String(told[0]?.['text']), /S\. Novak.*ClamAV 1\.4\.2/)
  await refused(host.api.post(`/api/usb/${id}/checkouts`, { person: 'S. Novak' }), 422, 'USB_BLOCKED')
  await refused(host.api.post(`/api/usb/${id}/unblock`, { reason: 'It looks fine' }), 422, 'USB_STILL_INFECTED')
  await ok(host.api.post(`/api/usb/${id}/scans`, clean))
  const technician = await host.as('technician')
  assert.equal((await technician.post(`/api/usb/${id}/unblock`, { reason: 'Formatted' })).status, 403)
  assert.equal((await ok(host.api.post(`/api/usb/${id}/unblock`, { reason: 'Formatted and scanned' })))['state'], 'in')
  assert.equal((await openNotices()).filter((notice) => notice['assetId'] === id).length, 0)
  await refused(host.api.post(`/api/usb/${id}/unblock`, { reason: 'Twice' }), 409, 'USB_NOT_BLOCKED')
  assert.equal((await ok(technician.post(`/api/usb/${id}/block`, { reason: 'Contacts bent' })))['blockedReason'], 'Contacts bent')
  await refused(technician.post(`/api/usb/${id}/block`, { reason: 'Again' }), 409, 'USB_BLOCKED_ALREADY')
})

test('a lost medium is found by checking it in', async () => {
  const id = await medium()
  await ok(host.api.post(`/api/usb/${id}/checkouts`, { person: 'T. Brandt' }))
  assert.equal((await ok(host.api.post(`/api/usb/${id}/lost`, { reason: 'Not in the locker' })))['state'], 'lost')
  await refused(host.api.post(`/api/usb/${id}/checkouts`, { person: 'T. Brandt' }), 409, 'USB_LOST')
  await refused(host.api.post(`/api/usb/${id}/lost`, { reason: 'Twice' }), 409, 'USB_LOST_ALREADY')
  assert.equal((await ok(host.api.post(`/api/usb/${id}/return`, clean)))['state'], 'in')
})

test('overdue is told once for each level, is counted, and ends with the return', async () => {
  const id = await medium({ name: 'Late stick' })
  await ok(host.api.post(`/api/usb/${id}/checkouts`, { person: 'R. Huber', dueAt: new Date(Date.now() + 400).toISOString() }))
  await wait(600)
  const levels = async (): Promise<unknown[]> => (await openNotices()).filter((notice) => notice['assetId'] === id).map((notice) => notice['severity'])
  await host.runJob('overdue')
  assert.deepEqual(await levels(), [], 'the first notice comes after a day')
  for (const [setting, expected] of [['firstReminderDays', ['warning']], ['secondReminderDays', ['warning', 'warning']], ['lastReminderDays', ['warning', 'warning', 'critical']]] as const) {
    await ok(host.api.put(`/api/settings/plugin.usb.${setting}`, { value: 0 }))
    assert.equal(Object(await host.runJob('overdue')).escalated, 1, setting)
    assert.equal(Object(await host.runJob('overdue')).escalated, 0, 'once')
    assert.deepEqual((await levels()).toSorted().reverse(), [...expected].toSorted().reverse())
  }
  assert.deepEqual((await kinds(id)).filter((kind) => kind === 'escalated').length, 3)
  assert.equal((await record(id))['overdueLevel'], 3)
  freshTiles()
  assert.partialDeepStrictEqual(await ok(host.api.get('/api/dashboard/usb/overdue')), { value: 1, tone: 'warning' })
  assert.partialDeepStrictEqual(rowsOf(await ok(host.api.get('/api/dashboard/usb/longest'))), [{ holder: 'R. Huber', tone: 'critical', link: { id } }])
  assert.partialDeepStrictEqual(rowsOf(await ok(host.api.get('/api/reports/usb/overdue'))), [{ unit: '(none)', media: 1, critical: 1 }])
  await ok(host.api.post(`/api/usb/${id}/return`, clean))
  assert.deepEqual(await levels(), [])
  for (const [setting, value] of [['firstReminderDays', 1], ['secondReminderDays', 3], ['lastReminderDays', 7]] as const) await ok(host.api.put(`/api/settings/plugin.usb.${setting}`, { value }))
})

test('the chain holds under people who press at the same moment', async () => {
  const id = await medium()
  const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => host.api.post(`/api/usb/${id}/checkouts`, { person: `Person ${index}` })))
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409, 409, 409, 409, 409])
  const held = await custody(id)
  assert.equal(held['brokenAt'], null)
  assert.deepEqual(rowsOf(held, 'events').map((event) => [event['place'], event['kind']]), [[1, 'scanned'], [2, 'out']])
  assert.match(String(rowsOf(held, 'events')[1]?.['hash']), /^[0-9a-f]{64}$/)
})

test('a scanned code leads to its medium', async () => {
  const id = await medium({ label: 'BLUE-7' })
  for (const code of ['blue-7', `med-${String(count).padStart(4, '0')}`, `0014780da${String(count).padStart(3, '0')}`]) assert.partialDeepStrictEqual(await ok(host.api.get(`/api/usb/bycode?code=${code}`)), { medium: { id } }, code)
  await refused(host.api.get('/api/usb/bycode?code=nothing'), 404, 'USB_CODE_UNKNOWN')
  await medium({ label: 'BLUE-7' })
  await refused(host.api.get('/api/usb/bycode?code=BLUE-7'), 409, 'USB_CODE_AMBIGUOUS')
})

test('an unknown medium on the floor is a finding, once, and becomes a medium of the site', async () => {
  const pc = await computer('sf-0001')
  const first = await see('sf-0001', stick('70A4C1D2E3', { manufacturer: 'Kingston' }), { vendorId: '046d', productId: 'c31c', name: 'Keyboard', class: '3' })
  assert.partialDeepStrictEqual(first, { computer: { id: pc, matchedBy: 'hostname' }, received: 2, storage: 1, unknown: 1, findings: 1 })
  assert.equal((await see('SF-0001', stick('70a4c1d2e3')))['findings'], 0)
  const [finding] = await findings('state=open&kind=unknown%20medium')
  assert.partialDeepStrictEqual(finding, { computerId: pc, device: 'Kingston DataTraveler', deviceSerial: '70A4C1D2E3', lastUser: 'SHOP\\setup' })
  assert.ok((await openNotices()).some((notice) => notice['key'] === `finding ${finding?.id}`))
  assert.partialDeepStrictEqual(rowsOf(await ok(host.api.get(`/api/assets/${pc}/panels/usb/plugged`))), [{ known: false, user: 'SHOP\\setup' }])
  freshTiles()
  assert.partialDeepStrictEqual(await ok(host.api.get('/api/dashboard/usb/unknown')), { value: 1, tone: 'warning' })
  await refused(host.api.post(`/api/usb/findings/${finding?.id}/resolution`, { as: 'ignored' }), 422, 'USB_REASON_MISSING')
  const adopted = await ok(host.api.post(`/api/usb/findings/${finding?.id}/resolution`, { as: 'adopted', label: 'FOUND-1' }))
  assert.partialDeepStrictEqual(await record(Number(adopted['mediumId'])), { label: 'FOUND-1', deviceSerial: '70A4C1D2E3', usbVendorId: '0951', custodyState: 'in' })
  assert.ok(!(await openNotices()).some((notice) => notice['key'] === `finding ${finding?.id}`))
  await refused(host.api.post(`/api/usb/findings/${finding?.id}/resolution`, { as: 'adopted' }), 409, 'USB_RESOLVED')
  assert.equal((await findings(`mediumId=${Number(adopted['mediumId'])}&state=adopted`)).length, 1)
})

test('media are seen where they should not be: not checked out, in a wrong place, blocked, lost', async () => {
  const [mill, lathe] = [await machine('CNC-10'), await machine('CNC-11')]
  const pc = await computer('sf-0010')
  await computer('sf-0011')
  const controls = (await ok(host.api.get('/api/relationshiptypes?limit=100'))).items.find((type) => type['name'] === 'controls')?.id
  await ok(host.api.post('/api/relationships', { typeId: controls, fromAssetId: pc, toAssetId: mill }))
  const id = await medium()
  const serial = String((await record(id))['deviceSerial'])
  const found = async (): Promise<unknown[]> => (await findings(`mediumId=${id}&state=open&sort=lastSeenAt`)).map((finding) => finding['kind'])
  await see('sf-0010', stick(serial))
  assert.deepEqual(await found(), ['not checked out'])
  await ok(host.api.post(`/api/usb/${id}/checkouts`, { person: 'K. Lindqvist', usedAtId: mill }))
  await see('sf-0010', stick(serial))
  assert.deepEqual(await found(), ['not checked out'], 'the PC drives the machine it was given out for')
  await see('sf-0011', stick(serial))
  assert.deepEqual((await found()).toSorted(), ['not checked out', 'wrong place'])
  await ok(host.api.post(`/api/usb/${id}/return`, clean))
  await ok(host.api.post(`/api/usb/${id}/checkouts`, { person: 'K. Lindqvist', usedAtId: lathe }))
  await ok(host.api.post(`/api/usb/${id}/block`, { reason: 'Contacts bent' }))
  await see('sf-0011', stick(serial))
  assert.ok((await found()).includes('blocked medium'))
  freshTiles()
  assert.partialDeepStrictEqual(await ok(host.api.get('/api/dashboard/usb/blockedseen')), { value: 1, tone: 'critical' })
  await ok(host.api.post(`/api/usb/${id}/lost`, { reason: 'Gone' }))
  await see('sf-0011', stick(serial))
  assert.ok((await found()).includes('lost medium'))
  const [wrong] = await findings(`mediumId=${id}&kind=wrong%20place`)
  await ok(host.api.post(`/api/usb/findings/${wrong?.id}/resolution`, { as: 'ignored', reason: 'Machine was moved' }))
  assert.deepEqual(rowsOf(await custody(id), 'sightings').map((sighting) => sighting['computer']).toSorted(), ['SF-0010', 'SF-0011'])
  const stranger = (await see('sf-0012', stick('B10CKME99')))['computer']
  assert.partialDeepStrictEqual(stranger, { id: null, name: 'sf-0012' })
  const [unknown] = await findings('state=open&kind=unknown%20medium')
  const blocked = await ok(host.api.post(`/api/usb/findings/${unknown?.id}/resolution`, { as: 'blocked', reason: 'Private stick' }))
  assert.partialDeepStrictEqual(await record(Number(blocked['mediumId'])), { custodyState: 'blocked', blockedReason: 'Private stick' })
})

test('serial numbers that Windows makes up are no identity; scan stations and ignored models are left alone', async () => {
  await computer('sf-0020')
  await computer('sf-0021')
  for (const hostname of ['sf-0020', 'sf-0021']) await see(hostname, { deviceId: 'USB\\VID_0420&PID_1307\\6&13f4c3e&0&5', isStorage: true, name: 'Generic' })
  const anonymous = (await findings('state=open&kind=unknown%20medium&limit=100')).filter((finding) => finding['modelKey'] === '0420:1307')
  assert.equal(anonymous.length, 2, 'one at each computer: they need not be the same device')
  assert.match(String(anonymous[0]?.['explanation']), /no serial number of its own/)
  await refused(host.api.post(`/api/usb/findings/${anonymous[0]?.id}/resolution`, { as: 'adopted' }), 422, 'USB_ANONYMOUS')
  await ok(host.api.post(`/api/usb/findings/${anonymous[0]?.id}/resolution`, { as: 'ignored', scope: 'model', reason: 'Card reader of the panel' }))
  await computer('sf-0022')
  assert.equal((await see('sf-0022', { deviceId: 'USB\\VID_0420&PID_1307\\6&ffffff&0&5', isStorage: true }))['findings'], 0)
  await ok(host.api.put('/api/settings/plugin.usb.scanStations', { value: 'Kiosk-1, SF-0022' }))
  assert.equal((await see('sf-0022', stick('C0FFEE1234')))['findings'], 0)
  await ok(host.api.put('/api/settings/plugin.usb.scanStations', { value: '' }))
  assert.equal((await see('sf-0022', stick('C0FFEE1234')))['findings'], 1)
})

test('what collectors reported of computers is compared by the job', async () => {
  const agent = await host.as('collector')
  await ok(agent.post('/api/collector/computers', { hostname: 'sf-0030', lastUser: 'SHOP\\night', usbDevices: [{ name: 'Ultra Fit', serialNumber: '4C530001090', vendorId: '0781', productId: '5583', isStorage: true }, { name: 'Mouse', isStorage: false }] }))
  assert.partialDeepStrictEqual(await host.runJob('inventories'), { storage: 1, unknown: 1, findings: 1 })
  assert.equal(Object(await host.runJob('inventories')).findings, 0)
  assert.equal((await findings('state=open&kind=unknown%20medium&limit=100')).filter((finding) => finding['lastUser'] === 'SHOP\\night').length, 1)
})

test('agents send media, nobody writes their custody', async () => {
  const agent = await host.as('collector')
  const sent = { usbVendorId: '0781', usbProductId: '5588', serial: 'AA0102030405', volumeLabel: 'TOOLS', capacityBytes: 64_000_000_000, custodyState: 'lost' }
  const first = await agent.post('/api/collector/usb', sent)
  assert.equal(first.body['created'], 1, first.text)
  assert.equal((await agent.post('/api/collector/usb', sent)).body['created'], 0)
  const [found] = (await ok(host.api.get('/api/search?q=AA0102030405'))).items
  assert.equal(found?.['kind'] ?? found?.['type'], 'usb.medium')
  assert.partialDeepStrictEqual(await record(Number(found?.id)), { label: 'TOOLS', custodyState: 'in' })
  assert.equal((await agent.post(`/api/usb/${found?.id}/checkouts`, { person: 'Agent' })).status, 403)
  const viewer = await host.as('viewer')
  assert.equal((await viewer.get(`/api/usb/${found?.id}/custody`)).status, 200)
  for (const [path, body] of [['checkouts', { person: 'Somebody' }], ['return', clean], ['scans', clean], ['block', { reason: 'because' }], ['lost', { reason: 'because' }]] as const) assert.equal((await viewer.post(`/api/usb/${found?.id}/${path}`, body)).status, 403, path)
  assert.equal((await viewer.post('/api/usb/sightings', { computer: { hostname: 'x' } })).status, 403)
})

test('reports, tiles and health say the same as the lists', async () => {
  freshTiles()
  const out = await ok(host.api.get('/api/usb?custodyState=out'))
  assert.equal((await ok(host.api.get('/api/dashboard/usb/out')))['value'], out.total)
  assert.equal(rowsOf(await ok(host.api.get('/api/reports/usb/custody'))).length, out.total)
  const month = new Date().toISOString().slice(0, 7)
  const usage = rowsOf(await ok(host.api.get('/api/reports/usb/usage'))).find((row) => row['month'] === month)
  assert.ok(Number(usage?.['out']) >= 8 && Number(usage?.['back']) >= 5, JSON.stringify(usage))
  assert.partialDeepStrictEqual(usage, { infected: 1, lost: 2, scanned: rowsOf(await ok(host.api.get('/api/reports/usb/usage?days=1'))).reduce((sum, row) => sum + Number(row['scanned']), 0) })
  assert.ok(rowsOf(await ok(host.api.get('/api/reports/usb/places'))).some((row) => row['place'] === 'CNC-1' && row['times'] === 1))
  const csv = await host.api.get('/api/reports/usb/findings?format=csv')
  assert.match(csv.text, /wrong place/)
  assert.ok(rowsOf(await ok(host.api.get('/api/reports/usb/findings?open=true'))).every((row) => row['state'] === 'open'))
  assert.match(JSON.stringify((await ok(host.api.get('/api/health')))['components']), /"usb":\{[^}]*"figures":\{[^}]*"out":\d+/)
})

test('the map shows where media are, and where something was found', async () => {
  const plan = await ok(host.api.post('/api/floorplans', { name: 'Hall 1' }))
  const hall = await ok(host.api.post('/api/locations', { name: 'Hall 1', kind: 'building', floorPlanId: plan.id }))
  const mill = (await ok(host.api.post('/api/equipment', { assetNumber: 'CNC-MAP', locationId: hall.id, mapX: 0.25, mapY: 0.5 }))).id
  const pc = (await ok(host.api.post('/api/computers', { assetNumber: 'SF-MAP', hostname: 'sf-map', locationId: hall.id, mapX: 0.75, mapY: 0.5 }))).id
  const id = await medium()
  await ok(host.api.post(`/api/usb/${id}/checkouts`, { person: 'A. Moreau', usedAtId: mill }))
  await see('sf-map', stick('D15C0BA11'))
  const { items } = await ok(host.api.get(`/api/map?floorPlanId=${plan.id}`))
  const markOf = (asset: number) => items.find((marker) => marker.id === asset)
  assert.partialDeepStrictEqual(markOf(id), { tone: 'info', label: 'With A. Moreau', x: 0.25, y: 0.5, source: 'related' })
  assert.partialDeepStrictEqual(markOf(pc), { tone: 'critical', badge: 'USB' })
})

test('the demo has media in every state, a history, and something to decide', async () => {
  const filled = await host.fillDemo({ assets: 80 })
  assert.equal(filled['media'], 20)
  assert.ok(Number(filled['events']) > 60 && Number(filled['findings']) >= 5, JSON.stringify(filled))
  for (const state of ['in', 'out', 'blocked', 'lost']) assert.ok(Number((await ok(host.api.get(`/api/usb?custodyState=${state}&limit=1&count=exact`))).total) > 0, state)
  freshTiles()
  for (const tile of ['out', 'overdue', 'unknown', 'blockedseen']) assert.ok(Number((await ok(host.api.get(`/api/dashboard/usb/${tile}`)))['value']) > 0, tile)
  assert.ok(rowsOf(await ok(host.api.get('/api/dashboard/usb/states')), 'series').length > 0)
  assert.ok(rowsOf(await ok(host.api.get('/api/reports/usb/usage'))).length >= 3)
  const found = new Set((await findings('limit=500')).map((finding) => finding['kind']))
  for (const kind of ['unknown medium', 'not checked out', 'blocked medium', 'lost medium']) assert.ok(found.has(kind), kind)
  for (const { id } of (await ok(host.api.get('/api/usb?limit=500&q=USB-00'))).items) assert.equal((await custody(id))['brokenAt'], null)
})
