import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startTestHost, type TestBody, type TestClient, type TestHost } from '@shopdb/plugin-api/testing'

let host: TestHost
before(async () => { host = await startTestHost(import.meta.dirname, { plugins: ['computers', 'equipment'] }) })
after(() => host.stop())

type Answer = ReturnType<TestClient['get']>
type Line = Readonly<Record<string, unknown>>

async function ok(answer: Answer): Promise<TestBody> {
  const { status, text, body } = await answer
  assert.ok(status < 300, `${status} ${text}`)
  return body
}

async function refused(answer: Answer, status: number, code: string): Promise<void> {
  const { status: was, body, text } = await answer
  assert.deepEqual([was, body.code], [status, code], text)
  assert.ok(String(body['fix']).length > 10, 'says what to do')
}

const rowsOf = (body: TestBody, member = 'rows') => body[member] as readonly Line[] // lists of reports and tiles hold objects
const device = (number: string, values: Line = {}) => host.create('device', { assetNumber: number, hostname: number.toLowerCase(), kind: 'switch', serialNumber: `SN-${number}`, managementAddress: null, macAddress: null, deviceTypeId: null, ...values })
const port = async (assetId: number, name: string, values: Line = {}): Promise<number> => (await ok(host.api.post('/api/network/ports', { assetId, name, ...values }))).id
const subnet = (values: Line) => ok(host.api.post('/api/network/plan/subnets', values))
const pc = async (number: string, mac: string, ip: string | null = null): Promise<number> => {
  const { body } = await host.api.post('/api/collector/computers', { hostname: number, serialNumber: `PC-${number}`, macAddress: mac, interfaces: [{ name: 'eth0', macAddress: mac, ...(ip !== null && { ipAddress: ip }) }] })
  return Number(rowsOf(body, 'results')[0]?.['assetId'])
}
const compare = () => host.runJob('compare')
const free = async (id: number, count = 1): Promise<unknown> => (await ok(host.api.get(`/api/network/plan/subnets/${id}/free?count=${count}`))).items

test('subnets stand in each other by what they contain, and what lies within counts for those around', async () => {
  const site = await subnet({ prefix: '10.20.0.0/16', name: 'Plant' })
  const hall = await subnet({ prefix: '10.20.4.7/24', name: 'Hall 4', gateway: '10.20.4.1', dhcpFrom: '10.20.4.100', dhcpTo: '10.20.4.199' })
  assert.equal(hall['prefix'], '10.20.4.0/24', 'bits behind the length are cleared')
  await ok(host.api.post('/api/network/plan/addresses', { subnetId: hall.id, hostname: 'mill' }))
  const tree = (await ok(host.api.get('/api/network/plan/subnets?q=10.20'))).items
  assert.deepEqual(tree.map(({ prefix, depth, parentId }) => ({ prefix, depth, parentId })), [{ prefix: '10.20.0.0/16', depth: 0, parentId: null }, { prefix: '10.20.4.0/24', depth: 1, parentId: site.id }])
  assert.partialDeepStrictEqual(tree[1]?.['usage'], { planned: 1, dhcp: 100, gone: 101, size: 254, free: 153, percent: 39.8 })
  assert.partialDeepStrictEqual(tree[0]?.['usage'], { planned: 1, dhcp: 100, size: 65534 })
  await refused(host.api.post('/api/network/plan/subnets', { prefix: '10.20.4.0/24' }), 409, 'DUPLICATE')
  await refused(host.api.post('/api/network/plan/subnets', { prefix: '10.20.300.0/24' }), 422, 'NETWORK_PREFIX_INVALID')
  await refused(host.api.post('/api/network/plan/subnets', { prefix: '10.9.0.0/24', gateway: '10.8.0.1' }), 422, 'NETWORK_ADDRESS_OUTSIDE')
  await refused(host.api.post('/api/network/plan/subnets', { prefix: '10.9.0.0/24', dhcpFrom: '10.9.0.9' }), 422, 'NETWORK_DHCP_RANGE_INVALID')
})

test('the next free address leaves out what is planned, found, handed out, the gateway and smaller subnets', async () => {
  const { id } = await subnet({ prefix: '10.30.0.0/24', gateway: '10.30.0.1', dhcpFrom: '10.30.0.4', dhcpTo: '10.30.0.9' })
  await subnet({ prefix: '10.30.0.12/30' })
  await ok(host.api.post('/api/network/plan/addresses', { address: '10.30.0.2', hostname: 'one' }))
  await pc('found-1', '00:1b:44:11:30:0b', '10.30.0.11')
  await compare()
  assert.deepEqual(await free(id, 4), ['10.30.0.3', '10.30.0.10', '10.30.0.16', '10.30.0.17'])
  const given = await Promise.all([1, 2, 3].map((number) => ok(host.api.post('/api/network/plan/addresses', { subnetId: id, hostname: `n${number}` }))))
  assert.deepEqual(new Set(given.map(({ address }) => address)), new Set(['10.30.0.3', '10.30.0.10', '10.30.0.16']), 'three at once get one each')
  assert.deepEqual((await ok(host.api.get(`/api/network/plan/subnets/${id}/freeprefix?length=28`)))['prefix'], '10.30.0.16/28')
  await refused(host.api.get(`/api/network/plan/subnets/${id}/freeprefix?length=24`), 422, 'NETWORK_LENGTH_INVALID')
})

