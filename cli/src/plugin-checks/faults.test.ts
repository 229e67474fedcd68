import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checkRules } from './check-rules.ts'
import { startThrowAwayHost, type Answer, type HostOptions, type Request, type ThrowAwayHost } from './contract/throw-away-host.ts'
import { checkFaults, faultsFor } from './faults/check-faults.ts'
import { readPlugin } from './read-plugin.ts'
import { createPlace, writeFiles, writeSoundPlugin } from './testing.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

const { place, remove } = createPlace()
let folder: string
beforeAll(async () => {
  folder = await writeSoundPlugin(place, 'gates')
  rmSync(join(folder, 'gates.test.ts'))
  writeFiles(folder, { 'plugin.ts': `export default {
  routes: ({ route }) => [route({ method: 'GET', path: '/count', permission: 'gates.read', summary: 'Count', handle: () => ({ count: 1 }) })],
  health: () => ({ status: 'ok' }),
}
` })
})
afterAll(remove)

type Change = (method: string, url: string, answer: Answer) => Partial<Answer> | Promise<Partial<Answer> | undefined> | undefined

/** A host on which faults have the effects they must not have. */
function starter(change: Change) {
  return async (options: HostOptions): Promise<ThrowAwayHost> => {
    const host = await startThrowAwayHost(options)
    const request: Request = async (...given) => {
      const answer = await host.request(...given)
      return { ...answer, ...await change(given[0], given[1], answer) }
    }
    return { ...host, request }
  }
}

const never = (): Promise<undefined> => new Promise((resolve) => { setTimeout(() => resolve(undefined), 11_000).unref() })
const breakages: Record<string, Change> = {
  'faults/host': (_method, url) => (url === '/api/health' ? { status: 503 } : undefined),
  'faults/neighbour': (_method, url) => (url === '/api/bystander/pulse' ? { status: 500 } : undefined),
  'faults/named': (_method, url, { json }) => (url === '/api/plugins/gates' ? { json: { ...json, state: 'active' } } : undefined),
  'faults/recover': (_method, url, { status }) => (url.endsWith('/enable') && status === 200 ? { status: 422 } : undefined),
}

describe('the phase of faults', () => {
  it('puts every fault into every hook and into what hooks answer', () => {
    expect(faultsFor(['widgets', 'init']).map(({ hook, inside, kind }) => [hook, inside, kind].filter(Boolean).join(' '))).toEqual([
      'widgets throw', 'widgets reject', 'widgets hang', 'init throw', 'init reject', 'init hang', 'widgets load throw', 'widgets load reject', 'widgets load hang', 'no-database',
    ])
  })

  it('finds nothing wrong with a sound plugin', async () => {
    expect(await checkFaults(readPlugin(folder), () => undefined)).toEqual({ found: [] })
  })

  it('knows a breakage for every rule', () => {
    expect([...Object.keys(breakages), 'faults/database'].toSorted()).toEqual(checkRules.filter(({ phase }) => phase === 'faults').map(({ id }) => id).toSorted())
  })

  it.each(Object.entries(breakages))('%s turns red', async (id, change) => {
    const { found } = await checkFaults(readPlugin(folder), () => undefined, starter(change))
    expect(new Set(found.map((each) => each.id))).toEqual(new Set([id]))
  })

  it('faults/database turns red when a route waits for ever', async () => {
    let isGone = false
    const { found } = await checkFaults(readPlugin(folder), (what) => { isGone = what === 'without its database' }, starter((_method, url) => (isGone && url === '/api/gates/count' ? never() : undefined)))
    expect(found.map((each) => each.id)).toEqual(['faults/database'])
  })
})
