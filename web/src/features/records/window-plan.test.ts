import { describe, expect, it } from 'vitest'
import { planWindow, splitPage, windowsAhead } from './window-plan.ts'

describe('reaching a window of a long list', () => {
  it('follows its own cursor, else takes an offset as far as the server allows', () => {
    expect(planWindow(0, new Map(), 0)).toEqual({ page: 0, query: { limit: '100' } })
    expect(planWindow(7, new Map([[7, 'c7']]), 1000)).toEqual({ page: 7, query: { limit: '100', cursor: 'c7' } })
    expect(planWindow(40, new Map(), 90_000)).toEqual({ page: 40, query: { limit: '100', offset: '4000' } })
  })

  it('goes on in long steps from the nearest place it knows', () => {
    expect(planWindow(400, new Map(), 90_000)).toEqual({ page: 100, query: { limit: '500', offset: '10000' } })
    expect(planWindow(400, new Map([[105, 'a'], [300, 'b'], [500, 'c']]), 90_000)).toEqual({ page: 300, query: { limit: '500', cursor: 'b' } })
    expect(planWindow(302, new Map([[300, 'b']]), 90_000)).toEqual({ page: 300, query: { limit: '300', cursor: 'b' } })
  })

  it('keeps a long answer as the windows it covers', () => {
    const items = Array.from({ length: 250 }, (_, index) => ({ id: index, version: 1 }))
    expect(splitPage(10, items).map(([page, rows]) => [page, rows.length])).toEqual([[10, 100], [11, 100], [12, 50]])
    expect(splitPage(0, [])).toEqual([[0, []]])
  })

  it('asks for more ahead the faster the list moves, and for nothing ahead of a jump', () => {
    expect(windowsAhead({ first: 100, last: 130 }, { first: 125, last: 155 })).toEqual({ first: 156, last: 555 })
    expect(windowsAhead({ first: 100, last: 130 }, { first: 98, last: 128 })).toEqual({ first: 66, last: 97 })
    expect(windowsAhead({ first: 100, last: 130 }, { first: 90_000, last: 90_030 }).last).toBe(-1)
    expect(windowsAhead(null, { first: 0, last: 30 }).last).toBe(-1)
  })
})
