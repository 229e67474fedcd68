import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testDatabases, type TestDatabase } from '../platform/database/testing.ts'
import { startServerProcess, type ServerProcess } from '../testing/server-process.ts'
import { writePlugin } from './testing.ts'

const [engine] = testDatabases()
const restartExitCode = 75
let place: TestDatabase
let server: ServerProcess | undefined
let address: { url: string; token: string }

beforeEach(async () => {
  if (!engine) throw new Error('SHOPDB_TEST_ENGINES names no engine.')
  place = await engine.create()
  mkdirSync(join(place.dataDir, 'site'))
  writeRouting('good', '() => ({ fine: true })')
})
afterEach(async () => {
  await server?.kill()
  await place.drop()
})

function writeRouting(name: string, handle: string, before = ''): void {
  writePlugin(join(place.dataDir, 'site'), name, { permissions: [{ id: `${name}.see`, title: 'See' }] }, {
    'plugin.ts': `import { execFileSync } from 'node:child_process'\nimport { setTimeout as sleep } from 'node:timers/promises'\n${before}\nexport default { routes: () => [{ method: 'GET', path: '/a', permission: '${name}.see', summary: 'A', handle: ${handle} }] }\n`,
  })
}

async function start(nodeOptions: readonly string[] = []): Promise<void> {
  server = startServerProcess(place, { nodeOptions, environment: { SHOPDB_PLUGIN_DIRS: join(place.dataDir, 'site'), SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_MODE: 'isolate', SHOPDB_PLUGIN_STALL_LIMIT: '1' } })
  address = await server.ready()
}

/** As a launcher or a service manager does it. Answers how the process ended before. */
async function startAgain(): Promise<{ status: number | null; signal: string | null }> {
  if (!server) throw new Error('Nothing has been started.')
  const { child } = server
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  await start()
  return { status: child.exitCode, signal: child.signalCode }
}

