import { describe, expect, it } from 'vitest'
import { hideTile, moveTile, placeTile, plainDashboard, readLayout, shownTiles, type Tile } from './dashboard-layout.ts'

const tiles: Tile[] = [{ key: 'chart', size: 'medium' }, { key: 'count', size: 'small' }, { key: 'list', size: 'large' }, { key: 'old', size: 'small' }]
const keys = (layout = plainDashboard, all = tiles): string[] => shownTiles(all, layout).map((tile) => tile.key)

describe('a dashboard', () => {
  it('stands small tiles first until somebody arranges it', () => {
    expect(keys()).toEqual(['count', 'old', 'chart', 'list'])
  })

  it('keeps a person\'s order and puts what a new plugin brings behind it', () => {
    const layout = moveTile(tiles, plainDashboard, 'chart', -1)
    expect(keys(layout)).toEqual(['count', 'chart', 'old', 'list'])
    expect(keys(layout, [...tiles, { key: 'new', size: 'small' }])).toEqual(['count', 'chart', 'old', 'list', 'new'])
  })

  it('moves over hidden tiles and shows them again where they were', () => {
    const hidden = hideTile(plainDashboard, 'old', true)
    expect(keys(hidden)).toEqual(['count', 'chart', 'list'])
    const moved = moveTile(tiles, hidden, 'chart', -1)
    expect(keys(moved)).toEqual(['chart', 'count', 'list'])
    expect(keys(hideTile(moved, 'old', false))).toEqual(['chart', 'count', 'old', 'list'])
  })

  it('goes no further than its ends, and drops where it is dragged', () => {
    expect(moveTile(tiles, plainDashboard, 'count', -1)).toBe(plainDashboard)
    expect(keys(placeTile(tiles, plainDashboard, 'count', 'list'))).toEqual(['old', 'chart', 'list', 'count'])
  })

  it('begins anew when what was kept makes no sense', () => {
    expect([readLayout(null), readLayout('x'), readLayout({ order: 3 })]).toEqual([plainDashboard, plainDashboard, plainDashboard])
  })
})
