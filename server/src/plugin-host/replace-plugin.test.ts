import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestHost, createTestSite, writePlugin, type TestHost, type TestSite } from './testing.ts'

let site: TestSite
let test: TestHost

beforeEach(async () => {
  site = await createTestSite()
  test = createTestHost(site, { hookLimit: 10_000 })
})
afterEach(async () => {
  await test.stop()
  await site.drop()
})

const code = `import { word } from './store.ts'
export default {
  services: () => ({ word: () => word }),
  routes: ({ route }) => [
    route({ method: 'GET', path: '/word', permission: 'words.see', summary: 'Word', handle: () => ({ word }) }),
    route({ method: 'GET', path: '/slow', permission: 'words.see', summary: 'Waits', handle: () => new Promise((resolve) => { setTimeout(() => resolve({ word }), 400) }) }),
  ],
}
`
const manifest = { permissions: [{ id: 'words.see', title: 'See' }], navigation: [{ title: 'Words', path: '/words' }] }
const store = (word: string): string => `export const word = '${word}'\n`

function writeWords(more: Record<string, unknown> = {}, files: Record<string, string> = {}): string {
  return writePlugin(site.bundled, 'words', { ...manifest, ...more }, { 'plugin.ts': code, 'store.ts': store('first'), ...files })
}

/** Asks again and again until `work` has ended; the answers in their order. */
async function whileAsking(work: () => Promise<void>, address = '/api/words/word'): Promise<{ status: number; word: unknown }[]> {
  const answers: { status: number; word: unknown }[] = []
  let flowing = true
  const ask = async (): Promise<void> => {
    while (flowing) {
      const { status, body } = await test.get(address)
      answers.push({ status, word: body.word })
      await setImmediate()
    }
  }
  const asking = Promise.all([ask(), ask(), ask()])
  await work().finally(() => { flowing = false })
  await asking
  return answers
}

describe('replacing a plugin while requests flow', () => {
  it('answers every request, the old version first, then the new one; a change in store.ts alone is seen', async () => {
    const folder = writeWords()
    await test.host.start()
    const answers = await whileAsking(async () => {
      for (let round = 1; round <= 10; round += 1) {
        writeFileSync(join(folder, 'store.ts'), store(`word ${round}`))
        expect((await test.host.replace('words')).state).toBe('active')
        expect((await test.get('/api/words/word')).body).toEqual({ word: `word ${round}` })
      }
    })
    expect(answers.length).toBeGreaterThan(10)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })

  it('lets a request that is being answered end with the old version, and those that come meanwhile wait for the new one', async () => {
    const folder = writeWords()
    await test.host.start()
    const running = test.get('/api/words/slow')
    await setImmediate()
    writeFileSync(join(folder, 'store.ts'), store('second'))
    const answers = await whileAsking(async () => void (await test.host.replace('words')))
    expect(await running).toEqual({ status: 200, body: { word: 'first' } })
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const words = answers.map(({ word }) => word)
    expect(words.slice(words.indexOf('second')).filter((word) => word !== 'second')).toEqual([])
    expect((await test.get('/api/words/word')).body).toEqual({ word: 'second' })
  })

  it('takes other declarations too: settings, addresses, navigation', async () => {
    const folder = writeWords()
    const seen: string[] = []
    test.host.defineExtensionPoint({ key: 'navigation', added: () => void seen.push('+'), removed: () => void seen.push('-') })
    await test.host.start()
    writePlugin(site.bundled, 'words', { ...manifest, version: '2.0.0', settings: { type: 'object', properties: { size: { type: 'integer', default: 3 } } }, api_aliases: ['/api/oldwords', { address: '/api/newest', path: '/word' }] }, { 'store.ts': store('second') })
    const answers = await whileAsking(async () => void (await test.host.replace('words')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(test.host.get('words')).toMatchObject({ version: '2.0.0', installedVersion: '2.0.0', state: 'active' })
    for (const alias of ['/api/oldwords/word', '/api/newest']) expect((await test.get(alias)).body).toEqual({ word: 'second' })
    expect(seen).toEqual(['+', '-', '+'])
    writePlugin(site.bundled, 'words', { ...manifest, version: '2.1.0' }, { 'plugin.ts': code })
    await test.host.replace('words')
    expect((await test.get('/api/oldwords/word')).status).toBe(404)
    expect(folder).toContain('words')
  })

  it('services of the plugin follow for those who depend on it', async () => {
    const folder = writeWords()
    writePlugin(site.bundled, 'teller', { dependencies: { words: '^1.0.0' }, permissions: [{ id: 'teller.see', title: 'See' }] }, { 'plugin.ts': 'export default { routes: ({ services }) => [{ method: "GET", path: "/told", permission: "teller.see", summary: "Told", handle: () => ({ word: services.words.word() }) }] }' })
    await test.host.start()
    writeFileSync(join(folder, 'store.ts'), store('second'))
    const answers = await whileAsking(async () => void (await test.host.replace('words')), '/api/teller/told')
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await test.get('/api/teller/told')).body).toEqual({ word: 'second' })
  })

  it('follows nothing nobody asked for: files that change while something else is enabled are left alone', async () => {
    const folder = writeWords()
    writePlugin(site.bundled, 'other')
    await test.host.start()
    writeFileSync(join(folder, 'plugin.ts'), 'half written')
    writeFileSync(join(folder, 'manifest.json'), '{')
    await test.host.disable('other')
    expect((await test.get('/api/words/word')).body).toEqual({ word: 'first' })
  })
})

