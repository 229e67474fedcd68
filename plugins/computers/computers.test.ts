import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startTestHost, type TestHost } from '@shopdb/plugin-api/testing'

const day = 86_400_000
const dayFromNow = (days: number): string => new Date(Date.now() + days * day).toISOString().slice(0, 10)

let host: TestHost
before(async () => { host = await startTestHost(import.meta.dirname, { plugins: ['equipment'] }) })
after(() => host.stop())

const listIn = (body: object, name: string): Record<string, unknown>[] => {
  const list: unknown = Reflect.get(body, name)
  assert.ok(Array.isArray(list), `${name} of ${JSON.stringify(body)}`)
  return list
}
const collect = async (record: object): Promise<number> => {
  const answer = await (await host.as('collector')).post('/api/collector/computers', record)
  assert.equal(answer.status, 200, answer.text)
  return Number(listIn(answer.body, 'results')[0]?.['assetId'])
}
const report = async (path: string): Promise<Record<string, unknown>[]> => listIn((await host.api.get(`/api/reports/computers/${path}`)).body, 'rows')

test('which PCs have software older than a version: 10.9 is older than 10.10', async () => {
  for (const [hostname, version] of [['old-1', '10.9'], ['old-2', '9.12.1'], ['same', '10.10'], ['new', '10.11 SP1'], ['nobody-knows', undefined]]) await collect({ hostname, lastUser: `SHOP\\${hostname}`, software: [{ name: 'DNC Client', version }, { name: 'Other', version: '1.0' }] })
  const older = await report('software-older?application=dnc%20client&version=10.10')
  assert.deepEqual(older.map(({ hostname, version, lastUser }) => [hostname, version, lastUser]), [['old-2', '9.12.1', 'SHOP\\old-2'], ['old-1', '10.9', 'SHOP\\old-1']])
  const all = await report('software-older?application=DNC%20Client&version=10.10&unknown=true')
  assert.deepEqual(all.map(({ hostname }) => hostname), ['old-2', 'old-1', 'nobody-knows'])
  const csv = await host.api.get('/api/reports/computers/software-older?application=DNC%20Client&version=10.10&format=csv')
  assert.match(String(csv.headers['content-type']), /text\/csv/)
  assert.equal(csv.text.trim().split('\r\n').length, 3)
  const answer = await host.api.get('/api/reports/computers/software-older?application=DNC%20Client&version=11')
  assert.partialDeepStrictEqual(answer.body['chart'], { kind: 'bar', series: [{ points: [{ label: '9.12.1', value: 1 }, { label: '10.9', value: 1 }, { label: '10.10', value: 1 }, { label: '10.11 SP1', value: 1 }] }] })
})

test('an application nobody reported is named back with what is near', async () => {
  const answer = await host.api.get('/api/reports/computers/software-older?application=DNC%20Server&version=1')
  assert.deepEqual([answer.status, answer.body.code], [422, 'COMPUTERS_APPLICATION_UNKNOWN'])
  assert.match(String(answer.body['fix']), /"DNC Client"/)
})

test('versions of an application over the fleet, newest first, as chart', async () => {
  const rows = await report('software-versions?application=DNC%20Client')
  assert.deepEqual(rows.map(({ version, computers }) => [version, computers]), [['10.11 SP1', 1], ['10.10', 1], ['10.9', 1], ['9.12.1', 1], ['?', 1]])
})

/** Machines and PCs at a place of a floor plan, as the map shows them. */
const markOf = async (id: number): Promise<Record<string, unknown> | undefined> => {
  const plan = (await host.api.post('/api/floorplans', { name: `Plan of ${id}` })).body.id
  const hall = (await host.api.post('/api/locations', { name: `Hall of ${id}`, kind: 'building', floorPlanId: plan })).body.id
  const { version } = (await host.api.get(`/api/computers/${id}`)).body
  const placed = await host.api.patch(`/api/computers/${id}`, { locationId: hall, mapX: 0.5, mapY: 0.5 }, Number(version))
  assert.equal(placed.status, 200, placed.text)
  return (await host.api.get(`/api/map?floorPlanId=${plan}`)).body.items.find((marker) => marker.id === id)
}

