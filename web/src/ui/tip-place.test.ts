import { describe, expect, it } from 'vitest'
import { tipPlace } from './tip-place.ts'

const window = { width: 400, height: 300 }
const tip = { width: 100, height: 20 }

describe('a tip', () => {
  it('stands above what it explains, below when there is no room, and never over the edge', () => {
    expect(tipPlace({ left: 150, top: 100, width: 40, height: 20 }, tip, window, 'top')).toEqual({ left: '120px', top: '74px' })
    expect(tipPlace({ left: 150, top: 10, width: 40, height: 20 }, tip, window, 'top')).toEqual({ left: '120px', top: '36px' })
    expect(tipPlace({ left: 380, top: 100, width: 20, height: 20 }, tip, window, 'top')).toEqual({ left: '292px', top: '74px' })
  })
})
