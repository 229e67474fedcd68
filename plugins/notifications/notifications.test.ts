import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { after, before, beforeEach, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import { startTestHost, type TestBody, type TestClient, type TestHost } from '@shopdb/plugin-api/testing'

type Said = TestBody & { readonly title: string }
const mails: string[] = []
const posts: { headers: IncomingHttpHeaders; body: string }[] = []
const answers: number[] = []
const smtp = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onData: (stream, _session, done) => { let mail = ''; stream.on('data', (piece: Buffer) => { mail += piece.toString() }); stream.on('end', () => { mails.push(mail); done() }) } })
const receiver = createServer((request, response) => { let body = ''; request.on('data', (piece: Buffer) => { body += piece.toString() }); request.on('end', () => { posts.push({ headers: request.headers, body }); response.writeHead(answers.shift() ?? 204).end() }) })
const portOf = (address: unknown): number => (typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0)

let host: TestHost
/** The host's own client is no person; this one is. */
let chief: TestClient
let hall = 0
let cell = 0
let otherHall = 0
let press = 0
before(async () => {
  host = await startTestHost(import.meta.dirname, { plugins: ['equipment'], settings: { timeZone: 'Europe/Berlin', siteUrl: 'https://shop.example', webhookSecret: 'a plant secret' } })
  chief = await host.as('administrator')
  await new Promise<void>((resolve) => { smtp.listen(0, '127.0.0.1', resolve) })
  await new Promise<void>((resolve) => { receiver.listen(0, '127.0.0.1', resolve) })
  for (const [key, value] of Object.entries({ 'mail.host': '127.0.0.1', 'mail.port': portOf(smtp.server.address()), 'mail.security': 'none', 'mail.from': 'shopdb@example.com', 'webhooks.hosts': '127.0.0.1' })) await ok(host.api.put(`/api/settings/core.${key}`, { value }))
  hall = (await ok(host.api.post('/api/locations', { name: 'Hall 1', kind: 'building' }))).id
  cell = (await ok(host.api.post('/api/locations', { name: 'Cell 7', kind: 'cell', parentId: hall }))).id
  otherHall = (await ok(host.api.post('/api/locations', { name: 'Hall 2', kind: 'building' }))).id
  press = (await ok(host.api.post('/api/equipment', { assetNumber: 'PRESS-1', locationId: cell }))).id
})
/** Each test begins with an empty board. */
beforeEach(async () => {
  for (const state of ['active', 'scheduled']) for (const { id } of (await ok(host.api.get(`/api/notifications/board?state=${state}`))).items) await host.api.post(`/api/notifications/${id}/end`, {})
})
after(async () => {
  await host.stop()
  receiver.close()
  await new Promise<void>((resolve) => { smtp.close(() => resolve()) })
})

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

const announce = (title: string, more: Record<string, unknown> = {}) => ok(chief.post('/api/notifications', { title, ...more }))
const listed = async (query = '', client: TestClient = host.api): Promise<string[]> => ((await ok(client.get(`/api/notifications/board?${query}`))).items as unknown as Said[]).map(({ title }) => title) // items of the board have a title
const minutes = (count: number): string => new Date(host.clock.now().getTime() + count * 60_000).toISOString()

/** What comes within half a minute. */
async function until<Found>(what: () => Promise<Found | undefined> | Found | undefined, name = ''): Promise<Found> {
  for (const limit = Date.now() + 30_000; Date.now() < limit; await delay(30)) {
    const found = await what()
    if (found !== undefined) return found
  }
  throw new Error(`${name || what.toString()} did not come within half a minute.`)
}

