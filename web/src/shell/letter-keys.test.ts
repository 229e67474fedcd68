import { describe, expect, it } from 'vitest'
import { createLetterKeys } from './letter-keys.ts'

const press = (key: string, more: object = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, target: null, preventDefault: () => {}, ...more }) as unknown as KeyboardEvent // only these members are read

describe('single letters', () => {
  it('act alone or after another, which is forgotten soon', () => {
    const done: string[] = []
    let now = 0
    const keys = createLetterKeys({ g: { m: () => done.push('map') }, '?': () => done.push('help') }, () => now)
    keys(press('?'))
    keys(press('g'))
    keys(press('m'))
    keys(press('g'))
    now = 5000
    keys(press('m'))
    expect(done).toEqual(['help', 'map'])
  })

  it('leave command keys alone', () => {
    const done: string[] = []
    createLetterKeys({ '?': () => done.push('help') })(press('?', { ctrlKey: true }))
    expect(done).toEqual([])
  })
})