test('a /64 and a full /16 are answered at once; a full subnet says so', async () => {
  const wide = await subnet({ prefix: 'FD00:20::/64', gateway: 'fd00:20::1' })
  assert.equal(wide['prefix'], 'fd00:20::/64')
  assert.deepEqual(await free(wide.id, 2), ['fd00:20::2', 'fd00:20::3'])
  await ok(host.api.post('/api/network/plan/addresses', { address: 'fd00:0020:0:0::2' }))
  assert.deepEqual(await free(wide.id), ['fd00:20::3'])
  const [line] = (await ok(host.api.get('/api/network/plan/subnets?q=fd00'))).items
  assert.partialDeepStrictEqual(line?.['usage'], { planned: 1, percent: null })
  const large = await subnet({ prefix: '10.77.0.0/16', dhcpFrom: '10.77.0.1', dhcpTo: '10.77.255.200' })
  const began = performance.now()
  assert.deepEqual(await free(large.id), ['10.77.255.201'])
  assert.ok(performance.now() - began < 2000)
  const small = await subnet({ prefix: '10.78.0.0/30' })
  for (const hostname of ['a', 'b']) await ok(host.api.post('/api/network/plan/addresses', { subnetId: small.id, hostname }))
  await refused(host.api.post('/api/network/plan/addresses', { subnetId: small.id }), 409, 'NETWORK_SUBNET_FULL')
})

test('an address is not given out twice, outside, at the edge, from DHCP or while somebody has it', async () => {
  const { id } = await subnet({ prefix: '10.31.0.0/24', gateway: '10.31.0.1', dhcpFrom: '10.31.0.200', dhcpTo: '10.31.0.250' })
  const inner = await subnet({ prefix: '10.31.0.64/28' })
  const user = await pc('user-31', '00:1b:44:11:31:07', '10.31.0.7')
  await compare()
  const assign = (values: Line) => host.api.post('/api/network/plan/addresses', values)
  await ok(assign({ address: '10.31.0.5', hostname: 'first' }))
  await refused(assign({ address: '10.31.0.5' }), 409, 'NETWORK_ADDRESS_TAKEN')
  await refused(assign({ address: '10.32.0.5', subnetId: id }), 422, 'NETWORK_ADDRESS_OUTSIDE')
  await refused(assign({ address: '10.31.0.66', subnetId: id }), 422, 'NETWORK_ADDRESS_IN_INNER')
  await refused(assign({ address: '10.31.0.255' }), 422, 'NETWORK_ADDRESS_IS_EDGE')
  await refused(assign({ address: '10.31.0.1' }), 409, 'NETWORK_ADDRESS_IS_GATEWAY')
  await refused(assign({ address: '10.31.0.201' }), 409, 'NETWORK_ADDRESS_IN_DHCP')
  await refused(assign({ address: '10.31.0.7' }), 409, 'NETWORK_ADDRESS_IN_USE')
  await refused(assign({ address: '10.31.0.007' }), 422, 'NETWORK_ADDRESS_INVALID')
  await refused(assign({}), 422, 'NETWORK_NOTHING_TO_ASSIGN')
  await refused(assign({ address: '10.31.0.8', assetId: 99999 }), 422, 'NETWORK_ASSET_MISSING')
  await refused(assign({ address: '10.31.0.8', macAddress: 'x' }), 422, 'NETWORK_MAC_INVALID')
  await refused(assign({ address: '10.31.0.8', purpose: 'reserved', assetId: user }), 422, 'NETWORK_RESERVED_FOR_NOBODY')
  await ok(assign({ address: '10.31.0.201', hostname: 'reservation', force: true }))
  assert.equal((await ok(assign({ address: '10.31.0.7', assetId: user })))['subnetId'], id, 'the one that has it may have it')
  const checked = await ok(host.api.get(`/api/network/plan/check?address=10.31.0.7&assetId=${user}`))
  assert.deepEqual(rowsOf(checked, 'findings').map(({ kind }) => kind), ['planned'])
  assert.equal((await ok(assign({ subnetId: inner.id, hostname: 'in' })))['address'], '10.31.0.65')
})

