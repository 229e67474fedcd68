import { describe, expect, it } from 'vitest'
import { columnsWithin, type GridHeader } from './grid-columns.ts'

const headers: GridHeader[] = Array.from({ length: 10 }, (_, index) => ({ column: { id: `c${index}`, title: '', width: 200, shown: true }, size: 200, resize: () => {} }))
const seen = (left: number) => columnsWithin(headers, 40, left, 600).map(({ column, place }) => `${column.id}@${place}`)

describe('a wide list', () => {
  it('draws the columns in the window, a margin around it, and always the first', () => {
    expect(seen(0)).toEqual(['c0@2', 'c1@3', 'c2@4', 'c3@5'])
    expect(seen(1400)).toEqual(['c0@2', 'c6@8', 'c7@9', 'c8@10', 'c9@11'])
  })
})