test('what is announced has the severity of its type, is shown while it lasts, and is over when somebody ends it', async () => {
  const types = await ok(host.api.get('/api/notifications/types'))
  const outage = types.items.find((type) => type['name'] === 'Outage')
  const { id, ...said } = await announce('No compressed air', { typeId: outage?.id, text: 'Compressor 2 tripped.' })
  assert.partialDeepStrictEqual(said, { severity: 'critical', state: 'active', needsAcknowledgement: true, banner: true, type: { name: 'Outage' }, timeZone: 'Europe/Berlin' })
  assert.match(String(said['author']), /user/)
  assert.ok((await listed('severity=critical')).includes('No compressed air'))
  assert.ok((await listed('q=COMPRESSED')).includes('No compressed air'))
  assert.equal((await ok(host.api.get('/api/dashboard/notifications/critical')))['value'], 1)
  const changed = await ok(host.api.patch(`/api/notifications/${id}`, { text: 'Compressor 2 is repaired.', pinned: true }))
  assert.partialDeepStrictEqual(changed, { text: 'Compressor 2 is repaired.', pinned: true, title: 'No compressed air' })
  assert.equal((await ok(host.api.post(`/api/notifications/${id}/end`, {})))['state'], 'over')
  assert.ok(!(await listed()).includes('No compressed air'))
  assert.ok((await listed('state=over')).includes('No compressed air'))
  await refused(host.api.post(`/api/notifications/${id}/end`, {}), 409, 'NOTIFICATIONS_OVER')
})

test('a schedule that cannot be is refused with what to do, and a preview tells when it would be shown', async () => {
  await refused(host.api.post('/api/notifications', { title: 'x', timeZone: 'Mars/Base' }), 422, 'NOTIFICATIONS_TIME_ZONE_UNKNOWN')
  await refused(host.api.post('/api/notifications', { title: 'x', startsAt: '2026-03-01T06:00', endsAt: '2026-03-01T05:00' }), 422, 'NOTIFICATIONS_ENDS_BEFORE_START')
  await refused(host.api.post('/api/notifications', { title: 'x', recurrence: 'FREQ=DAILY' }), 422, 'NOTIFICATIONS_END_MISSING')
  await refused(host.api.post('/api/notifications', { title: 'x', startsAt: '2026-03-01T06:00', endsAt: '2026-03-01T07:00', recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }), 422, 'NOTIFICATIONS_RECURRENCE_INVALID')
  await refused(host.api.post('/api/notifications', { title: 'x', startsAt: 'tomorrow' }), 422, 'NOTIFICATIONS_MOMENT_INVALID')
  await refused(host.api.post('/api/notifications', { title: 'x', assetId: 999_999 }), 422, 'NOTIFICATIONS_ASSET_MISSING')
  await refused(host.api.post('/api/notifications', { title: '   ' }), 422, 'NOTIFICATIONS_TITLE_MISSING')
  const preview = await ok(host.api.post('/api/notifications/preview', { startsAt: '2099-03-28T06:00', endsAt: '2099-03-28T06:30', timeZone: 'Europe/Berlin', recurrence: 'rrule:freq=daily' }))
  assert.deepEqual((preview['occurrences'] as { from: string }[]).slice(0, 2).map(({ from }) => from), ['2099-03-28T05:00:00.000Z', '2099-03-29T04:00:00.000Z'], 'at six by the clock on both sides of the change') // the shape of the answer
})

test('what repeats is told of and shown each time, and waits in between', async () => {
  const { id } = await announce('Handover', { startsAt: minutes(-24 * 60 + 30), endsAt: minutes(-24 * 60 + 60), recurrence: 'FREQ=DAILY', timeZone: 'UTC' })
  assert.ok((await listed('state=scheduled')).includes('Handover'))
  host.clock.advance(40 * 60_000)
  await host.runJob('tell')
  const begun = await ok(host.api.get(`/api/notifications/${id}`))
  assert.equal(begun['state'], 'active')
  assert.ok((await listed()).includes('Handover'))
  await ok(chief.post(`/api/notifications/${id}/acknowledge`, { note: 'heard' }))
  host.clock.advance(60 * 60_000)
  await host.runJob('tell')
  const waiting = await ok(host.api.get(`/api/notifications/${id}`))
  assert.partialDeepStrictEqual(waiting, { state: 'scheduled', readAt: null, readers: [] }, 'the next occurrence is new to everybody')
  assert.equal(Date.parse(String(waiting['currentFrom'])) - Date.parse(String(begun['currentFrom'])), 86_400_000)
  await ok(host.api.post(`/api/notifications/${id}/end`, {}))
})