test('addresses move with the subnets, and stay when one goes', async () => {
  const outer = await subnet({ prefix: '10.33.0.0/16' })
  const planned = await ok(host.api.post('/api/network/plan/addresses', { address: '10.33.5.9', hostname: 'mover' }))
  await pc('mover-pc', '00:1b:44:11:33:01', '10.33.5.10')
  await compare()
  const home = async (): Promise<unknown> => (await ok(host.api.get(`/api/network/addresses/${planned.id}`)))['subnetId']
  const lines = async (id: number): Promise<unknown> => (await ok(host.api.get(`/api/network/plan/subnets/${id}/addresses`))).items.map(({ address, state }) => `${String(address)} ${String(state)}`)
  const inner = await subnet({ prefix: '10.33.5.0/24' })
  assert.equal(await home(), inner.id)
  const used = async (id: number): Promise<unknown> => Reflect.get(Object((await ok(host.api.get('/api/network/plan/subnets?q=10.33'))).items.find((item) => item.id === id)), 'usage')
  assert.partialDeepStrictEqual(await used(inner.id), { planned: 1, found: 1 })
  assert.deepEqual(await lines(inner.id), ['10.33.5.9 silent', '10.33.5.10 not planned'])
  await ok(host.api.patch(`/api/network/plan/subnets/${inner.id}`, { prefix: '10.33.6.0/24', name: 'Moved' }))
  assert.equal(await home(), outer.id)
  assert.partialDeepStrictEqual(await used(inner.id), { planned: 0, found: 0 })
  await ok(host.api.patch(`/api/network/plan/subnets/${inner.id}`, { prefix: '10.33.5.0/24' }))
  await ok(host.api.delete(`/api/network/plan/subnets/${inner.id}`))
  assert.equal(await home(), outer.id)
  assert.partialDeepStrictEqual(await used(outer.id), { planned: 1, found: 1 })
  await ok(host.api.delete(`/api/network/plan/addresses/${planned.id}`))
  await refused(host.api.delete(`/api/network/plan/addresses/${planned.id}`), 404, 'NOT_FOUND')
  await refused(host.api.delete(`/api/network/plan/subnets/${inner.id}`), 404, 'NOT_FOUND')
})

test('what is in conflict is found, told once and settled when it is over', async () => {
  const { id } = await subnet({ prefix: '10.34.0.0/24' })
  const [one, two] = [await pc('twice-1', '00:1b:44:11:34:01', '10.34.0.10'), await pc('twice-2', '00:1b:44:11:34:02', '10.34.0.10')]
  const three = await pc('other-3', '00:1b:44:11:34:03', null)
  await ok(host.api.post('/api/network/plan/addresses', { address: '10.34.0.20', assetId: three }))
  await ok(host.api.post('/api/network/plan/addresses', { address: '10.34.0.30', purpose: 'reserved' }))
  await pc('other-4', '00:1b:44:11:34:04', '10.34.0.20')
  await pc('squatter', '00:1b:44:11:34:05', '10.34.0.30')
  await compare()
  const kinds = async (): Promise<unknown> => (await ok(host.api.get('/api/network/plan/conflicts'))).items.filter(({ subnetId }) => subnetId === id).map(({ address, kind }) => `${String(address)} ${String(kind)}`)
  assert.deepEqual(await kinds(), ['10.34.0.10 twice', '10.34.0.20 other', '10.34.0.30 reserved'])
  const states = (await ok(host.api.get(`/api/network/plan/subnets/${id}/addresses`))).items.map(({ state }) => state)
  assert.deepEqual(states, ['conflict', 'conflict', 'conflict'])
  assert.ok(Number((await ok(host.api.get('/api/dashboard/network/conflicts')))['value']) >= 3)
  assert.partialDeepStrictEqual(rowsOf(await ok(host.api.get(`/api/network/connections/${one}`)), 'conflicts'), [{ address: '10.34.0.10', kind: 'twice', assets: [{ id: one }, { id: two }] }])
  const report = await ok(host.api.get('/api/reports/network/conflicts'))
  assert.ok(rowsOf(report).some(({ address, kind }) => address === '10.34.0.20' && kind === 'other'))
  await pc('twice-2', '00:1b:44:11:34:02', '10.34.0.11')
  await compare()
  assert.deepEqual(await kinds(), ['10.34.0.20 other', '10.34.0.30 reserved'])
  const cell = await subnet({ prefix: '192.168.1.0/24', isolated: true })
  await pc('cell-1', '00:1b:44:11:34:11', '192.168.1.10')
  await pc('cell-2', '00:1b:44:11:34:12', '192.168.1.10')
  await compare()
  assert.ok(!(await ok(host.api.get('/api/network/plan/conflicts'))).items.some(({ subnetId }) => subnetId === cell.id), 'addresses behind machines repeat')
})

test('what is planned in the range of DHCP, and a subnet that gets full, are said', async () => {
  const { id } = await subnet({ prefix: '10.35.0.0/29', warnPercent: 50 })
  for (const hostname of ['a', 'b', 'c']) await ok(host.api.post('/api/network/plan/addresses', { subnetId: id, hostname }))
  assert.equal(Object(await compare()).nearlyFull >= 1, true)
  const tile = await ok(host.api.get('/api/dashboard/network/full'))
  assert.ok(rowsOf(tile).some((row) => row['subnet'] === '10.35.0.0/29' && row['percent'] === 50))
  await ok(host.api.patch(`/api/network/plan/subnets/${id}`, { dhcpFrom: '10.35.0.3', dhcpTo: '10.35.0.5' }))
  await compare()
  assert.ok((await ok(host.api.get('/api/network/plan/conflicts'))).items.some(({ address, kind }) => address === '10.35.0.3' && kind === 'dhcp'))
  const report = await ok(host.api.get('/api/reports/network/subnets?atLeast=50'))
  assert.ok(rowsOf(report).some((row) => row['subnet'] === '10.35.0.0/29'))
  assert.match((await host.api.get('/api/reports/network/subnets?format=csv')).text, /10\.35\.0\.0\/29/)
})