const openNotices = async (): Promise<string[]> => (await host.api.get('/api/notices?open=true&plugin=computers')).body.items.map((notice) => String(notice['title']))

test('age and warranty of the fleet', async () => {
  await host.create('computer', { hostname: 'aged', purchaseDate: dayFromNow(-5 * 366), warrantyUntil: dayFromNow(-1) })
  await host.create('computer', { hostname: 'ending', purchaseDate: dayFromNow(-400), warrantyUntil: dayFromNow(20) })
  assert.deepEqual((await report('age?warranty=ended')).map(({ hostname, years }) => [hostname, years]), [['aged', 5]])
  assert.deepEqual((await report('age?warranty=ending')).map(({ hostname, years }) => [hostname, years]), [['ending', 1]])
})

test('a PC that no collector sees any more is counted, listed and reported until it is seen', async () => {
  host.clock.advance(-40 * day)
  const id = await collect({ hostname: 'left-alone' })
  host.clock.advance(40 * day)
  assert.partialDeepStrictEqual((await host.api.get('/api/dashboard/computers/stale')).body, { value: 1, tone: 'warning' })
  assert.partialDeepStrictEqual(listIn((await host.api.get('/api/dashboard/computers/stale-list')).body, 'rows'), [{ computer: 'left-alone', link: { id } }])
  assert.deepEqual((await report('stale?days=39')).map(({ computer, days }) => [computer, days]), [['left-alone', 40]])
  assert.deepEqual(await report('stale?days=41'), [])
  await collect({ hostname: 'left-alone' })
  assert.deepEqual(await report('stale'), [])
})

test('a PC that is not seen any more is told once, and is over when it is seen again', async () => {
  host.clock.advance(-50 * day)
  await collect({ hostname: 'told' })
  host.clock.advance(50 * day)
  const title = `told has not been seen since ${dayFromNow(-50)}`
  assert.deepEqual(await host.runJob('stale'), { raised: 1, settled: 0 })
  assert.deepEqual(await host.runJob('stale'), { raised: 0, settled: 0 }, 'once, not at every look')
  assert.deepEqual(await openNotices(), [title])
  await collect({ hostname: 'told' })
  assert.deepEqual(await host.runJob('stale'), { raised: 0, settled: 1 })
  assert.deepEqual(await openNotices(), [])
})

test('a warranty that ends soon is told, and is over with a longer one', async () => {
  await host.api.put('/api/settings/plugin.computers.warrantyDays', { value: 3 })
  const { id, version } = await host.create('computer', { assetNumber: 'PC-W', hostname: 'warranted', warrantyUntil: dayFromNow(3) })
  await host.create('computer', { hostname: 'warranted-longer', warrantyUntil: dayFromNow(4) })
  await host.runJob('warranties')
  assert.deepEqual(await openNotices(), [`The warranty of PC-W ends on ${dayFromNow(3)}`])
  await host.api.patch(`/api/computers/${id}`, { warrantyUntil: dayFromNow(400) }, Number(version))
  await host.runJob('warranties')
  assert.deepEqual(await openNotices(), [])
})

test('operating systems out of support are counted, reported and shown on the page of the PC', async () => {
  const old = await host.api.post('/api/operatingsystems', { name: 'Windows 7 for the test', endOfSupport: '2020-01-14' })
  const { id } = await host.create('computer', { hostname: 'seven', operatingSystemId: old.body.id })
  host.clock.advance(600_000) // tiles are kept for a while
  const counter = await host.api.get('/api/dashboard/computers/out-of-support')
  assert.partialDeepStrictEqual(counter.body, { value: 1, tone: 'critical' })
  const row = (await report('operating-systems')).find(({ operatingSystem }) => operatingSystem === 'Windows 7 for the test')
  assert.deepEqual(row, { operatingSystem: 'Windows 7 for the test', computers: 1, endOfSupport: '2020-01-14', isOut: true })
  const panel = await host.api.get(`/api/assets/${id}/panels/computers/support`)
  assert.partialDeepStrictEqual(listIn(panel.body, 'items')[0], { value: '2020-01-14', tone: 'critical' })
  assert.partialDeepStrictEqual(await markOf(id), { tone: 'critical', label: 'Windows 7 for the test: out of support since 2020-01-14', badge: 'OS' })
})

