import { describe, expect, it } from 'vitest'
import { dropColumn, isShown, moveColumn, orderedIds, plainLayout, showColumn, type GridColumn } from './grid-layout.ts'

const columns: GridColumn[] = ['number', 'name', 'status', 'notes'].map((id) => ({ id, title: id, width: 100, shown: id !== 'notes' }))

describe('the columns of a list', () => {
  it('move past the next visible one, over those that are hidden', () => {
    const moved = moveColumn(columns, showColumn(columns, plainLayout, 'name', false), 'number', 1)
    expect(orderedIds(columns, moved)).toEqual(['name', 'status', 'number', 'notes'])
  })

  it('stay where they are at the edge', () => {
    expect(moveColumn(columns, plainLayout, 'number', -1)).toBe(plainLayout)
  })

  it('are dropped where another one is', () => {
    expect(orderedIds(columns, dropColumn(columns, plainLayout, 'status', 'number'))).toEqual(['status', 'number', 'name', 'notes'])
    expect(orderedIds(columns, dropColumn(columns, plainLayout, 'number', 'status'))).toEqual(['name', 'status', 'number', 'notes'])
  })

  it('that came with an upgrade stand behind the remembered order', () => {
    expect(orderedIds(columns, { ...plainLayout, order: ['status', 'gone', 'number'] })).toEqual(['status', 'number', 'name', 'notes'])
  })

  it('never all disappear', () => {
    const layout = { ...plainLayout, shown: ['name'] }
    expect(showColumn(columns, layout, 'name', false)).toBe(layout)
    expect(columns.filter((column) => isShown(column, showColumn(columns, layout, 'notes', true))).map((column) => column.id)).toEqual(['name', 'notes'])
  })
})