const yaml = `manufacturer: Hirschmann
model: RSP25
slug: hirschmann-rsp25
part_number: RSP25-11
u_height: 0
interfaces:
  - name: 1/1
    type: 1000base-x-sfp
  - name: 1/2
    type: 100base-tx
    poe_mode: pse
  - name: 1/3
    type: 100base-tx
  - name: 1/4
    type: 100base-tx
  - name: 1/5
    type: 2.5gbase-t
console-ports:
  - name: V.24
    type: rj-11
`

test('a device gets the ports of its type, which comes from a file of the library', async () => {
  const type = await ok(host.api.post('/api/network/devicetypes/import', { document: yaml }))
  assert.partialDeepStrictEqual(type, { model: 'RSP25', manufacturer: 'Hirschmann', ports: 6, isNew: true })
  assert.partialDeepStrictEqual(await ok(host.api.post('/api/network/devicetypes/import', { document: yaml })), { id: type.id, isNew: false })
  assert.equal((await ok(host.api.get(`/api/network/porttemplates?deviceTypeId=${type.id}`))).items.length, 6)
  assert.partialDeepStrictEqual(await ok(host.api.get(`/api/network/devicetypes/${type.id}`)), { kind: 'switch', partNumber: 'RSP25-11', ports: 6 })
  const { id } = await device('SW-TYPE', { deviceTypeId: type.id })
  assert.deepEqual((await ok(host.api.post(`/api/network/faceplate/${id}`)))['made'], 6)
  assert.deepEqual((await ok(host.api.post(`/api/network/faceplate/${id}`)))['made'], 0)
  const { items } = await ok(host.api.get(`/api/network/faceplate/${id}`))
  assert.deepEqual(items.map(({ name, medium, speedMbps, poe }) => [name, medium, speedMbps, poe]), [['1/1', 'fiber', 1000, false], ['1/2', 'copper', 100, true], ['1/3', 'copper', 100, false], ['1/4', 'copper', 100, false], ['1/5', 'copper', 2500, false], ['V.24', 'console', null, false]])
  assert.partialDeepStrictEqual(await ok(host.api.get(`/api/network/${id}`)), { portsTotal: 6, portsUp: 0, portsCabled: 0, state: 'not polled' })
  await refused(host.api.post('/api/network/devicetypes/import', { document: 'just: text' }), 422, 'NETWORK_DEVICE_TYPE_INVALID')
  await refused(host.api.post('/api/network/devicetypes/import', { document: '- [' }), 422, 'NETWORK_DEVICE_TYPE_INVALID')
  await refused(host.api.post(`/api/network/faceplate/${(await device('SW-NOTYPE')).id}`), 422, 'NETWORK_DEVICE_WITHOUT_TYPE')
  await refused(host.api.get('/api/network/faceplate/999999'), 404, 'NOT_FOUND')
})

test('when the core switch dies, the access switch, the PC and the machine it drives stop', async () => {
  const [core, access] = [(await device('SW-CORE')).id, (await device('SW-ACC')).id]
  const [down, up, desk] = [await port(core, 'Te1'), await port(access, 'Gi25'), await port(access, 'Gi3')]
  const computer = await pc('drives-1', '00:1b:44:11:36:01')
  const machine = (await ok(host.api.post('/api/equipment', { assetNumber: 'M-36' }))).id
  const controls = (await ok(host.api.get('/api/relationshiptypes?limit=500'))).items.find(({ name }) => name === 'controls')
  await ok(host.api.post('/api/relationships', { typeId: controls?.id, fromAssetId: computer, toAssetId: machine }))
  const technician = await host.as('technician')
  await ok(technician.put(`/api/network/cables/${desk}`, { assetId: computer, label: 'W-0036' }))
  await ok(technician.put(`/api/network/cables/${up}`, { portId: down, isUplink: true }))
  const stops = async (id: number): Promise<unknown> => rowsOf(await ok(host.api.get(`/api/equipment/dependencies/${id}`)), 'stops').map(({ id: stopped }) => stopped)
  assert.deepEqual(await stops(core), [access, computer, machine])
  assert.deepEqual(await stops(access), [computer, machine], 'the core goes on without the access switch')
  const { items } = await ok(host.api.get(`/api/network/faceplate/${access}`))
  assert.partialDeepStrictEqual(items.find(({ name }) => name === 'Gi25'), { isUplink: true, peer: { name: 'Te1', device: { id: core } }, plugged: null })
  assert.partialDeepStrictEqual(items.find(({ name }) => name === 'Gi3'), { plugged: { id: computer }, cableLabel: 'W-0036' })
  assert.partialDeepStrictEqual(rowsOf(await ok(host.api.get(`/api/network/connections/${computer}`)), 'ports')[0], { name: 'Gi3', device: { id: access }, cableLabel: 'W-0036' })
  await refused(host.api.put(`/api/network/cables/${desk}`, { assetId: machine }), 409, 'NETWORK_PORT_TAKEN')
  await refused(host.api.put(`/api/network/cables/${desk}`, { assetId: access, replace: true }), 422, 'NETWORK_CABLE_TO_ITSELF')
  await refused(host.api.put(`/api/network/cables/${await port(access, 'Gi4')}`, {}), 422, 'NETWORK_CABLE_WITHOUT_END')
  await ok(host.api.put(`/api/network/cables/${desk}`, { assetId: machine, replace: true }))
  assert.deepEqual(await stops(access), [machine])
  const [latest] = (await ok(host.api.get(`/api/network/${access}/history`))).items
  await ok(host.api.post(`/api/batches/${String(latest?.['batchId'])}/undo`))
  await ok(host.api.delete(`/api/network/cables/${down}`))
  assert.deepEqual(await stops(core), [], 'both ends are loose')
  assert.equal((await ok(host.api.get(`/api/network/${core}`)))['portsCabled'], 0)
})