test('it concerns who asks for its place, for one in it, or for one around it', async () => {
  const ids = [(await announce('In the cell', { locationId: cell })).id, (await announce('In the hall', { locationId: hall })).id, (await announce('In hall 2', { locationId: otherHall })).id, (await announce('Everywhere')).id]
  assert.deepEqual((await listed(`location=${cell}`)).toSorted(), ['Everywhere', 'In the cell', 'In the hall'])
  assert.deepEqual((await listed(`location=${hall}`)).toSorted(), ['Everywhere', 'In the cell', 'In the hall'])
  assert.deepEqual((await listed(`location=${otherHall}`)).toSorted(), ['Everywhere', 'In hall 2'])
  await ok(chief.put('/api/notifications/preference', { locationId: otherHall }))
  assert.equal((await ok(chief.get('/api/notifications/banner')))['unread'], 2)
  assert.deepEqual(await ok(chief.get('/api/notifications/preference')), { locationId: otherHall, businessUnitId: null })
  await ok(chief.put('/api/notifications/preference', {}))
  for (const id of ids) await ok(host.api.post(`/api/notifications/${id}/end`, {}))
})

test('read and acknowledged is a matter of each person, and the banner goes with it', async () => {
  const { id } = await announce('Fire drill at ten', { severity: 'critical', needsAcknowledgement: true })
  const [ann, viewer] = [await host.as('technician'), await host.as('viewer')]
  const bannerOf = async (client: TestClient): Promise<string[]> => ((await ok(client.get('/api/notifications/banner'))).items as unknown as Said[]).map(({ title }) => title) // as on the board
  assert.deepEqual(await bannerOf(ann), ['Fire drill at ten'])
  await ok(ann.post(`/api/notifications/${id}/read`, {}))
  assert.deepEqual(await bannerOf(ann), ['Fire drill at ten'], 'reading it is not enough')
  assert.deepEqual(await listed('unread=true', ann), [])
  await ok(ann.post(`/api/notifications/${id}/unread`, {}))
  assert.deepEqual(await listed('unread=true', ann), ['Fire drill at ten'])
  await ok(ann.post(`/api/notifications/${id}/acknowledge`, { note: 'All at the gate.' }))
  assert.deepEqual([await bannerOf(ann), await bannerOf(viewer)], [[], ['Fire drill at ten']])
  await ok(ann.post(`/api/notifications/${id}/unread`, {}))
  const { readers } = await ok(host.api.get(`/api/notifications/${id}`))
  assert.partialDeepStrictEqual(readers, [{ note: 'All at the gate.' }], 'an acknowledgement stays')
  assert.equal((await ok(host.api.get('/api/dashboard/notifications/unacknowledged')))['value'], 0)
  const report = await ok(host.api.get('/api/reports/notifications/types'))
  assert.ok((report['rows'] as { acknowledged: number }[]).some(({ acknowledged }) => acknowledged > 0)) // rows of the report above
  assert.match((await host.api.get('/api/reports/notifications/months?format=csv')).text, /month/i)
  await ok(host.api.post(`/api/notifications/${id}/end`, {}))
})

test('what is about an asset stands with it, and is for who may see it', async () => {
  const { id } = await announce('Press is locked', { assetId: press, severity: 'warning' })
  assert.deepEqual(await listed(`asset=${press}`), ['Press is locked'])
  assert.deepEqual(await listed('', await host.as(['notifications.read', 'assets.read'])), [])
  assert.equal((await (await host.as(['notifications.read'])).get(`/api/notifications/${id}`)).status, 404)
  await announce('For everybody')
  const entries = (await ok((await host.as(['notifications.read', 'assets.read'])).get('/api/notifications/entries?state=active'))).items
  assert.deepEqual(entries.map((entry) => entry['title']), ['For everybody'], 'also in the list of records')
  assert.partialDeepStrictEqual(await ok(host.api.get(`/api/notifications/${id}`)), { locationId: cell, asset: { assetNumber: 'PRESS-1' } }, 'it stands where the asset stands')
  await ok(host.api.post(`/api/notifications/${id}/end`, {}))
})