async function call(method: string, path: string, body?: object): Promise<{ status: number; json: Record<string, unknown> } | null> {
  try {
    const answer = await fetch(address.url + path, { method, headers: { authorization: `Bearer ${address.token}`, 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    return { status: answer.status, json: text === '' ? {} : JSON.parse(text) }
  } catch {
    return null // the connection ended with the server
  }
}

async function expectQuarantine(reason: RegExp): Promise<void> {
  expect((await call('GET', '/api/plugins/evil'))?.json).toMatchObject({ state: 'quarantined', reason: expect.stringMatching(reason) })
  expect(await call('GET', '/api/evil/a')).toMatchObject({ status: 503, json: { plugin: 'evil' } })
  expect(await call('GET', '/api/good/a')).toMatchObject({ status: 200, json: { fine: true } })
  expect(readdirSync(join(place.dataDir, 'plugin-endings')), 'records of which the conclusion was drawn').toEqual([])
}

const loops: [title: string, handle: string, reason: RegExp][] = [
  ['loops in a handler', '() => { for (;;); }', /held the server for .* in "GET \/a" \(plugin.ts:4\)/],
  ['loops after it has waited', 'async () => { await sleep(10); for (;;); }', /in "GET \/a" \(plugin.ts:4\)/],
  ['loops in a timer', '() => void setTimeout(() => { for (;;); }, 10)', /in "GET \/a" \(plugin.ts:4\)/],
  ['never leaves its promises', 'async () => { for (;;) await null }', /held the server/],
  ['waits outside JavaScript', 'async () => { await sleep(10); execFileSync(process.execPath, ["-e", "setTimeout(() => {}, 20000)"]) }', /held the server for .* in "GET \/a"/],
]

describe('a plugin that', () => {
  it.each(loops)('%s ends the process and is left out by the next', async (_title, handle, reason) => {
    writeRouting('evil', handle)
    await start()
    void call('GET', '/api/evil/a')
    const ending = await startAgain()
    expect([{ status: restartExitCode, signal: null }, { status: null, signal: 'SIGABRT' }, { status: 1, signal: null }]).toContainEqual(ending)
    await expectQuarantine(reason)
  }, 120_000)

  it('loops while it is imported keeps no server from starting the next time', async () => {
    writeRouting('evil', '() => 1', 'for (;;);')
    server = startServerProcess(place, { environment: { SHOPDB_PLUGIN_DIRS: join(place.dataDir, 'site'), SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_STALL_LIMIT: '1' } })
    expect(await startAgain()).toMatchObject({ status: restartExitCode })
    await expectQuarantine(/in "import" \(plugin.ts:3\)/)
  }, 120_000)

  it('fills the memory ends the process and is left out by the next', async () => {
    writeRouting('evil', '() => { for (;;) kept.push(new Array(1e5).fill(1.5)) }', 'const kept: unknown[] = []')
    await start(['--max-old-space-size=600'])
    void call('GET', '/api/evil/a')
    expect((await startAgain()).status).not.toBe(0)
    await expectQuarantine(/filled the memory of the server|held the server/)
  }, 120_000)

  it.each(['process.exit(0)', 'process.abort()', "process.kill(process.pid, 'SIGKILL')"])('calls %s is quarantined, and nobody else notices', async (ending) => {
    writeRouting('evil', `async () => { await sleep(10); ${ending} }`)
    await start()
    expect(await call('GET', '/api/evil/a')).toMatchObject({ status: 500 })
    await expect.poll(async () => (await call('GET', '/api/plugins/evil'))?.json.state, { timeout: 20_000 }).toBe('quarantined')
    expect(server?.child.exitCode).toBeNull()
    expect((await call('GET', '/api/good/a'))?.status).toBe(200)
    expect((await call('GET', '/api/plugins/evil'))?.json).toMatchObject({ reason: expect.stringContaining('A plugin cannot end the server') })
  }, 120_000)
})

describe('a plugin that takes all listeners of the process away', () => {
  it('is still named for what nobody catches then, and the server goes on', async () => {
    writeRouting('evil', "() => { process.removeAllListeners(); setTimeout(() => { throw new Error('nobody listens') }, 5) }")
    await start()
    await call('GET', '/api/evil/a')
    await expect.poll(async () => (await call('GET', '/api/plugins/evil'))?.json.errors, { timeout: 20_000 }).toMatchObject([{ kind: 'uncaught', label: 'GET /a', message: 'nobody listens' }])
    expect((await call('GET', '/api/good/a'))?.status).toBe(200)
  }, 120_000)
})

describe('a server that stands still', () => {
  it('has kept every write it acknowledged', async () => {
    writeRouting('evil', '() => { for (;;); }')
    await start()
    const acknowledged: string[] = []
    const load = Array.from({ length: 4 }, async (_, worker) => {
      for (let count = 0; ; count += 1) {
        const name = `Vendor ${worker}-${count}`
        const answer = await call('POST', '/api/vendors', { name })
        if (!answer) return
        expect(answer.status).toBe(201)
        acknowledged.push(name)
      }
    })
    await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(20)
    void call('GET', '/api/evil/a')
    await Promise.all(load)
    await startAgain()
    await expectQuarantine(/held the server/)
    for (const name of acknowledged) expect((await call('GET', `/api/vendors?q=${encodeURIComponent(name)}`))?.json.total, name).not.toBe(0)
  }, 120_000)

  it.skipIf(process.platform === 'win32')('because it was stopped from outside goes on, and blames nobody', async () => {
    writeRouting('evil', 'async () => { await sleep(60000) }')
    await start()
    void call('GET', '/api/evil/a')
    server?.child.kill('SIGSTOP')
    await new Promise((resolve) => { setTimeout(resolve, 3000) })
    server?.child.kill('SIGCONT')
    expect((await call('GET', '/api/good/a'))?.status).toBe(200)
    expect((await call('GET', '/api/plugins/evil'))?.json.state).toBe('active')
    expect(existsSync(join(place.dataDir, 'plugin-endings'))).toBe(false)
  }, 120_000)
})
