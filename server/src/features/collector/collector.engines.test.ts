import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabases } from '../../platform/database/testing.ts'
import { idOf, itemsOf, startTestApp, type Answer, type Json, type Request, type TestApp } from '../../testing/test-app.ts'

const path = '/api/collector/computers'

type Result = { index: number; outcome: string; assetId: number; matchedBy: string | null; problems: { path: string; message: string }[]; quarantineId?: number }

function resultsOf(answer: Answer): Result[] {
  expect(answer.status, answer.text.slice(0, 500)).toBe(200)
  return answer.json.results as Result[] // the answer of a collector; each test looks at its members
}

describe.each(testDatabases())('collectors on $engine', (engine) => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ engine })
  })
  afterAll(async () => app.stop())

  const push = (record: unknown, headers?: Record<string, string>, as: Request = app.request): Promise<Answer> => as('POST', path, record, headers)
  const pushOne = async (record: unknown): Promise<Result> => resultsOf(await push(record))[0] ?? { index: -1, outcome: 'none', assetId: 0, matchedBy: null, problems: [] }
  const computer = async (id: number): Promise<Json> => (await app.request('GET', `/api/computers/${id}`)).json
  const full = (name: string, more: Json = {}): Json => ({
    hostname: name, serialNumber: `SN-${name}`, macAddress: macOf(name), ipAddress: '10.1.2.3', operatingSystem: 'Debian GNU/Linux 12', vendor: 'Dell Inc.', model: 'OptiPlex 7090', cpu: 'Xeon', memoryBytes: 17_179_869_184, lastUser: 'jdoe', lastBoot: '2026-01-02T03:04:05Z',
    interfaces: [{ name: 'eth0', macAddress: macOf(name), ipAddress: '10.1.2.3' }, { name: 'eth1', macAddress: macOf(`${name}b`) }], disks: [{ name: 'sda', sizeBytes: 1000 }, { name: 'sdb', sizeBytes: 2000 }], software: [{ name: 'Firefox', version: '120.0' }, { name: 'LinuxCNC', version: '2.9' }], ...more,
  })

  function macOf(text: string): string {
    let hash = 7
    for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 0xffffff
    return `0c42a1${hash.toString(16).padStart(6, '0')}`.replace(/(..)(?=.)/g, '$1:')
  }

  test('a collector says what it takes', async () => {
    const { json } = await app.request('GET', path)
    expect(json).toMatchObject({ plugin: 'computers', identity: [['serialNumber'], ['macAddress'], ['hostname']], fields: expect.arrayContaining(['hostname', 'serialNumber', 'macAddress', 'ipAddress', 'operatingSystem', 'cpu', 'memoryBytes', 'lastUser', 'lastBoot', 'interfaces', 'disks', 'software']), schema: { type: 'object' } })
    expect((await app.request('GET', '/api/collector/nosuch')).status).toBe(404)
  })

  test('one record becomes one computer with all it says', async () => {
    const answer = await push(full('one'))
    expect(answer.json).toMatchObject({ received: 1, created: 1, updated: 0, unchanged: 0, quarantined: 0, results: [{ index: 0, outcome: 'created', matchedBy: null, problems: [] }] })
    const record = await computer(resultsOf(answer)[0]?.assetId ?? 0)
    expect(record).toMatchObject({
      assetNumber: 'one', name: 'one', hostname: 'one', serialNumber: 'SN-one', macAddress: macOf('one'), operatingSystem: 'Debian GNU/Linux 12', vendor: 'Dell Inc.', model: 'OptiPlex 7090', memoryBytes: 17_179_869_184, lastBoot: '2026-01-02T03:04:05.000Z', status: 'In use',
      communications: [{ name: 'eth0', macAddress: macOf('one'), ipAddress: '10.1.2.3', collectedBy: 'computers' }, { name: 'eth1' }], disks: [{ name: 'sda', sizeBytes: 1000 }, { name: 'sdb' }], software: [{ application: 'Firefox', applicationVersion: '120.0' }, { application: 'LinuxCNC' }],
    })
    expect(record.provenance).toMatchObject({ cpu: { source: expect.stringContaining('computers'), locked: false } })
    expect(itemsOf(await app.request('GET', '/api/search?q=linuxcnc')).map((item) => item.type)).toContain('applications')
  })

  test('the same record again is a heartbeat; a changed one changes what changed', async () => {
    const { assetId } = await pushOne(full('two'))
    const before = await computer(assetId)
    app.clock.offset += 60_000
    expect(await pushOne(full('two'))).toMatchObject({ outcome: 'unchanged', assetId })
    const after = await computer(assetId)
    expect(after).toEqual({ ...before, lastSeen: after.lastSeen })
    expect(Date.parse(String(after.lastSeen)) - Date.parse(String(before.lastSeen))).toBeGreaterThan(59_000)
    expect(await pushOne(full('two', { cpu: 'Core i7', disks: [{ name: 'sda', sizeBytes: 1500 }, { name: 'sdc' }] }))).toMatchObject({ outcome: 'updated', assetId, matchedBy: 'serialNumber' })
    expect(await computer(assetId)).toMatchObject({ version: 2, cpu: 'Core i7', disks: [{ name: 'sda', sizeBytes: 1500 }, { name: 'sdc' }] })
    const [entry] = itemsOf(await app.request('GET', `/api/computers/${assetId}/history`))
    expect(entry).toMatchObject({ action: 'updated', source: 'collector:computers', changes: [{ field: 'cpu', before: 'Xeon', after: 'Core i7' }] })
    expect(((entry?.rows ?? []) as Json[]).map((row) => row.action).toSorted()).toEqual(['added', 'changed', 'removed']) // history entries have rows
    expect(await pushOne(full('two', { cpu: 'Core i7', disks: [{ name: 'sdc' }, { name: 'sda', sizeBytes: 1500 }] }))).toMatchObject({ outcome: 'unchanged', assetId })
  })

  test('children that people entered stay, and are not taken over', async () => {
    const { assetId } = await pushOne(full('three'))
    const manual = idOf(await app.request('POST', '/api/communications', { assetId, name: 'ilo', hostname: 'three-ilo' }))
    await pushOne(full('three', { interfaces: [{ name: 'ilo', macAddress: '0c:42:a1:99:99:99' }, { name: 'eth9' }] }))
    const communications = (await computer(assetId)).communications as Json[] // collections are lists of records
    expect(communications.toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1))).toMatchObject([{ name: 'eth9' }, { id: manual, name: 'ilo', hostname: 'three-ilo', macAddress: null, collectedBy: null }])
    await pushOne(full('three', { interfaces: [] }))
    expect((await computer(assetId)).communications).toMatchObject([{ id: manual }])
    expect(itemsOf(await app.request('GET', '/api/search?q=three-ilo')).map((item) => item.id)).toEqual([assetId])
  })

  test('arrays are taken in order, and the later record about the same machine wins', async () => {
    const answer = await push([full('four', { cpu: 'A' }), { hostname: 'five', serialNumber: 'SN-five' }, { serialNumber: 'sn-FOUR', cpu: 'B', memoryBytes: 1 }, { macAddress: macOf('four').replaceAll(':', '-'), lastUser: 'last' }])
    expect(resultsOf(answer).map((result) => result.outcome)).toEqual(['created', 'created', 'updated', 'updated'])
    expect(await computer(resultsOf(answer)[0]?.assetId ?? 0)).toMatchObject({ cpu: 'B', memoryBytes: 1, lastUser: 'last' })
  })

  test('two records that name one machine by different identifiers both count', async () => {
    const { assetId } = await pushOne(full('six'))
    const answer = await push([{ serialNumber: 'SN-six', cpu: 'by serial', disks: [{ name: 'new' }] }, { macAddress: macOf('six'), lastUser: 'by address', disks: [{ name: 'new' }] }])
    expect(resultsOf(answer)).toMatchObject([{ outcome: 'updated', assetId }, { outcome: 'updated', assetId }])
    expect(await computer(assetId)).toMatchObject({ version: 3, cpu: 'by serial', lastUser: 'by address', disks: [{ name: 'new' }] })
  })

  test('a new machine that reports several times at once becomes one computer', async () => {
    const results = (await Promise.all(Array.from({ length: 6 }, (_, index) => push(full('atonce', { lastUser: `user${index}` }))))).map((answer) => resultsOf(answer)[0])
    expect(results.filter((result) => result?.outcome === 'created').length).toBe(1)
    expect(new Set(results.map((result) => result?.assetId)).size).toBe(1)
    const { communications, disks, software, operatingSystem } = await computer(results[0]?.assetId ?? 0)
    expect([communications, disks, software].map((children) => (children as Json[]).length)).toEqual([2, 2, 2]) // collections are lists of records
    expect(operatingSystem).toBe('Debian GNU/Linux 12')
  })

  test('what was sent between two equal records is not forgotten', async () => {
    const { assetId } = await pushOne(full('seven', { cpu: 'A' }))
    const answer = await push([full('seven', { cpu: 'B' }), full('seven', { cpu: 'A' })])
    expect(resultsOf(answer).map((result) => result.outcome)).toEqual(['updated', 'updated'])
    expect((await computer(assetId)).cpu).toBe('A')
  })

  test('NDJSON is answered line by line, broken lines are kept, the last line sums up', async () => {
    const lines = [JSON.stringify(full('nd1')), '{"hostname": ', '', JSON.stringify(full('nd2')), '[1]', '"text"', JSON.stringify({ cpu: 'nobody' })].join('\r\n')
    const answer = await push(lines, { 'content-type': 'application/x-ndjson' })
    expect(answer.status).toBe(200)
    const rows = answer.text.trim().split('\n').map((line): Json => JSON.parse(line))
    expect(rows.map((row) => row.outcome)).toEqual(['created', 'quarantined', 'created', 'quarantined', 'quarantined', 'quarantined', undefined])
    expect(rows.map((row) => row.index)).toEqual([0, 1, 2, 3, 4, 5, undefined])
    expect(rows.at(-1)).toEqual({ received: 6, created: 2, updated: 0, unchanged: 0, quarantined: 4 })
  })

  test('a long stream keeps its numbers and its order', async () => {
    const lines = Array.from({ length: 1200 }, (_, index) => JSON.stringify({ hostname: `stream${index % 1000}`, serialNumber: `STREAM-${index % 1000}`, cpu: `Cpu \u00e4 ${index}`, note: 'x'.repeat(200) }))
    const answer = await push(lines.join('\n'), { 'content-type': 'application/x-ndjson' })
    const rows = answer.text.trim().split('\n').map((line): Json => JSON.parse(line))
    expect(rows.slice(0, -1).map((row) => row.index)).toEqual(lines.map((_, index) => index))
    expect(rows.at(-1)).toEqual({ received: 1200, created: 1000, updated: 200, unchanged: 0, quarantined: 0 })
  })

  test('a body that is no JSON is refused as a whole, an empty one too', async () => {
    for (const body of ['{"hostname"', 'hello', '[{}', '']) expect((await push(body)).status, body).toBe(400)
    expect((await push('<xml/>', { 'content-type': 'text/xml' })).status).toBe(415)
    expect(resultsOf(await push('[]'))).toEqual([])
    expect(resultsOf(await push('null'))).toMatchObject([{ outcome: 'quarantined' }])
  })

  test('an Idempotency-Key gives the same answer again, and only for the same body', async () => {
    const first = await push(full('idem'), { 'idempotency-key': 'key-1' })
    const again = await push(full('idem'), { 'idempotency-key': 'key-1' })
    expect(again.json).toEqual(first.json)
    expect((await push(full('idem2'), { 'idempotency-key': 'key-1' })).status).toBe(422)
    expect(itemsOf(await app.request('GET', '/api/computers?hostname=idem2'))).toEqual([])
  })

  test('requests with one Idempotency-Key at the same moment are worked on once; one that was refused frees the key', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => push({ hostname: 'key-race', cpu: 'z' }, { 'idempotency-key': 'key-race' })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(new Set(answers.map(({ text }) => text)).size, 'one answer for all').toBe(1)
    for (const answer of answers) expect(resultsOf(answer)).toMatchObject([{ outcome: 'created' }])
    const torn = await push('{"hostname":', { 'idempotency-key': 'key-torn' })
    expect(torn.status).toBe(400)
    expect((await push('{"hostname":', { 'idempotency-key': 'key-torn' })).json.code).toBe(torn.json.code)
  })

  test('a key whose request died with its server is worked on again', async () => {
    const body = JSON.stringify({ hostname: 'key-orphan' })
    const hash = createHash('sha256').update(body).digest('hex')
    await app.app.platform.database.write((transaction) => transaction.insertRows('idempotencykeys', ['collector', 'requestkey', 'at', 'bodyhash', 'answer'], [['computers', 'key-orphan', app.app.platform.now() - 31_000, hash, '']]))
    expect(resultsOf(await push(body, { 'idempotency-key': 'key-orphan' }))).toMatchObject([{ outcome: 'created' }])
  })

  test('junk identifiers never make two machines one', async () => {
    const junk = ['To be filled by O.E.M.', 'Default string', '0000000', 'None', 'N/A', 'System Serial Number', 'xxxxxxx', '-', '........', 'TO BE FILLED BY O.E.M', 'Not Specified', '123456789', '1234567', '0123456789', 'unknown', 'INVALID', 'Default  String']
    for (const [index, serialNumber] of junk.entries()) {
      const first = await pushOne({ serialNumber, hostname: `junk-a${index}` })
      const second = await pushOne({ serialNumber, hostname: `junk-b${index}` })
      expect([first.outcome, second.outcome], serialNumber).toEqual(['created', 'created'])
    }
    for (const macAddress of ['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff', '02:00:00:00:00:00']) {
      const [first, second] = resultsOf(await push([{ macAddress, hostname: `m1${macAddress}` }, { macAddress, hostname: `m2${macAddress}` }]))
      expect(first?.assetId, macAddress).not.toBe(second?.assetId)
    }
    expect(await pushOne({ serialNumber: 'Default string', hostname: 'localhost' })).toMatchObject({ outcome: 'quarantined', problems: [{ message: expect.stringContaining('serialNumber') }] })
  })

  test('identities count in their order, and each match says by which', async () => {
    const { assetId } = await pushOne(full('order'))
    expect(await pushOne({ serialNumber: 'sn-order', hostname: 'renamed' })).toMatchObject({ assetId, matchedBy: 'serialNumber' })
    expect(await computer(assetId)).toMatchObject({ hostname: 'renamed', name: 'renamed', assetNumber: 'order' })
    expect(await pushOne({ interfaces: [{ name: 'x', macAddress: macOf('orderb') }] })).toMatchObject({ assetId, matchedBy: 'macAddress' })
    expect(await pushOne({ hostname: 'RENAMED', cpu: 'q' })).toMatchObject({ assetId, matchedBy: 'hostname' })
  })

  test('a weaker identity does not join machines whose serial numbers differ', async () => {
    const first = await pushOne({ serialNumber: 'REAL-1', hostname: 'shared-name' })
    const second = await pushOne({ serialNumber: 'REAL-2', hostname: 'shared-name' })
    expect(second).toMatchObject({ outcome: 'created', matchedBy: null })
    expect(second.assetId).not.toBe(first.assetId)
    const third = await pushOne({ serialNumber: 'REAL-3', hostname: 'shared-name' })
    const fourth = await pushOne({ serialNumber: 'REAL-4', hostname: 'shared-name' })
    expect([third.outcome, fourth.outcome]).toEqual(['created', 'created'])
    expect(new Set((await Promise.all([first, second, third, fourth].map(({ assetId }) => computer(assetId)))).map((record) => record.assetNumber)).size).toBe(4)
    expect(await pushOne({ hostname: 'shared-name', cpu: 'which?' })).toMatchObject({ outcome: 'quarantined', problems: [{ path: '/hostname', message: expect.stringContaining('several') }] })
  })

  test('hundreds of machines of one name get numbers of their own', async () => {
    const records = Array.from({ length: 300 }, (_, index) => ({ hostname: 'localhost', interfaces: [{ name: 'eth0', macAddress: `0c42a2${index.toString(16).padStart(6, '0')}` }] }))
    expect((await push(records)).json).toMatchObject({ created: 300, quarantined: 0 })
  })

  test('ambiguous and mended records go through the quarantine', async () => {
    const refused = await pushOne({ cpu: 'no identifier', extra: 1 })
    expect(refused.outcome).toBe('quarantined')
    await pushOne({ cpu: 'no identifier', extra: 1 })
    const kept = itemsOf(await app.request('GET', '/api/quarantine?collector=computers&limit=500')).find((item) => item.id === refused.quarantineId)
    expect(kept).toMatchObject({ times: 2, state: 'open', collector: 'computers', reasons: [{ message: expect.stringContaining('no usable identifier') }] })
    const still = await app.request('POST', `/api/quarantine/${refused.quarantineId}/replay`, {})
    expect(still.json).toMatchObject({ quarantined: 1 })
    const mended = await app.request('POST', `/api/quarantine/${refused.quarantineId}/replay`, { record: { cpu: 'no identifier', serialNumber: 'MENDED-1' } })
    expect(mended.json).toMatchObject({ created: 1 })
    expect((await app.request('GET', `/api/quarantine/${refused.quarantineId}`)).json).toMatchObject({ state: 'replayed', assetId: expect.any(Number) })
    const other = await pushOne('"x"')
    expect((await app.request('DELETE', `/api/quarantine/${other.quarantineId}`)).status).toBe(204)
  })

  test('what is invalid is named, the rest is taken, unknown members are kept', async () => {
    const result = await pushOne({
      hostname: 'tolerant', cpuCores: ' 8 ', memoryBytes: '17179869184', lastBoot: 1_700_000_000, ipAddress: 'not an address', macAddress: 'zz', lastUser: 5, cpu: 'x'.repeat(500), domain: { a: 1 }, vendor: 'v'.repeat(400), operatingSystem: { name: 'Windows 11', version: '23H2' },
      interfaces: [{ name: 'a', speedMbps: '1000' }, { macAddress: '0c:42:a1:00:00:77' }, 'x', null, { name: 'b', ipAddress: '999.1.1.1' }], disks: 'none', software: [{ name: 'S'.repeat(190), version: 'v'.repeat(300) }], agentVersion: '1.2', nested: { deep: [1, 2] },
    })
    expect(result.outcome).toBe('created')
    expect(result.problems.map((problem) => problem.path).toSorted()).toEqual(['/cpu', '/disks', '/domain', '/interfaces/1', '/interfaces/2', '/interfaces/3', '/interfaces/4/ipAddress', '/ipAddress', '/macAddress'])
    expect(await computer(result.assetId)).toMatchObject({ cpuCores: 8, memoryBytes: 17_179_869_184, lastBoot: '2023-11-14T22:13:20.000Z', lastUser: '5', cpu: null, operatingSystem: 'Windows 11 23H2', communications: [{ name: 'a', speedMbps: 1000 }, { name: 'b', ipAddress: null }] })
    const [extras] = await app.app.platform.database.all('select fields from collectorextras where assetid = ?', [result.assetId])
    expect(JSON.parse(String(extras?.fields))).toMatchObject({ agentVersion: '1.2', nested: { deep: [1, 2] } })
  })

  test('a locked field keeps its value until it is unlocked', async () => {
    const { assetId } = await pushOne(full('locked', { cpu: 'agent' }))
    await app.request('PATCH', `/api/computers/${assetId}`, { cpu: 'person', version: 1 })
    expect((await app.request('PUT', `/api/assets/${assetId}/locks`, { fields: { cpu: true } })).json.provenance).toMatchObject({ cpu: { source: 'system', locked: true } })
    expect(await pushOne(full('locked', { cpu: 'agent', lastUser: 'x' }))).toMatchObject({ outcome: 'updated' })
    expect(await computer(assetId)).toMatchObject({ cpu: 'person', lastUser: 'x' })
    await app.request('PUT', `/api/assets/${assetId}/locks`, { fields: { cpu: false } })
    expect(await pushOne(full('locked', { cpu: 'agent', lastUser: 'x' })), 'the same record counts again').toMatchObject({ outcome: 'updated' })
    expect((await computer(assetId)).cpu).toBe('agent')
    expect((await app.request('PUT', `/api/assets/${assetId}/locks`, { fields: { cpux: true } })).status).toBe(400)
  })

  test('after a person\'s change the next identical record counts as a change again', async () => {
    const { assetId } = await pushOne(full('again'))
    expect(await pushOne(full('again'))).toMatchObject({ outcome: 'unchanged' })
    await app.request('PATCH', `/api/computers/${assetId}`, { cpu: 'mine', version: 1 })
    expect(await pushOne(full('again'))).toMatchObject({ outcome: 'updated', assetId })
    const [disk] = (await computer(assetId)).disks as Json[] // collections are lists of records
    await app.request('DELETE', `/api/computers/disks/${String(disk?.id)}`, undefined, { 'if-match': String(disk?.version) })
    expect(await pushOne(full('again')), 'after a child was deleted').toMatchObject({ outcome: 'updated', assetId })
    expect(((await computer(assetId)).disks as Json[]).map((item) => item.name).toSorted()).toEqual(['sda', 'sdb']) // as above
  })

  test('a deleted machine that reports again is a new one', async () => {
    const { assetId } = await pushOne(full('gone'))
    await app.request('DELETE', `/api/computers/${assetId}`, undefined, { 'if-match': '1' })
    const again = await pushOne(full('gone'))
    expect(again).toMatchObject({ outcome: 'created' })
    expect(again.assetId).not.toBe(assetId)
    expect(await computer(again.assetId)).toMatchObject({ assetNumber: 'gone', archived: false })
  })

  test('a collector without interfaces leaves what people entered about them findable', async () => {
    const answer = await app.request('POST', '/api/collector/equipment', { machineNumber: 'EQ-77', serialNumber: 'EQSN77', manufacturer: 'Okuma' })
    const { assetId } = resultsOf(answer)[0] ?? { assetId: 0 }
    idOf(await app.request('POST', '/api/communications', { assetId, name: 'lan', hostname: 'okuma-77-lan' }))
    await app.request('POST', '/api/collector/equipment', { machineNumber: 'EQ-77', serialNumber: 'EQSN77', manufacturer: 'Okuma', controllerModel: 'OSP-P300' })
    expect(itemsOf(await app.request('GET', '/api/search?q=okuma-77')).map((item) => item.id)).toEqual([assetId])
    expect((await app.request('GET', `/api/equipment/${assetId}`)).json).toMatchObject({ assetNumber: 'EQ-77', vendor: 'Okuma', controllerModel: 'OSP-P300' })
  })

  test('hostile records never fail on our side and never half write', async () => {
    const hostile: unknown[] = [null, true, 0, -1, 1e308, '', 'x', '\u0000', '\ud800', '\u{1F4A9}'.repeat(50), 'x'.repeat(100_000), [], {}, [[]], { name: {} }, { toString: 1 }, { name: { toString: null } }, { toString: null, valueOf: null }, { length: 1e9 }, "'; drop table assets; --", '%', '_', '${1}', '1e999', '2026-13-45', '-0', 'NaN', { __proto__: null, constructor: 1 }, JSON.parse('{"__proto__":{"x":1}}'), deep(500)]
    const names = ['hostname', 'serialNumber', 'macAddress', 'ipAddress', 'operatingSystem', 'vendor', 'model', 'cpu', 'cpuCores', 'memoryBytes', 'lastUser', 'lastBoot', 'interfaces', 'disks', 'software', 'type', 'unknown', 'toString', 'constructor', '__proto__']
    const records: string[] = []
    for (const [index, value] of hostile.entries()) {
      for (const name of names) records.push(`{"hostname":"hostile${index}","${name}":${JSON.stringify(value) ?? 'null'}}`)
      for (const member of ['name', 'macAddress', 'ipAddress', 'speedMbps']) records.push(`{"hostname":"hostile${index}","interfaces":[{"name":"e","${member}":${JSON.stringify(value) ?? 'null'}}]}`)
      for (const member of ['name', 'version']) records.push(`{"hostname":"hostile${index}","software":[{"name":"e","${member}":${JSON.stringify(value) ?? 'null'}}]}`)
      records.push(`{"hostname":"hostile${index}","disks":[{"name":${JSON.stringify(value) ?? 'null'},"sizeBytes":1}]}`)
    }
    const stream = await push(records.join('\n'), { 'content-type': 'application/x-ndjson' })
    const lines = stream.text.trim().split('\n').map((line): Json => JSON.parse(line))
    expect(lines.filter((line) => 'error' in line)).toEqual([])
    expect(lines.at(-1)).toMatchObject({ received: records.length })
    expect((await push(`[${records.join()}]`)).status).toBe(200)
    for (const [query] of await Promise.all(['select count(*) as n from assets a left join computers c on c.assetid = a.id left join equipment e on e.assetid = a.id where c.assetid is null and e.assetid is null', 'select count(*) as n from assets a where a.active = 1 and not exists (select 1 from searchdocs s where s.entityid = a.id and s.kind in (\'computers.computer\', \'equipment.equipment\'))'].map((text) => app.app.platform.database.all(text)))) expect(query?.n).toBe(0)
  }, 60_000)

  test('who may push', async () => {
    expect((await push({}, {}, app.anonymous)).status).toBe(401)
    const agent = await app.withToken(['collector:computers'])
    expect((await push(full('token'), {}, agent)).status).toBe(200)
    expect((await agent('POST', '/api/collector/equipment', { machineNumber: 'X' })).status).toBe(403)
    expect((await agent('GET', '/api/computers')).status).toBe(403)
    const reader = await app.as(['computers.read', 'assets.read'])
    expect((await push(full('token'), {}, reader)).status).toBe(403)
    const collector = await app.as(['computers.collect'])
    expect((await push(full('token'), {}, collector)).status).toBe(200)
  })
})

function deep(levels: number): unknown {
  let value: unknown = 'x'
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { name: value }
  return value
}