test('an asset that something is said about has its colour on the floor plan, and health counts what runs', async () => {
  const plan = await ok(host.api.post('/api/floorplans', { name: 'Hall plan' }))
  const place = await ok(host.api.post('/api/locations', { name: 'Hall 3', kind: 'building', floorPlanId: plan.id }))
  const mill = await ok(host.api.post('/api/equipment', { assetNumber: 'MILL-9', locationId: place.id, mapX: 0.4, mapY: 0.5 }))
  await announce('Mill 9 leaks', { assetId: mill.id, severity: 'info' })
  await announce('Mill 9 burns', { assetId: mill.id, severity: 'critical' })
  const marker = (await ok(host.api.get(`/api/map?floorPlanId=${plan.id}`))).items.find(({ id }) => id === mill.id)
  assert.ok(JSON.stringify(marker).includes('"tone":"critical"') && JSON.stringify(marker).includes('Mill 9 burns'), JSON.stringify(marker))
  assert.match((await host.api.get('/api/health')).text, /"notifications":\{[^}]*"figures":\{[^}]*"critical":1/)
})

test('alerts of a monitoring system become notifications of the asset they name, once, and go when it is over', async () => {
  const alert = (status: string) => ({ version: '4', status, receiver: 'shopdb', alerts: [{ status, labels: { alertname: 'TemperatureHigh', machine: 'PRESS-1', severity: 'critical' }, annotations: { summary: 'Oil at 91 degrees' }, startsAt: '2026-11-21T02:50:12Z', endsAt: '0001-01-01T00:00:00Z', fingerprint: 'efcb51cfb1eff35a' }], groupKey: '{}' })
  assert.deepEqual(await ok(host.api.post('/api/notifications/alerts', alert('firing'))), { raised: 1, settled: 0 })
  await ok(host.api.post('/api/notifications/alerts', alert('firing')))
  await until(async () => ((await listed()).length > 0 ? true : undefined))
  assert.deepEqual(await listed(), ['TemperatureHigh: Oil at 91 degrees'])
  const [shown] = (await ok(host.api.get('/api/notifications/board'))).items
  assert.partialDeepStrictEqual(shown, { severity: 'critical', assetId: press, locationId: cell, sourcePlugin: 'notifications', banner: true, type: { name: 'From plugins' } })
  await refused(host.api.post(`/api/notifications/${shown?.id}/end`, {}), 409, 'NOTIFICATIONS_OF_A_PLUGIN')
  assert.deepEqual(await ok(host.api.post('/api/notifications/alerts', alert('resolved'))), { raised: 0, settled: 1 })
  await until(async () => ((await listed()).length === 0 ? true : undefined))
})

test('a person is told once by mail, all of a role too, and another program by a signed post that is tried again', async () => {
  await ok(host.api.post('/api/users', { username: 'ann', displayName: 'Ann', email: 'ann@example.com', password: 'a long enough password', roles: ['technician'] }))
  await ok(host.api.post('/api/users', { username: 'bob', displayName: 'Bob', password: 'a long enough password', roles: ['technician'] }))
  const role = await ok(host.api.post('/api/notifications/subscriptions', { channel: 'mail', role: 'technician', severities: ['critical'], tellsEnd: true }))
  const again = await ok(host.api.post('/api/notifications/subscriptions', { channel: 'mail', role: 'technician', severities: ['warning', 'critical'] }))
  const url = `http://127.0.0.1:${portOf(receiver.address())}/hook`
  const hook = await ok(host.api.post('/api/notifications/subscriptions', { channel: 'webhook', url, locationId: hall }))
  answers.push(503)
  const { id } = await announce('Gas alarm', { severity: 'critical', locationId: cell, text: 'Leave the hall.', banner: false })
  await announce('Not for the hook', { severity: 'info', locationId: otherHall, endsAt: minutes(5) })
  const mail = await until(() => mails[0])
  assert.match(mail, /^To: ann@example\.com/m)
  assert.match(mail, /^Subject: \[Critical\] Gas alarm/m)
  assert.match(mail, /Leave the hall\./)
  assert.match(mail, /https:\/\/shop\.example\/pages\/notifications\/show\?id=/)
  const sendings = async (): Promise<TestBody['items']> => (await ok(host.api.get(`/api/notifications/sendings?notification=${id}`))).items
  await until(async () => (await sendings()).find((sending) => sending['attempts'] === 1 && sending['state'] === 'waiting'))
  host.clock.advance(61_000)
  await ok(host.api.post('/api/jobs/core/deliveries.send', {}))
  const second = await until(() => posts[1])
  const { 'webhook-id': sentId, 'webhook-timestamp': at, 'webhook-signature': signature } = second.headers
  assert.equal(signature, `v1,${createHmac('sha256', 'a plant secret').update(`${sentId}.${at}.${second.body}`).digest('base64')}`)
  assert.partialDeepStrictEqual(JSON.parse(second.body), { event: 'notification.begun', notification: { id, title: 'Gas alarm', severity: 'critical', location: 'Hall 1 / Cell 7' } })
  await until(async () => ((await sendings()).filter((sending) => sending['state'] === 'sent').length === 3 ? true : undefined))
  assert.partialDeepStrictEqual((await sendings()).find((sending) => sending['to'] === 'Bob'), { state: 'refused', error: 'bob has no mail address.' })
  assert.equal(mails.length, 1, 'reached by two subscriptions, told once')
  await ok(host.api.post(`/api/notifications/${id}/end`, {}))
  assert.match(await until(() => mails[1]), /^Subject: \[Over\] Gas alarm/m)
  for (const subscription of [role, again, hook]) await ok(host.api.delete(`/api/notifications/subscriptions/${subscription.id}`))
  assert.deepEqual((await ok(host.api.get('/api/notifications/subscriptions'))).items, [])
  assert.equal(posts.length, 2)
})

