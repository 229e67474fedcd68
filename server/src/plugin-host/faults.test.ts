import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hookNames, hookResultSchemas } from '@shopdb/contract/plugin-hooks'
import { createTestHost, createTestSite, setOtherListenersAside, writePlugin, type TestHost, type TestSite } from './testing.ts'

let site: TestSite
let test: TestHost
let putListenersBack: () => void
// Long enough for a good plugin on a busy computer.
const hookLimit = 1500

beforeEach(async () => {
  putListenersBack = setOtherListenersAside()
  site = await createTestSite()
  test = createTestHost(site, { hookLimit, faultLimit: 3 })
  writePlugin(site.bundled, 'good', { permissions: [{ id: 'good.see', title: 'See' }] }, { 'plugin.ts': "export default { routes: () => [{ method: 'GET', path: '/a', permission: 'good.see', summary: 'A', handle: () => ({ fine: true }) }] }" })
})
afterEach(async () => {
  await test.stop()
  putListenersBack()
  await site.drop()
})

/** Requests to the neighbour all the while; every one must be answered. */
async function underLoad(work: () => Promise<void>): Promise<void> {
  const statuses: number[] = []
  const load = { flows: true }
  const flow = (async () => { while (load.flows) {
    statuses.push((await test.get('/api/good/a')).status)
    await setImmediate()
  } })()
  try {
    await work()
  } finally {
    load.flows = false
    await flow
  }
  expect(new Set(statuses)).toEqual(new Set([200]))
}

const nameOf = (hook: string): string => `bad${hook.toLowerCase()}`
const lifecycle = ['onUninstall', 'onDisable', 'onEnable']
/** The hook is called while a plugin starts. */
const atStart = hookNames.filter((hook) => ![...lifecycle, 'health', 'mapError'].includes(hook))
const withResult = Object.keys(hookResultSchemas)
/** Of hooks that answer no list. */
const emptyAnswers: Readonly<Record<string, string>> = { services: '({})', demo: '({ fill: () => ({}) })', sockets: "({ permission: 'lockers.read', events: [] })" }

function writeBad(hook: string, body: string): void {
  writePlugin(site.external, nameOf(hook), { capabilities: { jobs: true, events: ['notice.raised'] } }, { 'plugin.ts': `export default { ${hook}: ${body} }` })
}

/** The neighbour first, so that it is there while the others start. */
async function installBad(hooks: readonly string[]): Promise<void> {
  for (const hook of hooks) await test.host.install(nameOf(hook), { approve: true }).catch(() => undefined)
}

const settling: [how: string, body: string, message: string][] = [
  ['throws', "() => { throw new Error('thrown on purpose') }", 'thrown on purpose'],
  ['rejects', "async () => { await null; throw new Error('rejected on purpose') }", 'rejected on purpose'],
  ['throws something that is no error', "() => { throw 'a word' }", 'a word'],
  ['never settles', '() => new Promise(() => {})', `did not settle within ${hookLimit} ms`],
]