const walk = `.1.3.6.1.2.1.1.1.0 = STRING: "Managed switch
second line"
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.248.14.10.34
.1.3.6.1.2.1.1.3.0 = Timeticks: (8640000) 1 day, 0:00:00.00
.1.3.6.1.2.1.1.5.0 = STRING: "sw-walk-1"
.1.3.6.1.2.1.1.6.0 = STRING: "Hall 4, bay C"
.1.3.6.1.2.1.2.2.1.2.1 = STRING: "Port 1"
.1.3.6.1.2.1.2.2.1.2.2 = STRING: "Port 2"
.1.3.6.1.2.1.2.2.1.2.9 = STRING: "CPU"
.1.3.6.1.2.1.2.2.1.3.1 = INTEGER: 6
.1.3.6.1.2.1.2.2.1.3.2 = INTEGER: ethernetCsmacd(6)
.1.3.6.1.2.1.2.2.1.3.9 = INTEGER: 24
.1.3.6.1.2.1.2.2.1.5.1 = Gauge32: 100000000
.1.3.6.1.2.1.2.2.1.6.1 = Hex-STRING: 00 80 63 12 34 01
.1.3.6.1.2.1.2.2.1.7.1 = INTEGER: 1
.1.3.6.1.2.1.2.2.1.7.2 = INTEGER: 1
.1.3.6.1.2.1.2.2.1.8.1 = INTEGER: up(1)
.1.3.6.1.2.1.2.2.1.8.2 = INTEGER: down(2)
.1.3.6.1.2.1.17.1.1.0 = Hex-STRING: 00 80 63 12 34 00
.1.3.6.1.2.1.17.1.4.1.2.1 = INTEGER: 1
.1.3.6.1.2.1.17.1.4.1.2.2 = INTEGER: 2
.1.3.6.1.2.1.17.7.1.2.2.1.2.37.0.27.68.17.55.1 = INTEGER: 1
.1.3.6.1.2.1.17.7.1.2.2.1.3.37.0.27.68.17.55.1 = INTEGER: 3
.1.3.6.1.2.1.17.7.1.2.2.1.2.37.2.27.68.17.55.9 = INTEGER: 2
.1.3.6.1.2.1.17.7.1.2.2.1.3.37.2.27.68.17.55.9 = INTEGER: 3
.1.3.6.1.2.1.17.7.1.2.2.1.2.37.0.128.99.18.52.0 = INTEGER: 1
.1.3.6.1.2.1.17.7.1.2.2.1.3.37.0.128.99.18.52.0 = INTEGER: 4
.1.3.6.1.2.1.4.22.1.2.9.10.37.0.5 = Hex-STRING: 00 1B 44 11 37 01
.1.0.8802.1.1.2.1.4.1.1.5.0.2.1 = Hex-STRING: 00 80 63 99 99 99
.1.0.8802.1.1.2.1.4.1.1.9.0.2.1 = STRING: "sw-core-37"
.1.3.6.1.2.1.47.1.1.1.1.11.1 = STRING: "9430"
`