test('disks with little space are counted and reported', async () => {
  await collect({ hostname: 'full', disks: [{ name: 'C:', sizeBytes: 1000, freeBytes: 99 }, { name: 'D:', sizeBytes: 1000, freeBytes: 100 }] })
  assert.deepEqual(await report('full-disks'), [{ hostname: 'full', disk: 'C:', size: 1000, free: 99, percent: 9.9 }])
  host.clock.advance(600_000)
  assert.equal((await host.api.get('/api/dashboard/computers/full-disks')).body['value'], 1)
})

test('monitors and USB devices of an inventory stand beside the PC; what is gone goes', async () => {
  const id = await collect({ hostname: 'station', monitors: [{ name: 'P2419H', manufacturer: 'Dell', serialNumber: 'ABC123' }, { name: 'P2419H', serialNumber: 'ABC124' }], usbDevices: [{ name: 'DataTraveler', serialNumber: '00190F', isStorage: true }] })
  const monitors = async (): Promise<unknown[]> => (await host.api.get(`/api/computers/monitors?assetId=${id}`)).body.items.map((item) => item['serialNumber'])
  assert.deepEqual((await monitors()).sort(), ['ABC123', 'ABC124'])
  await collect({ hostname: 'station', monitors: [{ name: 'P2419H', serialNumber: 'ABC124' }] })
  assert.deepEqual(await monitors(), ['ABC124'])
  assert.deepEqual((await host.api.get('/api/computers/usbdevices?isStorage=true')).body.items.map((item) => item['serialNumber']), ['00190F'])
})

test('the machine a PC drives stands on its page', async () => {
  const pc = await collect({ hostname: 'drives' })
  const machine = (await host.api.post('/api/equipment', { assetNumber: 'M-1' })).body.id
  const controls = (await host.api.get('/api/relationshiptypes?limit=500')).body.items.find((type) => type['name'] === 'controls')?.id
  assert.equal((await host.api.post('/api/relationships', { typeId: controls, fromAssetId: pc, toAssetId: machine })).status, 201)
  assert.partialDeepStrictEqual(listIn((await host.api.get(`/api/assets/${pc}/panels/computers/controls`)).body, 'rows'), [{ machine: 'M-1', relation: 'controls' }])
})

test('the demo plant has something to say on every tile and report', async () => {
  const { notices = 0 } = await host.fillDemo({ assets: 200 })
  assert.ok(notices > 3, `${notices} notices`)
  host.clock.advance(600_000)
  for (const tile of ['stale', 'out-of-support', 'full-disks']) assert.ok(Number((await host.api.get(`/api/dashboard/computers/${tile}`)).body['value']) > 0, tile)
  for (const path of ['software-older?application=DNC%20Client&version=8.3', 'software-versions?application=DNC%20Client', 'age?warranty=ending', 'stale', 'operating-systems', 'full-disks']) assert.ok((await report(path)).length > 0, path)
})

const sample = join(import.meta.dirname, '../../../shared/data/samples/inventory/glpi-json/computer_1.json')
if (existsSync(sample)) {
  test('monitors of a real inventory are taken', async () => {
    const { content } = JSON.parse(readFileSync(sample, 'utf8'))
    const named = (content.monitors ?? []).map((monitor: Record<string, string>) => ({ name: monitor['caption'] ?? 'Monitor', manufacturer: monitor['manufacturer'], serialNumber: monitor['serial'] }))
    const id = await collect({ hostname: content.hardware.name, monitors: named, software: (content.softwares ?? []).map((software: Record<string, string>) => ({ name: software['name'], version: software['version'] })) })
    assert.equal((await host.api.get(`/api/computers/monitors?assetId=${id}`)).body.items.length, named.length)
  })
}
