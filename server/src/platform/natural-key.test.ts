import { expect, test } from 'vitest'
import { ipKey, macKey, naturalKey, naturalKeyPrefix } from './natural-key.ts'

test('numbers inside names sort by their value', () => {
  const names = ['CNC-100', 'CNC-2', 'CNC-10', 'cnc-1', 'CNC-9999999999999999', 'CNC-999999999999', 'A2B10', 'A2B9']
  const sorted = [...names].sort((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1))
  expect(sorted).toEqual(['A2B9', 'A2B10', 'cnc-1', 'CNC-2', 'CNC-10', 'CNC-100', 'CNC-999999999999', 'CNC-9999999999999999'])
})

test.each([
  ['CNC-1', 'cnc-1'], ['CNC-007', 'cnc-007'], ['Straße', 'STRASSE'], ['é', 'e\u0301'], ['ΟΔΟΣ', 'οδος'], ['İstanbul', 'istanbul'], [' A1', 'a1 '],
])('%s and %s are one', (left, right) => {
  expect(naturalKey(left)).toBe(naturalKey(right))
})

test.each([['a', 'ä'], ['CNC-1', 'CNC 1'], ['7', '007'], ['CNC-01', 'CNC-1'], ['1-01', '01-1'], ['007', '7!2'], ['0', '00'], ['1', '10'], ['K0', 'K'], ['ı', 'i']])('%s and %s stay apart', (left, right) => {
  expect(naturalKey(left)).not.toBe(naturalKey(right))
})

test('long texts are cut to 200 characters and stay unique', () => {
  const left = naturalKey('1-'.repeat(200) + 'a')
  const right = naturalKey('1-'.repeat(200) + 'b')
  expect(left.length).toBeLessThanOrEqual(200)
  expect(left).not.toBe(right)
  expect(naturalKey('😀'.repeat(150)).isWellFormed()).toBe(true)
})

test('leading zeros tell numbers apart and do not move them', () => {
  const names = ['10', '008', '7', '0007', '8', '007', '07', '9a', '7a']
  expect(names.toSorted((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1))).toEqual(['7', '07', '007', '0007', '7a', '8', '008', '9a', '10'])
})

test('the key of a long text with zeros is bounded and its own', () => {
  const [left, right] = ['00'.repeat(150), `0${'00'.repeat(150)}`].map(naturalKey)
  expect(left).not.toBe(right)
  expect(naturalKey(`${'01-'.repeat(60)}a`).length).toBeLessThanOrEqual(200)
})

test.each([['CNC-1', 'CNC-15'], ['cnc', 'CNC-15'], ['A 2', 'A 2b']])('the prefix %s finds %s', (prefix, text) => {
  expect(naturalKey(text).startsWith(naturalKeyPrefix(prefix))).toBe(true)
})

test('addresses sort by network', () => {
  expect(ipKey('10.0.0.9')).toBe('40a000009')
  expect(['10.0.0.10', '10.0.0.9', '9.0.0.1', '::1'].sort((a, b) => ((ipKey(a) ?? '') < (ipKey(b) ?? '') ? -1 : 1))).toEqual(['9.0.0.1', '10.0.0.9', '10.0.0.10', '::1'])
  expect(ipKey('2001:DB8::1')).toBe('620010db8000000000000000000000001')
  expect(ipKey('2001:db8:0:0:0:0:0:1')).toBe(ipKey('2001:db8::1'))
  expect(ipKey('::ffff:10.0.0.9')).toBe(ipKey('10.0.0.9'))
  expect(ipKey('fe80::1%eth0')).toBe(ipKey('fe80::1'))
  expect(ipKey('10.0.0')).toBeNull()
  expect(ipKey('10.0.0.256')).toBeNull()
})

test('every notation of a MAC address gives the same key', () => {
  for (const text of ['00:1A:2B:3C:4D:5E', '00-1a-2b-3c-4d-5e', '001A.2B3C.4D5E', '001a2b3c4d5e', '0:1a:2b:3c:4d:5e', '001a2b-3c4d5e']) expect(macKey(text)).toBe('001a2b3c4d5e')
  for (const text of ['', '00:1a:2b:3c:4d', '00:1a:2b:3c:4d:5e:6f', 'xyz', '00:1a:2b:3c:4d:5g']) expect(macKey(text)).toBeNull()
})