test('what snmpwalk printed becomes device, ports, neighbours, and where each MAC address is plugged in', async () => {
  await subnet({ prefix: '10.37.0.0/24' })
  const computer = await pc('walked', '00:1b:44:11:37:01')
  await compare()
  const agent = await host.as('collector')
  const shown = await ok(agent.post('/api/network/walks', { walk, dryRun: true }))
  assert.partialDeepStrictEqual(shown, { facts: { system: { hostname: 'sw-walk-1', systemDescription: 'Managed switch second line', serialNumber: '9430', macAddress: '00:80:63:12:34:00', uptimeSeconds: 86400 } } })
  const taken = await ok(agent.post('/api/network/walks', { walk, managementAddress: '10.37.0.2' }))
  assert.partialDeepStrictEqual(taken, { outcome: 'created', ports: { created: 2, changed: 0 }, macs: 2, neighbours: 1, addresses: 1 })
  const again = await ok(agent.post('/api/network/walks', { walk, managementAddress: '10.37.0.2' }))
  assert.partialDeepStrictEqual(again, { assetId: taken['assetId'], outcome: 'unchanged', ports: { created: 0, changed: 0 } })
  const id = Number(taken['assetId'])
  assert.partialDeepStrictEqual(await ok(host.api.get(`/api/network/${id}`)), { hostname: 'sw-walk-1', managementAddress: '10.37.0.2', portsTotal: 2, portsUp: 1, state: 'up', systemLocation: 'Hall 4, bay C' })
  for (const words of ['1137.01', '44-11-37-01', '001b44113701', '10.37.0.5', 'walked']) {
    const [found] = (await ok(host.api.get(`/api/network/where?q=${encodeURIComponent(words)}`))).items
    assert.partialDeepStrictEqual(found, { mac: '00:1b:44:11:37:01', isLocal: false, assets: [{ id: computer }], places: [{ device: { id }, port: 'Port 1', vlan: 37, isWay: false }] }, words)
    assert.match(String(found?.['vendor']), /Sandisk|SanDisk/i)
  }
  const [madeUp] = (await ok(host.api.get('/api/network/where?q=021b44113709'))).items
  assert.partialDeepStrictEqual(madeUp, { isLocal: true, vendor: null, assets: [] })
  const { items } = await ok(host.api.get(`/api/network/faceplate/${id}`))
  assert.partialDeepStrictEqual(items[1], { name: 'Port 2', status: 'down', macs: 1, neighbours: [{ name: 'sw-core-37', chassis: '00:80:63:99:99:99' }] })
  const core = await device('SW-CORE-37', { macAddress: '00:80:63:99:99:99' })
  assert.partialDeepStrictEqual(rowsOf(await ok(host.api.get(`/api/network/faceplate/${id}`)), 'neighbours'), [{ device: { id: core.id } }])
  await refused(agent.post('/api/network/walks', { walk: 'nothing' }), 422, 'NETWORK_WALK_EMPTY')
  const command = await ok(host.api.post('/api/plugins/network/commands/where', { find: '4411.3701' }))
  assert.match(JSON.stringify(command), /Port 1/)
})

test('facts as JSON: a port that goes down degrades the device, and other assets behind it than planned are seen', async () => {
  const [planned, other] = [await pc('planned-38', '00:1b:44:11:38:01'), await pc('other-38', '00:1b:44:11:38:02')]
  await compare()
  const facts = (status: string, mac: string) => ({ system: { hostname: 'sw-38', serialNumber: '38-38-38', uptimeSeconds: 100 }, ports: [{ name: 'Gi1', index: 1, status, speedMbps: 1000 }, { name: 'Gi2', index: 2, status: 'down' }], macTable: [{ macAddress: mac, port: 'Gi1', vlan: 38 }, { macAddress: 'junk', port: 'Gi1' }] })
  const taken = await ok(host.api.post('/api/network/facts', facts('up', '00-1b-44-11-38-02')))
  assert.deepEqual(taken['problems'], [{ path: '/macTable/1/macAddress', message: 'is no MAC address' }])
  const id = Number(taken['assetId'])
  const [first] = (await ok(host.api.get(`/api/network/faceplate/${id}`))).items
  await ok(host.api.put(`/api/network/cables/${first?.id}`, { assetId: planned }))
  assert.partialDeepStrictEqual((await ok(host.api.get(`/api/network/faceplate/${id}`))).items[0], { plugged: { id: planned }, differs: true, seen: [{ asset: { id: other } }] })
  const cabling = await ok(host.api.get('/api/reports/network/cabling'))
  assert.ok(rowsOf(cabling).some((row) => row['port'] === 'Gi1' && row['device'] === 'sw-38'))
  await ok(host.api.post('/api/network/facts', facts('down', '00:1b:44:11:38:02')))
  assert.partialDeepStrictEqual(await ok(host.api.get(`/api/network/${id}`)), { state: 'degraded', portsUp: 0, portsCabled: 1 })
  const lost = await ok(host.api.get('/api/dashboard/network/lost'))
  assert.ok(rowsOf(lost).some((row) => row['port'] === 'Gi1'))
  const found = (await ok(host.api.get('/api/search?q=sw-38'))).items.find((item) => item.id === id)
  assert.deepEqual(found?.['badges'], ['degraded'])
  const ports = await ok(host.api.get('/api/reports/network/ports'))
  assert.partialDeepStrictEqual(rowsOf(ports).find((row) => row['device'] === 'sw-38'), { ports: 2, up: 0, cabled: 1, free: 1, down: 1, state: 'degraded' })
  const quarantined = await ok(host.api.post('/api/network/facts', { system: {} }))
  assert.partialDeepStrictEqual(quarantined, { outcome: 'quarantined', assetId: null })
})

