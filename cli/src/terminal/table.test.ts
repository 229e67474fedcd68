import { expect, it } from 'vitest'
import { displayWidth, formatPairs, formatTable } from './table.ts'

it('counts the columns that text takes on a terminal', () => {
  expect(['abc', '山田', 'e\u0301', '👩‍🔧', 'ｗ', ''].map(displayWidth)).toEqual([3, 4, 1, 2, 2, 0])
})

it('aligns columns and cuts lines to the width of the terminal', () => {
  expect(formatTable(['a', 'name'], [[1, '山田'], [22, null]])).toBe('A   NAME\n1   山田\n22')
  expect(formatTable(['a', 'name'], [[1, 'a long name']], 8)).toBe('A  NAME\n1  a lo…')
})

it('keeps control characters of records away from the terminal', () => {
  expect(formatPairs([['Name', 'x\u001b[2Jy'], ['Longer', 'a\nb']])).toBe('Name    x [2Jy\nLonger  a b')
})