describe('a hook that', () => {
  it.each(settling)('%s fails its plugin alone, in every hook of the start', async (_how, body, message) => {
    for (const hook of atStart) writeBad(hook, body)
    await test.host.start()
    await underLoad(() => installBad(atStart))
    for (const hook of atStart) {
      const overview = await test.host.overview(nameOf(hook))
      expect(overview, hook).toMatchObject({ state: 'failed', error: { message: expect.stringContaining(message) }, reason: expect.stringContaining(message), nextStep: expect.stringContaining(nameOf(hook)), errors: [{ label: hook, message: expect.stringContaining(message) }] })
      expect(await test.get(`/api/${nameOf(hook)}`), hook).toMatchObject({ status: 503, body: { plugin: nameOf(hook) } })
    }
  }, 120_000)

  it('answers something malformed fails its plugin alone', async () => {
    const hooks = withResult.filter((hook) => hook !== 'health')
    for (const hook of hooks) writeBad(hook, "() => [{ unknown: 1 }, 7, 'x']")
    await test.host.start()
    await underLoad(() => installBad(hooks))
    for (const hook of hooks) expect(await test.host.overview(nameOf(hook)), hook).toMatchObject({ state: 'failed', reason: expect.stringContaining(`The hook "${hook}" answered something unexpected at`) })
  }, 120_000)

  it.each([['emits an unhandled rejection', 'void Promise.reject(new Error("nobody waits"))'], ['throws in a timer', 'setTimeout(() => { throw new Error("nobody waits") }, 5)']])('%s is named, in every hook', async (_how, statement) => {
    for (const hook of atStart) writeBad(hook, `() => { ${statement}; return ${emptyAnswers[hook] ?? (withResult.includes(hook) ? '[]' : 'undefined')} }`)
    await test.host.start()
    await underLoad(async () => {
      await installBad(atStart)
      for (const hook of atStart) await expect.poll(async () => (await test.host.overview(nameOf(hook))).errors, { message: hook, timeout: 10_000 }).toMatchObject([{ kind: 'uncaught', label: hook, message: 'nobody waits', place: 'plugin.ts:1' }])
    })
    for (const hook of atStart) expect(test.host.get(nameOf(hook)), hook).toMatchObject({ state: 'active', faults: 1 })
  }, 120_000)

  it.each(settling)('%s says good-bye does not keep its plugin running', async (_how, body) => {
    for (const hook of lifecycle) writeBad(hook, body)
    await test.host.start()
    await underLoad(async () => {
      await installBad(lifecycle)
      await test.host.disable(nameOf('onDisable'))
      await test.host.uninstall(nameOf('onUninstall'), 'purge')
    })
    expect([test.host.get(nameOf('onDisable')).state, test.host.get(nameOf('onUninstall')).state, test.host.get(nameOf('onEnable')).state]).toEqual(['disabled', 'discovered', 'failed'])
  }, 60_000)

  it.each([...settling, ['answers something malformed', '() => ({ status: "fine" })', 'answered something unexpected']])('%s when it is asked for its health is down, and the others are heard', async (_how, body, message) => {
    writeBad('health', body)
    writePlugin(site.bundled, 'well', {}, { 'plugin.ts': "export default { health: () => ({ status: 'ok' }) }" })
    await test.host.start()
    await underLoad(() => installBad(['health']))
    expect(await test.host.health()).toEqual({ well: { status: 'ok' }, badhealth: { status: 'down', detail: expect.any(String) } })
    expect((await test.host.overview('badhealth')).errors[0]).toMatchObject({ label: 'health', message: expect.stringMatching(message.includes('settle') ? 'did not settle' : message) })
  }, 60_000)
})

describe('a function of a hook\'s result that', () => {
  const entries: Record<string, [shape: string, called: string]> = {
    widgets: ["{ id: 'a', title: 'A', kind: 'counter', load: CODE }", 'load'], commands: ["{ name: 'a', description: 'A', run: CODE }", 'run'], reports: ["{ id: 'a', title: 'A', columns: [{ name: 'a', title: 'A' }], run: CODE }", 'run'],
    assetPanels: ["{ id: 'a', title: 'A', kind: 'fields', load: CODE }", 'load'], searchFields: ["{ type: 'bad.thing', load: CODE }", 'load'], mapMarkers: ["{ type: 'bad.thing', load: CODE }", 'load'], searchResults: ["{ type: 'bad.thing', load: CODE }", 'load'],
    collected: ["{ type: 'bad.thing', take: CODE }", 'take'],
  }

  it.each(settling.slice(0, 3))('%s later is listed with its label and harms nobody', async (_how, body, message) => {
    const hooks = Object.entries(entries).map(([hook, [shape]]) => `${hook}: () => [${shape.replace('CODE', body)}]`)
    writePlugin(site.bundled, 'bad', {}, { 'plugin.ts': `export default { ${hooks.join(', ')} }` })
    const added = new Map<string, Record<string, unknown>>()
    for (const key of Object.keys(entries)) test.host.defineExtensionPoint<readonly Record<string, unknown>[]>({ key, added: (plugin, [first]) => void (plugin.name === 'bad' && first && added.set(key, first)) })
    await test.host.start()
    await underLoad(async () => {
      for (const [hook, [, called]] of Object.entries(entries)) {
        const work = added.get(hook)?.[called]
        expect(work, hook).toBeTypeOf('function')
        await expect(Promise.resolve(typeof work === 'function' ? Reflect.apply(work, undefined, [[1]]) : null), hook).rejects.toBeDefined()
      }
    })
    const { state, errors } = await test.host.overview('bad')
    expect(state).toBe('active')
    for (const [hook, [, called]] of Object.entries(entries)) expect(errors, hook).toContainEqual(expect.objectContaining({ kind: 'failed', label: `${hook}.${called}`, message }))
  })
})

