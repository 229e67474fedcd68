import { describe, expect, it } from 'vitest'
import { gridMove } from './grid-keys.ts'

const press = (key: string, more: Partial<KeyboardEvent> = {}, letters = true) => gridMove({ altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...more, key } as KeyboardEvent, 5, 100, 20, letters) // only these members are read

describe('keys in a grid', () => {
  it('move by row, page and to the ends, within the list', () => {
    expect([press('j'), press('ArrowUp'), press('PageDown'), press('Home'), press('End')]).toEqual([6, 4, 25, 0, 99].map((to) => ({ to, extend: false })))
    expect(gridMove({ key: 'ArrowUp', altKey: false, ctrlKey: false, metaKey: false, shiftKey: true } as KeyboardEvent, 0, 100, 20, true)).toEqual({ to: 0, extend: true }) // as above
  })

  it('open here and apart, select and clear', () => {
    expect([press('Enter'), press('Enter', { ctrlKey: true }), press('x'), press(' '), press('Escape')]).toEqual(['open', 'open-apart', 'toggle', 'toggle', 'clear'])
  })

  it('leave letters alone when they are turned off, and everything with a command key', () => {
    expect([press('j', {}, false), press('x', {}, false), press('k', { ctrlKey: true }), press('ArrowDown', { altKey: true })]).toEqual([null, null, null, null])
  })
})