test('a host that nobody allowed is refused and listed, and a webhook that is refused for good is a dead letter', async () => {
  const other = await ok(host.api.post('/api/notifications/subscriptions', { channel: 'webhook', url: 'http://elsewhere.invalid/hook', severities: ['warning'] }))
  const url = `http://127.0.0.1:${portOf(receiver.address())}/gone`
  const gone = await ok(host.api.post('/api/notifications/subscriptions', { channel: 'webhook', url, severities: ['warning'] }))
  answers.push(410)
  const { id } = await announce('Lift is out of order', { severity: 'warning' })
  const outcome = await until(async () => { const { items } = await ok(host.api.get(`/api/notifications/sendings?notification=${id}`)); return items.some((sending) => sending['state'] === 'dead') ? items : undefined })
  assert.match(String(outcome.find((sending) => sending['state'] === 'refused')?.['error']), /elsewhere\.invalid/)
  assert.match(String(outcome.find((sending) => sending['state'] === 'dead')?.['error']), /410/)
  for (const subscription of [other, gone]) await ok(host.api.delete(`/api/notifications/subscriptions/${subscription.id}`))
  await ok(host.api.post(`/api/notifications/${id}/end`, {}))
})

test('a digest comes once, at its time of day, with all that was announced', async () => {
  mails.length = 0
  const at = new Date(host.clock.now().getTime() + 10 * 60_000).toISOString().slice(11, 16)
  const { id } = await ok(host.api.post('/api/notifications/subscriptions', { channel: 'mail', role: 'technician', digestAt: at, timeZone: 'UTC' }))
  for (const title of ['First', 'Second']) await announce(title, { endsAt: minutes(60) })
  await host.runJob('tell')
  assert.equal(mails.length, 0)
  host.clock.advance(11 * 60_000)
  await host.runJob('tell')
  const mail = await until(() => mails[0])
  assert.match(mail, /^Subject: 2 notifications/m)
  assert.ok(mail.includes('First') && mail.includes('Second'))
  await host.runJob('tell')
  assert.equal(mails.length, 1)
  await ok(host.api.delete(`/api/notifications/subscriptions/${id}`))
})

test('people subscribe themselves; roles, programs and what was sent are for who may send', async () => {
  const viewer = await host.as('viewer')
  const { id } = await ok(viewer.post('/api/notifications/subscriptions', { channel: 'mail' }))
  await refused(viewer.post('/api/notifications/subscriptions', { channel: 'mail', role: 'technician' }), 403, 'NOTIFICATIONS_NOT_FOR_OTHERS')
  assert.deepEqual((await ok(viewer.get('/api/notifications/subscriptions'))).items.map((subscription) => subscription.id), [id])
  assert.equal((await (await host.as('technician')).delete(`/api/notifications/subscriptions/${id}`)).status, 404)
  assert.equal((await viewer.get('/api/notifications/sendings')).status, 403)
  await refused(host.api.post('/api/notifications/subscriptions', { channel: 'webhook', url: 'ftp://x' }), 422, 'NOTIFICATIONS_SUBSCRIPTION_INVALID')
  await refused(host.api.post('/api/notifications/subscriptions', { channel: 'mail', role: 'nobody' }), 422, 'NOTIFICATIONS_SUBSCRIPTION_INVALID')
  await ok(viewer.delete(`/api/notifications/subscriptions/${id}`))
})

