import { expect, it } from 'vitest'
import { readableRecord, recordName } from './readable-record.ts'

it('names a refused record by the first identifier it has and lays it out to be read', () => {
  expect(recordName('{"serialNumber":"S1","hostname":"cnc-7"}')).toBe('cnc-7')
  expect([recordName('{"cpu":"x"}'), recordName('[1]'), recordName('{broken')]).toEqual([null, null, null])
  expect(readableRecord('{"a":1}')).toBe('{\n  "a": 1\n}')
  expect(readableRecord('{broken')).toBe('{broken')
})
