import { describe, expect, it } from 'vitest'
import { arrowStep } from './arrow-steps.ts'

describe('moving a marker with the arrow keys', () => {
  it('goes in small steps, with Shift in large ones, and never off the plan', () => {
    expect(arrowStep({ key: 'ArrowRight', shiftKey: false }, { x: 0.5, y: 0.5 })).toEqual({ x: 0.505, y: 0.5 })
    expect(arrowStep({ key: 'ArrowUp', shiftKey: true }, { x: 0.5, y: 0.02 })).toEqual({ x: 0.5, y: 0 })
    expect(arrowStep({ key: 'a', shiftKey: false }, { x: 0.5, y: 0.5 })).toBeNull()
  })
})
