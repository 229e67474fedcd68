import { describe, expect, it } from 'vitest'
import { createPluginScopes } from './plugin-scope.ts'
import { cells } from './watchdog-memory.ts'
import { createStallClock, findCulprit, type Sighting } from './watchdog-verdict.ts'

const seen = (plugin: string | null, more: Partial<Sighting> = {}): Sighting => ({ plugin, isCore: false, label: plugin && 'GET /a', where: null, heap: 10, debugged: false, ...more })
const core = seen(null, { isCore: true })

describe('who held the server', () => {
  it('is the plugin that was met most of the time, with the last place in its code', () => {
    expect(findCulprit([seen('evil', { where: 'plugin.ts:1' }), seen('evil', { where: 'plugin.ts:2' }), seen('evil'), core])).toEqual({ plugin: 'evil', label: 'GET /a', where: 'plugin.ts:2' })
  })

  it('is nobody when core works long, even if a plugin was met before', () => {
    expect(findCulprit([core, core])).toBeNull()
    expect(findCulprit([seen('good'), core, core])).toBeNull()
    expect(findCulprit([seen('good'), core])).toBeNull()
  })

  it('is nobody when two plugins take turns, when nothing was met, and at a breakpoint', () => {
    expect(findCulprit([seen('one'), seen('two')])).toBeNull()
    expect(findCulprit([seen(null), seen(null)])).toBeNull()
    expect(findCulprit([seen('good', { debugged: true })])).toBeNull()
  })

  it('is found between two steps of an endless chain, where most looks meet nobody', () => {
    expect(findCulprit([seen(null), seen('evil'), seen(null), seen(null)])).toMatchObject({ plugin: 'evil' })
  })
})

describe('how long the server has stood still', () => {
  it('counts from the last turn', () => {
    const stalled = createStallClock(100)
    expect([stalled(1, 0), stalled(1, 100), stalled(1, 200), stalled(2, 300), stalled(2, 400)]).toEqual([0, 100, 200, 0, 100])
  })

  it('counts two ticks at most for a computer that slept or a clock that was set', () => {
    const stalled = createStallClock(100)
    expect([stalled(1, 0), stalled(1, 3_600_000), stalled(1, 0), stalled(1, 100)]).toEqual([0, 200, 200, 300])
  })
})

describe('the note of what runs', () => {
  it('stands while code of a plugin runs, also one inside another, and goes with it', async () => {
    const scopes = createPluginScopes()
    const running = (): string | undefined => scopes.marks.known.find(({ number }) => number === scopes.marks.memory[cells.entry])?.plugin
    let inner: string | undefined
    await scopes.run({ plugin: 'outer', label: 'a' }, 0, () => {
      scopes.enter({ plugin: 'inner', label: 'b' }, () => { inner = running() })
      expect(running()).toBe('outer')
      return Promise.resolve()
    })
    expect([inner, running()]).toEqual(['inner', undefined])
    await expect(scopes.run({ plugin: 'outer', label: 'a' }, 0, () => { throw new Error('boom') })).rejects.toThrow('boom')
    expect([running(), scopes.marks.known.length]).toEqual([undefined, 2])
  })

  it('does not name a plugin while a request is only on its way to it', () => {
    const scopes = createPluginScopes()
    scopes.enter({ plugin: 'one', label: 'request', isDispatch: true }, () => expect(scopes.marks.memory[cells.entry]).toBe(0))
  })
})