test('unknown MAC addresses, unplanned and silent addresses are counted, named and reported', async () => {
  await subnet({ prefix: '10.39.0.0/24' })
  await pc('unplanned-39', '00:1b:44:11:39:01', '10.39.0.39')
  await ok(host.api.post('/api/network/plan/addresses', { address: '10.39.0.40', hostname: 'silent' }))
  await ok(host.api.post('/api/network/facts', { system: { hostname: 'sw-39', serialNumber: '39-39' }, ports: [{ name: 'Gi1', status: 'up' }], macTable: [{ macAddress: '00:80:63:39:39:39', port: 'Gi1' }, { macAddress: '33:33:00:00:00:01', port: 'Gi1' }] }))
  await compare()
  for (const tile of ['unknown', 'unplanned', 'silentaddresses']) assert.ok(Number((await ok(host.api.get(`/api/dashboard/network/${tile}`)))['value']) >= 1, tile)
  const newest = rowsOf(await ok(host.api.get('/api/dashboard/network/newmacs')))
  assert.ok(newest.some((row) => row['mac'] === '00:80:63:39:39:39' && row['device'] === 'sw-39' && /hirschmann/i.test(String(row['vendor']))))
  const report = rowsOf(await ok(host.api.get('/api/reports/network/unknown')))
  assert.ok(report.some((row) => row['mac'] === '00:80:63:39:39:39') && !report.some((row) => row['mac'] === '33:33:00:00:00:01'), 'addresses of groups are nobody')
  for (const tile of ['kinds', 'states']) assert.ok(rowsOf(await ok(host.api.get(`/api/dashboard/network/${tile}`)), 'series').length > 0)
})

test('devices that nobody reached for long are silent, and what is old is forgotten at night', async () => {
  const taken = await ok(host.api.post('/api/network/facts', { system: { hostname: 'sw-40', serialNumber: '40-40' }, ports: [{ name: 'Gi1', status: 'up' }], macTable: [{ macAddress: '00:80:63:40:40:40', port: 'Gi1' }] }))
  await ok(host.api.post('/api/collector/network', { hostname: 'sw-41', serialNumber: '41-41', managementAddress: '10.41.0.1', kind: 'access point' }))
  assert.partialDeepStrictEqual(await host.runJob('compareall'), { silent: 0 })
  assert.equal((await ok(host.api.get(`/api/network/${String(taken['assetId'])}`)))['state'], 'up')
  const tile = await ok(host.api.get('/api/dashboard/network/silent'))
  assert.equal(tile['value'], 0)
  const health = await ok(host.api.get('/api/health'))
  assert.match(JSON.stringify(health['components']), /"network":\{[^}]*"figures":\{[^}]*"up":\d+/)
})

test('devices are found by the addresses planned for them, and marked on the map by their ports', async () => {
  await subnet({ prefix: '10.42.0.0/24' })
  const plan = await ok(host.api.post('/api/floorplans', { name: 'Hall 42' }))
  const hall = await ok(host.api.post('/api/locations', { name: 'Hall 42', kind: 'building', floorPlanId: plan.id }))
  const { id } = await device('SW-42', { locationId: hall.id, mapX: 0.5, mapY: 0.5 })
  const marker = async (): Promise<unknown> => (await ok(host.api.get(`/api/map?floorPlanId=${plan.id}`))).items.find((item) => item.id === id)
  assert.partialDeepStrictEqual(await marker(), { tone: 'muted', label: 'Not polled' })
  await ok(host.api.post('/api/network/facts', { system: { hostname: 'sw-42', serialNumber: 'SN-SW-42' }, ports: [{ name: 'Gi1', status: 'down' }, { name: 'Gi2', status: 'up' }] }))
  assert.partialDeepStrictEqual(await marker(), { tone: 'ok', label: '1 of 2 ports up, 1 free' })
  const [gi1] = (await ok(host.api.get(`/api/network/faceplate/${id}`))).items
  await ok(host.api.put(`/api/network/cables/${gi1?.id}`, { assetId: await pc('plugged-42', '00:1b:44:11:42:01') }))
  assert.partialDeepStrictEqual(await marker(), { tone: 'warning', label: '1 plugged in and down; 1 of 2 ports up, 0 free', badge: '!' })
  await ok(host.api.post('/api/network/plan/addresses', { address: '10.42.0.42', assetId: id, hostname: 'uplink-hall-42' }))
  await ok(host.api.patch(`/api/network/${id}`, { notes: 'touched' }, Number((await ok(host.api.get(`/api/network/${id}`)))['version'])))
  await host.api.get('/api/network/where?q=42')
  const found = async (): Promise<boolean> => (await ok(host.api.get('/api/search?q=uplink-hall-42'))).items.some((item) => item.id === id)
  for (let turn = 0; turn < 50 && !(await found()); turn += 1) await new Promise((resolve) => setTimeout(resolve, 100))
  assert.ok(await found())
})