test('a screen on the wall shows its place, by its role and by an address with a token, and runs no foreign script', async () => {
  const { id } = await announce('Crane <b>blocked</b></script>', { locationId: cell, severity: 'warning' })
  await announce('Inventory begins', { startsAt: minutes(120), endsAt: minutes(180) })
  const display = await host.as('walldisplay')
  const page = await display.get(`/api/notifications/wall?location=${hall}`)
  assert.equal(page.status, 200)
  assert.match(String(page.headers['content-type']), /^text\/html/)
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'.*script-src 'sha256-/)
  assert.ok(!page.text.includes('<b>blocked'), 'what people write is never markup')
  const { slides } = await ok(display.get(`/api/notifications/wall?location=${hall}&format=json&language=de`))
  assert.partialDeepStrictEqual(slides, [{ severity: 'warning', words: 'Warnung', title: 'Crane <b>blocked</b></script>' }, { title: 'Demnächst', coming: [{ title: 'Inventory begins' }] }])
  const { slides: elsewhere } = await ok(display.get(`/api/notifications/wall?location=${otherHall}&format=json`))
  assert.partialDeepStrictEqual(elsewhere, [{ title: 'Coming' }])
  assert.equal((await host.anonymous.get('/api/notifications/wall')).status, 401)
  assert.equal((await display.post(`/api/notifications/${id}/acknowledge`, {})).status, 403)
  const feed = await ok(display.post('/api/feeds', { name: 'Hall 1', path: `/api/notifications/wall?location=${hall}` }))
  assert.match((await host.anonymous.get(String(feed['url']))).text, /Crane/)
  await announce('Leak', { severity: 'critical' })
  for (let number = 1; number <= 8; number++) await announce(`Note ${number}`)
  const wall = await ok(display.get('/api/notifications/wall?format=json'))
  assert.deepEqual((wall['slides'] as { title: string }[]).flatMap(({ title }, index) => (title === 'Leak' ? [index] : [])), [0, 5, 10], 'what is critical comes again and again') // slides have a title
  await ok(host.api.post(`/api/notifications/${id}/end`, {}))
})

test('the calendar has each occurrence by itself', async () => {
  const { id } = await announce('Safety walk', { startsAt: '2026-03-27T06:00', endsAt: '2026-03-27T06:30', timeZone: 'Europe/Berlin', recurrence: 'FREQ=DAILY', locationId: cell })
  const calendar = await host.api.get(`/api/notifications/calendar?location=${hall}`)
  assert.match(String(calendar.headers['content-type']), /^text\/calendar/)
  assert.ok(calendar.text.split('SUMMARY:Safety walk').length > 30)
  await ok(host.api.post(`/api/notifications/${id}/end`, {}))
})

test('a script announces, the demo fills a year, tiles and marks tell of it', async () => {
  const done = await ok(host.api.post('/api/plugins/notifications/commands/announce', { title: 'Server restarts', severity: 'warning', minutes: 5 }))
  assert.ok(JSON.stringify(done).includes('id'))
  assert.ok((await listed()).includes('Server restarts'))
  const filled = await host.fillDemo({ assets: 40 })
  assert.ok(Number(filled['notifications']) > 40 && Number(filled['acknowledgements']) > 3, JSON.stringify(filled))
  const running = await ok(host.api.get('/api/dashboard/notifications/running'))
  assert.ok((running['rows'] as unknown[]).length > 3) // rows of a table tile
  const lately = await ok(host.api.get('/api/dashboard/notifications/lately'))
  assert.equal((lately['series'] as unknown[]).length, 3) // series of a chart tile
  const months = await ok(host.api.get('/api/reports/notifications/months'))
  assert.ok((months['rows'] as unknown[]).length > 6) // rows of the report
  assert.ok(((await ok(host.api.get('/api/health')))).status !== 'down')
})
