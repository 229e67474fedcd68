import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startTestHost, type TestHost } from '@shopdb/plugin-api/testing'
import { ucumOf } from './certificate-units.ts'
import { readCertificate } from './certificate.ts'
import { addInterval } from './due.ts'
import { judge } from './judge.ts'

const xml = readFileSync(join(import.meta.dirname, 'fixtures', 'outside-micrometer.xml'), 'utf8')
const published = join(import.meta.dirname, '../../../shared/data/samples/calibration/dcc')

let host: TestHost
before(async () => { host = await startTestHost(import.meta.dirname) })
after(() => host.stop())

test('a certificate with values before and after adjustment becomes one judged calibration', async () => {
  const { id } = await host.create('measuringtool', { assetNumber: 'MM-7', serialNumber: 'OM-4711', measuringUnit: 'mm' })
  const look = await host.api.post(`/api/measuringtools/${id}/certificates`, { xml, dryRun: true })
  assert.partialDeepStrictEqual(look.body, { imported: null, isOfTool: true, asFound: 'fail', asLeft: 'pass' })
  const { status, body, text } = await host.api.post(`/api/measuringtools/${id}/certificates`, { xml })
  assert.equal(status, 201, text)
  assert.partialDeepStrictEqual(body, {
    imported: {
      doneOn: '2026-03-12', laboratory: 'Example Calibration Ltd', certificateNumber: 'K-2026-118', source: 'dcc', adjusted: true, usedStandard: 'Gauge block set 0', asFound: 'fail', asLeft: 'pass', result: 'pass',
      results: [
        { nominal: '0.0000', unit: 'mm', lower: '-0.004', upper: '0.004', asFound: '0.0010', asLeft: '0.0000', uncertainty: '0.0008', coverage: '2', asFoundResult: 'pass', asLeftResult: 'pass' },
        { nominal: '12.5000', asFound: '12.5030', asLeft: '12.5010', asFoundResult: 'pass' },
        { nominal: '25.0000', asFound: '25.0050', asLeft: '25.0010', asFoundResult: 'fail', asLeftResult: 'pass', asFoundDeviation: '0.0050' },
      ],
    },
  })
  const again = await host.api.post(`/api/measuringtools/${id}/certificates`, { xml })
  assert.deepEqual([again.status, again.body.code], [409, 'MEASURINGTOOLS_CERTIFICATE_KNOWN'])
  const files = (await host.api.get(`/api/attachments?assetId=${id}`)).body.items
  assert.deepEqual(files.map((file) => file['name']), ['K-2026-118.xml'], 'what was refused left no file behind')
  assert.partialDeepStrictEqual(body['imported'], { attachmentId: files[0]?.id })
  assert.equal((await host.api.get(`/api/attachments/${files[0]?.id}/content`)).text, xml)
})

test('a certificate of another tool is refused unless somebody says it is this one', async () => {
  const { id } = await host.create('measuringtool', { assetNumber: 'MM-8', serialNumber: 'OTHER' })
  const refused = await host.api.post(`/api/measuringtools/${id}/certificates`, { xml })
  assert.deepEqual([refused.status, refused.body.code], [422, 'MEASURINGTOOLS_CERTIFICATE_OF_OTHER_TOOL'])
  assert.match(String(refused.body['detail']), /OM-4711/)
  assert.equal((await host.api.post(`/api/measuringtools/${id}/certificates`, { xml, otherTool: true })).status, 201)
})

test('what is no certificate is refused, entities and document types are never read', async () => {
  const { id } = await host.create('measuringtool')
  const bomb = `<!DOCTYPE lol [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>${xml.replace(/<\?xml.*?\?>/, '')}`
  const external = xml.replace('OM-4711', '&secret;')
  for (const text of ['no xml', '<a/>', bomb, external, xml.replace('schemaVersion="3.', 'schemaVersion="2.'), xml.slice(0, 800)]) {
    const { status, body } = await host.api.post(`/api/measuringtools/${id}/certificates`, { xml: text })
    assert.deepEqual([status, body.code], [422, 'MEASURINGTOOLS_CERTIFICATE_UNREADABLE'])
  }
})

test('units of certificates are written by their UCUM codes', () => {
  const expected = { '\\milli\\metre': 'mm', '\\degreecelsius': 'Cel', '\\newton\\metre': 'N.m', '\\metre\\per\\second': 'm/s', '\\metre\\tothe{2}': 'm2', '\\micro\\metre': 'um', '\\kelvin': 'K', '\\furlong': '\\furlong', '': '' }
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((unit) => [unit, ucumOf(unit)])), expected)
})

test('limits are met to the last digit, in any notation', () => {
  const verdict = (value: string, more: object = {}) => judge({ nominal: '10', lower: '-0.1', upper: '0.1', value, uncertainty: null, ...more }, false)
  assert.deepEqual([verdict('10.1'), verdict('9,9'), verdict('10.100000000000000001'), verdict('1.01e1'), verdict('1011e-2'), verdict('')], ['pass', 'pass', 'fail', 'pass', 'fail', null])
  assert.equal(verdict('8', { lower: null }), 'pass')
})

test('months end on their last day', () => {
  assert.deepEqual([addInterval('2026-01-31', 1, 'months'), addInterval('2024-02-29', 1, 'years'), addInterval('2026-12-15', 2, 'months'), addInterval('2026-02-27', 2, 'days')], ['2026-02-28', '2025-02-28', '2027-02-15', '2026-03-01'])
})

if (existsSync(published)) {
  test('the examples that the PTB publishes are read', () => {
    const simple = readCertificate(readFileSync(join(published, 'dcc_gp_temperature_simplified_v12.xml'), 'utf8'))
    assert.partialDeepStrictEqual(simple, { doneOn: '1957-08-13', laboratory: 'Kalibrierfirma GmbH' })
    assert.deepEqual(simple?.results[0], { label: '306.248 K', nominal: '306.248', unit: 'K', lower: '-0.23', upper: '0.23', asFound: '306.32', asLeft: '306.32', uncertainty: '0.061', coverage: '2' })
    assert.equal(simple?.results.length, 5)
    assert.ok((readCertificate(readFileSync(join(published, 'dcc_gp_temperature_typical_v12.xml'), 'utf8'))?.results.length ?? 0) > 0)
    assert.equal(readCertificate(readFileSync(join(published, 'siliziumkugel_2_4_0.xml'), 'utf8')), null, 'schema version 2 is not read as 3')
  })
}
