import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareVersions } from './compare-versions.ts'

test('versions stand in the order people mean', () => {
  const ascending = ['1.0-alpha2', '1.0-beta1', '1.0-rc1', '1.0-rc10', '1.0', '1.0 SP1', '1.0.1', '1.9', '1.10', '4.8 SP6', '4.8 SP10', '4.95 SP2', '10.9', '10.10', '115.9.0', '128.3.1', '2021', '2022 R2']
  for (const [index, older] of ascending.entries()) for (const newer of ascending.slice(index + 1)) {
    assert.ok(compareVersions(older, newer) < 0, `${older} is older than ${newer}`)
    assert.ok(compareVersions(newer, older) > 0, `${newer} is newer than ${older}`)
  }
})

test('the same version in other notations is the same', () => {
  for (const [one, other] of [['V17', '17.0'], ['v1.2.3', '1.2.3.0'], ['1.2.3+build5', '1.2.3+build9'], [' 22.01 ', '22.1'], ['1_8_0', '1.8.0'], ['R2', 'r2']] as const) assert.equal(compareVersions(one, other), 0, `${one} = ${other}`)
})

test('anything can be compared, and the order holds both ways', () => {
  const odd = ['', '???', '365', '99999999999999999999.1', '1.0a', '1.0b', '٣.١', 'latest']
  for (const one of odd) for (const other of odd) assert.equal(Math.sign(compareVersions(one, other)) + Math.sign(compareVersions(other, one)), 0, `${one} | ${other}`)
})