describe('a request that', () => {
  const route = (path: string, handle: string, more = ''): string => `{ method: 'GET', path: '${path}', permission: 'bad.see', summary: 'A', handle: ${handle}${more} }`
  const routes = [
    route('/throws', "() => { throw new Error('thrown') }"), route('/rejects', "async () => { await null; throw new Error('rejected') }"), route('/hangs', '() => new Promise(() => {})', ', timeLimit: 200'),
    route('/unhandled', "() => { void Promise.reject(new Error('unhandled')); return {} }"), route('/timer', "() => { setTimeout(() => { throw new Error('in a timer') }, 5); return {} }"),
    route('/shape', '() => ({ wrong: true })', ", answer: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } }"), route('/circular', '() => { const circle = {}; circle.circle = circle; return circle }'),
    route('/stream', "() => context.answer(200, new Readable({ read() { this.destroy(new Error('broken stream')) } }))"), route('/emitter', "() => { setTimeout(() => new EventEmitter().emit('error', new Error('of an emitter')), 5); return {} }"),
    route('/bigint', '() => ({ big: 1n })'), route('/fine', '() => ({ fine: true })'),
  ]

  it('goes wrong in any way is answered, listed with its request, and no other request fails', async () => {
    writePlugin(site.bundled, 'bad', { permissions: [{ id: 'bad.see', title: 'See' }] }, { 'plugin.ts': `import { EventEmitter } from 'node:events'\nimport { Readable } from 'node:stream'\nexport default { routes: (context) => [${routes.join(',\n')}] }` })
    await test.stop()
    test = createTestHost(site, { hookLimit, faultLimit: 1000 })
    await test.host.start()
    await underLoad(async () => {
      for (const [path, status] of [['throws', 500], ['rejects', 500], ['hangs', 503], ['unhandled', 200], ['timer', 200], ['shape', 500], ['circular', 500], ['bigint', 500], ['emitter', 200], ['fine', 200]] as const) expect((await test.get(`/api/bad/${path}`)).status, path).toBe(status)
      await test.http.app.inject({ method: 'GET', url: '/api/bad/stream', headers: { authorization: 'Bearer test' } }).catch(() => undefined) // the connection breaks
      await expect.poll(() => test.host.get('bad').faults, { timeout: 10_000 }).toBe(3)
    })
    const { state, errors } = await test.host.overview('bad')
    expect(state).toBe('active')
    for (const [kind, label] of [['failed', 'GET /throws'], ['failed', 'GET /rejects'], ['timeout', 'GET /hangs'], ['uncaught', 'GET /unhandled'], ['uncaught', 'GET /timer'], ['failed', 'GET /shape'], ['failed', 'GET /circular'], ['failed', 'GET /bigint'], ['uncaught', 'GET /emitter']]) {
      expect(errors.filter((fault) => fault.label === label), label).toMatchObject([{ kind, requestId: expect.any(String) }])
    }
    expect((await test.get('/api/bad/fine')).status).toBe(200)
  }, 60_000)

  it('sets off an error in a service of another plugin lets that one be blamed', async () => {
    writePlugin(site.bundled, 'base', {}, { 'plugin.ts': "export default { services: () => ({ later: () => void setTimeout(() => { throw new Error('of the service') }, 5) }) }" })
    writePlugin(site.bundled, 'caller', { dependencies: { base: '^1.0.0' }, permissions: [{ id: 'caller.see', title: 'See' }] }, { 'plugin.ts': "export default { routes: ({ services }) => [{ method: 'GET', path: '/a', permission: 'caller.see', summary: 'A', handle: () => { services.base.later(); return {} } }] }" })
    await test.host.start()
    await underLoad(async () => {
      await test.get('/api/caller/a')
      await expect.poll(() => test.host.get('base').faults).toBe(1)
    })
    expect(test.host.get('caller').faults).toBe(0)
    expect((await test.host.overview('base')).errors).toMatchObject([{ kind: 'uncaught', label: 'services.later', place: 'plugin.ts:1' }])
  })

  it('sets off errors without end gets its plugin quarantined, also when that one does not let go', async () => {
    writePlugin(site.bundled, 'bad', { permissions: [{ id: 'bad.see', title: 'See' }] }, { 'plugin.ts': "export default { init: ({ dispose }) => dispose(() => new Promise(() => {})), routes: () => [{ method: 'GET', path: '/a', permission: 'bad.see', summary: 'A', handle: () => { void Promise.reject(new Error('again')); return {} } }] }" })
    await test.host.start()
    await underLoad(async () => {
      for (let count = 0; count < 3; count += 1) await test.get('/api/bad/a')
      await expect.poll(() => test.host.get('bad').state, { timeout: 10_000 }).toBe('quarantined')
    })
    const { errors, reason } = await test.host.overview('bad')
    expect(reason).toContain('again')
    await expect.poll(async () => (await test.host.overview('bad')).errors.map(({ label }) => label), { timeout: 15_000 }).toContain('release dispose')
    expect(errors.filter(({ kind }) => kind === 'uncaught')).toHaveLength(3)
  }, 30_000)
})