test('who may only read sees the plan and changes none of it', async () => {
  const { id } = await subnet({ prefix: '10.43.0.0/24' })
  const viewer = await host.as('viewer')
  for (const path of ['plan/subnets', `plan/subnets/${id}/addresses`, `plan/subnets/${id}/free`, 'plan/conflicts', 'where?q=00']) assert.equal((await viewer.get(`/api/network/${path}`)).status, 200, path)
  assert.equal((await viewer.post('/api/network/plan/addresses', { subnetId: id })).status, 403)
  assert.equal((await viewer.post('/api/network/plan/subnets', { prefix: '10.44.0.0/24' })).status, 403)
  assert.equal((await viewer.put('/api/network/cables/1', {})).status, 403)
  const technician = await host.as('technician')
  assert.equal((await technician.post('/api/network/plan/addresses', { subnetId: id })).status, 201)
  assert.equal((await technician.post('/api/network/plan/subnets', { prefix: '10.44.0.0/24' })).status, 403)
  assert.equal((await host.anonymous.get('/api/network/plan/subnets')).status, 401)
})

test('the demo plant has switches with ports, cables to PCs, subnets in use, conflicts and unknown MAC addresses', async () => {
  const made = await host.fillDemo({ assets: 80 })
  for (const kind of ['devices', 'ports', 'cables', 'subnets', 'addresses', 'vlans', 'sightings']) assert.ok((made[kind] ?? 0) > 0, `${kind}: ${JSON.stringify(made)}`)
  const states = new Set((await ok(host.api.get('/api/network?limit=500'))).items.map(({ state }) => state))
  for (const state of ['up', 'degraded']) assert.ok(states.has(state), state)
  const tree = (await ok(host.api.get('/api/network/plan/subnets'))).items
  assert.ok(tree.some(({ isNearlyFull }) => isNearlyFull === true) && tree.some(({ depth }) => Number(depth) > 0))
})

/** The parts of a walk that are read; a whole one may be larger than a request. */
const neededParts = /^1\.(3\.6\.1\.2\.1\.(1|2\.2\.1\.[235678]|31\.1\.1\.1\.(1|15|18)|17\.(1|4\.3|7\.1\.2\.2|7\.1\.4\.5)|47\.1\.1\.1\.1\.(5|9|10|11|12|13)|4\.22)\.|0\.8802\.1\.1\.2\.1\.)/
const needed = (file: string): string => readFileSync(file, 'utf8').split('\n').filter((line) => neededParts.test(line)).join('\n') || '-'

const samples = join(import.meta.dirname, '../../../shared/data/samples')
if (existsSync(samples)) {
  const recordings = ['snmp/bsd2-snmpsim-data', 'snmp/gpl3-librenms'].flatMap((folder) => readdirSync(join(samples, folder)).map((file) => join(samples, folder, file)))
  test('recordings of real devices are understood, and the MAC tables are those that another agent read', async () => {
    let macs = 0
    for (const file of recordings) {
      const answer = await host.api.post('/api/network/walks', { walk: needed(file), dryRun: true })
      assert.ok(answer.status === 200 || answer.body.code === 'NETWORK_WALK_EMPTY', `${file} ${answer.text.slice(0, 200)}`)
      if (answer.status !== 200) continue
      const facts: Record<string, unknown> = Object(answer.body['facts'])
      macs += rowsOf(answer.body['facts'] as TestBody, 'macTable').length // facts have lists
      const name = file.split('/').at(-1)?.replace('.snmprec', '') ?? ''
      const second = join(samples, 'snmp/second-opinion-glpi-netinventory', `${name}.xml`)
      const serial = existsSync(second) ? /<SERIAL>([^<]+)<\/SERIAL>/.exec(readFileSync(second, 'utf8'))?.[1] : undefined
      if (['brocade-icx6430-24', 'hirschmann_ms4128', 'procurve_2520', 'dlink-des3038'].includes(name)) {
        const theirs = new Set([...readFileSync(second, 'utf8').matchAll(/<CONNECTION>([\s\S]*?)<\/CONNECTION>/g)].flatMap((match) => [...(match[1] ?? '').matchAll(/<MAC>([^<]+)<\/MAC>/g)].map((mac) => mac[1]?.toLowerCase())))
        const ours = new Set((facts['macTable'] as Line[]).map(({ macAddress }) => macAddress)) // as above
        const missing = [...theirs].filter((mac) => !ours.has(mac))
        assert.ok(missing.length <= theirs.size * 0.05, `${name}: ${missing.length} of ${theirs.size} missing (${missing.slice(0, 3).join()}), serial ${serial}`)
      }
    }
    assert.ok(macs > 1000, String(macs))
    const hirschmann = await ok(host.api.post('/api/network/walks', { walk: needed(recordings.find((file) => file.includes('hirschmann')) ?? ''), managementAddress: '10.250.0.7' }))
    assert.ok(Number(Object(hirschmann['ports']).created) > 5, JSON.stringify(hirschmann))
  })

  test('device types of the library are taken in', async () => {
    const files = readdirSync(join(samples, 'devicetypes', 'Cisco')).slice(0, 12).map((file) => join(samples, 'devicetypes', 'Cisco', file))
    for (const file of files) {
      const document = readFileSync(file, 'utf8')
      const { ports, model } = await ok(host.api.post('/api/network/devicetypes/import', { document }))
      assert.ok(Number(ports) > 0 && document.includes(String(model)), file)
    }
  })
}