describe('a new version that cannot start', () => {
  const broken: [title: string, more: Record<string, unknown>, files: Record<string, string>, stage: string][] = [
    ['does not load', {}, { 'plugin.ts': 'import "./nowhere.ts"' }, 'import'],
    ['throws in init', {}, { 'plugin.ts': 'export default { init: () => { throw new Error("boom") } }' }, 'init'],
    ['throws in init and declares more', { settings: { type: 'object', properties: { size: { type: 'integer' } } } }, { 'plugin.ts': 'export default { init: () => { throw new Error("boom") } }' }, 'init'],
    ['has a route nobody may use', {}, { 'plugin.ts': 'export default { routes: () => [{ method: "GET", path: "/a", permission: "other.read", summary: "A", handle: () => 1 }] }' }, 'routes'],
    ['has a migration that reaches for a table of the platform', {}, { 'migrations/0001-reach.json': '{ "operations": [{ "op": "dropTable", "table": "assets" }] }' }, 'migrate'],
  ]

  it.each(broken)('%s: the old one goes on, and it is said which and why', async (_title, more, files, stage) => {
    writeWords()
    await test.host.start()
    writePlugin(site.bundled, 'words', { ...manifest, version: '2.0.0', ...more }, files)
    const answers = await whileAsking(async () => {
      await expect(test.host.replace('words')).rejects.toMatchObject({ code: 'PLUGIN_NOT_STARTED', extra: { failure: { stage, message: expect.stringContaining('Version 1.0.0 goes on running.') } } })
    })
    expect(new Set(answers.map(({ status, word }) => `${status} ${String(word)}`))).toEqual(new Set(['200 first']))
    expect(test.host.get('words')).toMatchObject({ state: 'active', version: '1.0.0', installedVersion: '1.0.0', error: { stage }, reason: expect.stringContaining('Version 2.0.0 could not start'), nextStep: expect.stringContaining('plugin replace words') })
    writePlugin(site.bundled, 'words', { ...manifest, version: '2.0.1' }, { 'plugin.ts': code, 'store.ts': store('second'), 'migrations/0001-reach.json': '{ "operations": [{ "op": "createTable", "table": "wordlists", "primaryKey": ["id"], "columns": { "id": { "type": "id" } } }] }' })
    writePlugin(site.bundled, 'words', { ...manifest, version: '2.0.1', tables: [{ name: 'wordlists', kind: 'plain', schema: 'tables/wordlists.json' }] }, { 'tables/wordlists.json': '{ "columns": { "id": "id" } }' })
    expect(await test.host.replace('words')).toMatchObject({ state: 'active', version: '2.0.1', error: null, reason: null })
    expect((await test.get('/api/words/word')).body).toEqual({ word: 'second' })
  })

  it('is invalid, made for another contract or asks for more than is approved: nothing is touched', async () => {
    const folder = writePlugin(site.external, 'words', manifest, { 'plugin.ts': code, 'store.ts': store('first') })
    await test.host.start()
    await test.host.install('words')
    writePlugin(site.external, 'words', { ...manifest, version: '2.0.0', capabilities: { jobs: true } })
    await expect(test.host.replace('words')).rejects.toMatchObject({ code: 'PLUGIN_NOT_APPROVED' })
    expect(test.host.get('words')).toMatchObject({ state: 'active', version: '1.0.0' })
    writeFileSync(join(folder, 'manifest.json'), '{}')
    await expect(test.host.replace('words')).rejects.toMatchObject({ code: 'PLUGIN_INVALID' })
    writePlugin(site.external, 'words', { ...manifest, core_version: '>=9.0.0 <10.0.0' })
    await expect(test.host.replace('words')).rejects.toMatchObject({ code: 'PLUGIN_INCOMPATIBLE' })
    expect((await test.get('/api/words/word')).body).toEqual({ word: 'first' })
    writePlugin(site.external, 'words', { ...manifest, version: '2.0.0', capabilities: { jobs: true } })
    expect(await test.host.replace('words', { approve: true })).toMatchObject({ version: '2.0.0', approvedCapabilities: ['jobs'] })
  })
})

describe('an upgrade', () => {
  it('runs the migrations of the new version before its code, and no request fails', async () => {
    const table = { op: 'createTable', table: 'wordlists', primaryKey: ['id'], columns: { id: { type: 'id' } } }
    const declared = { ...manifest, tables: [{ name: 'wordlists', kind: 'plain', schema: 'tables/wordlists.json' }] }
    writePlugin(site.bundled, 'words', declared, { 'plugin.ts': code, 'store.ts': store('first'), 'tables/wordlists.json': '{ "columns": { "id": "id" } }', 'migrations/0001-create.json': JSON.stringify({ operations: [table] }) })
    await test.host.start()
    writePlugin(site.bundled, 'words', { ...declared, version: '1.1.0' }, {
      'migrations/0002-language.json': JSON.stringify({ operations: [{ op: 'addColumn', table: 'wordlists', column: 'language', definition: { type: 'string(8)', default: 'en' } }] }),
      'plugin.ts': code.replace("handle: () => ({ word })", "handle: async () => ({ word, lists: (await database.all('select language from wordlists')).length })").replace('({ route })', '({ route, database })'),
    })
    const answers = await whileAsking(async () => void (await test.host.replace('words')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await test.get('/api/words/word')).body).toEqual({ word: 'first', lists: 0 })
  })
})
