import { describe, expect, it } from 'vitest'
import { compareValues, numericColumns, showValue } from './value-columns.ts'

const words = { yes: 'Yes', no: 'No' }

describe('values of a plain table', () => {
  it('are shown as people read them', () => {
    const column = { name: 'a', title: 'A', unit: 'Cel' }
    expect([12.5, true, null, '2026-03-04', 'CNC-1'].map((value) => showValue(value, column, 'en', words))).toEqual(['12.5 °C', 'Yes', '–', 'Mar 4, 2026', 'CNC-1'])
  })

  it('stand to the right only when every one of them is a number', () => {
    const columns = [{ name: 'a', title: 'A' }, { name: 'b', title: 'B' }, { name: 'c', title: 'C' }]
    expect([...numericColumns(columns, [{ a: 1, b: 'x', c: null }, { a: null, b: 2, c: null }])]).toEqual(['a'])
  })

  it('sort by size or by the number in them, with what is missing last', () => {
    const sorted = (values: unknown[], sign: 1 | -1): unknown[] => values.toSorted((one, other) => compareValues(one, other, sign))
    expect(sorted(['PC-10', null, 'PC-9'], 1)).toEqual(['PC-9', 'PC-10', null])
    expect(sorted([1, null, 30, 4], -1)).toEqual([30, 4, 1, null])
  })
})
