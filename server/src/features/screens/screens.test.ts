import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UiAnswer, UiItem } from '@shopdb/contract/plugin-ui'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'

let folder: string
let test: TestApp

const manifest = { name: 'cribs', title: 'Tool cribs', version: '1.0.0', description: 'A plugin for a test.', core_version: '>=0.3.0 <0.4.0', permissions: [{ id: 'cribs.read', title: 'See' }] }
const panel = (text: string): string => `<script setup lang="ts">\nimport { ref } from 'vue'\ndefineProps<{ assetId: number }>()\nconst text = ref<string>('${text}')\n</script>\n<template><p class="crib">{{ text }}</p></template>\n<style scoped>.crib { color: var(--text); }</style>\n`
const ui = {
  slots: [
    { slot: 'asset.panel/v1', id: 'drawers', title: 'Drawers', module: 'ui/drawers.vue', types: ['computers.computer'], order: 5 },
    { slot: 'page/v1', id: 'board', title: 'Board', module: 'ui/dist/board.js', permission: 'cribs.read' },
    { slot: 'settings.page/v1', id: 'settings', title: 'Settings', module: 'ui/dist/board.js' },
    { slot: 'dashboard.widget/v1', id: 'broken', title: 'Broken', module: 'ui/broken.vue' },
  ],
  messages: { en: { hello: 'Hello' } },
}

function write(files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'cribs', file)), { recursive: true })
    writeFileSync(join(folder, 'cribs', file), text)
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shopdbscreens'))
  write({
    'manifest.json': JSON.stringify(manifest), 'package.json': '{ "type": "module" }', 'ui/schema.json': JSON.stringify(ui), 'ui/drawers.vue': panel('one'), 'ui/broken.vue': '<template>\n<b>{{ a b }}</b>\n</template>',
    'ui/dist/board.js': `import { h } from 'vue'\nexport default { render: () => h('b', '${'x'.repeat(2000)}') }\n`, 'ui/messages/de.json': '{ "hello": "Hallo" }',
  })
})
afterEach(async () => {
  await test.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function start(env: Record<string, string> = {}): Promise<void> {
  test = await startTestApp({ env: { SHOPDB_PLUGINS: 'none', SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate', ...env } })
}

async function screens(request = test.request): Promise<UiAnswer> {
  const { json } = await request('GET', '/api/plugins/ui')
  return json as unknown as UiAnswer // the answer of that operation
}

async function item(id: string): Promise<UiItem> {
  const found = (await screens()).items.find((entry) => entry.id === id)
  if (!found) throw new Error(`No ${id}`)
  return found
}

describe('the screens of plugins', () => {
  it('are listed with hashed addresses, their texts and their places', async () => {
    await start()
    const answer = await screens()
    expect(answer).toMatchObject({ messages: { en: { cribs: { hello: 'Hello' } }, de: { cribs: { hello: 'Hallo' } } } })
    expect(answer.items).toMatchObject([
      { plugin: 'cribs', pluginTitle: 'Tool cribs', slot: 'asset.panel/v1', id: 'drawers', module: expect.stringMatching(/^\/api\/plugins\/ui\/cribs\/[0-9a-f]{16}\/drawers\.vue\.js$/), styles: [expect.stringMatching(/drawers\.vue\.css$/)], types: ['computers.computer'], problem: null, permission: 'cribs.read' },
      { id: 'board', path: '/pages/cribs/board', module: expect.stringMatching(/\/dist\/board\.js$/) },
      { id: 'broken', module: null, problem: { file: 'ui/broken.vue', line: 2 } },
      { id: 'settings', path: '/plugins/cribs/settings', permission: 'plugins.manage' },
    ])
  })

  it('are shown to those who may see them', async () => {
    await start()
    expect((await test.anonymous('GET', '/api/plugins/ui')).status).toBe(401)
    expect((await screens(await test.as(['account.read']))).items).toEqual([])
    expect((await screens(await test.as(['account.read', 'cribs.read']))).items.map(({ id }) => id)).toEqual(['drawers', 'board', 'broken'])
  })

  it('are served for ever under their address, to a page whose session has expired too, and only while the plugin is active', async () => {
    await start()
    const { module } = await item('board')
    const answer = await test.anonymous('GET', module ?? '')
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff' } })
    expect(answer.text).toContain('import { h } from \'vue\'')
    expect((await test.anonymous('GET', module ?? '', undefined, { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip')
    for (const address of [(module ?? '').replace('board', 'other'), (module ?? '').replace(/[0-9a-f]{16}/, '0123456789abcdef'), '/api/plugins/ui/cribs/0123456789abcdef/../../manifest.json', '/api/plugins/ui/cribs/0123456789abcdef/%2e%2e/manifest.json']) expect([401, 404]).toContain((await test.anonymous('GET', address)).status)
    await test.request('POST', '/api/plugins/cribs/disable', {})
    expect((await test.anonymous('GET', module ?? '')).status).toBe(404)
    expect((await screens()).items).toEqual([])
    await test.request('POST', '/api/plugins/cribs/enable', {})
    expect((await item('board')).module).toBe(module)
    expect((await test.anonymous('GET', module ?? '')).status).toBe(200)
  })

  it('that do not compile are findings of a plugin that runs', async () => {
    await start()
    await screens()
    const { json } = await test.request('GET', '/api/plugins/cribs')
    expect(json).toMatchObject({ state: 'active', findings: [{ id: 'ui/module', severity: 'warning', file: 'ui/broken.vue:2', fix: expect.any(String) }] })
  })

  it('appear anew after a save, in milliseconds, and listeners are told; what did not change keeps its address', async () => {
    await start()
    const before = [await item('drawers'), await item('board')]
    const told = new Promise<void>((resolve) => { test.app.screens.changes.listen(resolve) })
    write({ 'ui/drawers.vue': panel('two') })
    const started = performance.now()
    expect(await test.app.screens.refresh('cribs')).toMatchObject([{ file: 'ui/broken.vue:2' }])
    const milliseconds = performance.now() - started
    await told
    const after = [await item('drawers'), await item('board')]
    expect(after[0]?.module).not.toBe(before[0]?.module)
    expect(after[1]?.module).toBe(before[1]?.module)
    expect((await test.anonymous('GET', after[0]?.module ?? '')).text).toContain('two')
    expect((await test.anonymous('GET', before[0]?.module ?? '')).text).toContain('one')
    // Ordinary: under ten. The limit is for a computer that does much else.
    expect(milliseconds).toBeLessThan(2000)
    write({ 'ui/broken.vue': '<template><b>1</b></template>' })
    expect(await test.app.screens.refresh('cribs')).toEqual([])
    expect(await test.request('POST', '/api/plugins/cribs/ui', {})).toMatchObject({ status: 200, json: { findings: [] } })
    expect((await test.request('POST', '/api/plugins/nothing/ui', {})).json).toMatchObject({ code: 'PLUGIN_NOT_FOUND' })
    expect((await (await test.as(['account.read']))('POST', '/api/plugins/cribs/ui', {})).status).toBe(403)
    write({ 'ui/schema.json': '{' })
    expect(await test.app.screens.refresh('cribs')).toMatchObject([{ id: 'ui/json' }])
    expect((await screens()).items).toHaveLength(4)
  })

  it('follow when the plugin is enabled with new files', async () => {
    await start()
    const before = await item('drawers')
    write({ 'ui/drawers.vue': panel('two') })
    await test.request('POST', '/api/plugins/cribs/enable', {})
    const after = await item('drawers')
    expect(after.module).not.toBe(before.module)
    expect((await test.anonymous('GET', after.module ?? '')).text).toContain('two')
  })

  it('that fail in a browser are noted in the log under an id the person can name', async () => {
    await start()
    const fault = { plugin: 'cribs', slot: 'asset.panel/v1', part: 'drawers', message: 'x is undefined', stack: null }
    const answer = await test.request('POST', '/api/plugins/ui/faults', fault)
    expect(answer).toMatchObject({ status: 202, json: { requestId: answer.headers['x-request-id'] } })
    expect((await test.request('POST', '/api/plugins/ui/faults', { ...fault, plugin: 'nothing' })).json).toMatchObject({ code: 'PLUGIN_NOT_FOUND' })
  })

  it('end the stream of changes when the server stops', async () => {
    await start({ SHOPDB_ENV: 'development' })
    expect((await screens()).live).toBe(true)
    const address = await test.app.http.listen({ port: 0, host: '127.0.0.1' })
    const response = await fetch(`${address}/api/plugins/ui/changes`, { headers: { authorization: `Bearer ${test.app.localToken}` } })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toContain(': open')
    write({ 'ui/drawers.vue': panel('two') })
    await test.app.screens.refresh('cribs')
    expect((await reader?.read())?.value).toContain('event: change')
    const started = performance.now()
    const closed = test.app.host.close()
    expect((await reader?.read())?.done).toBe(true)
    await closed
    expect(performance.now() - started).toBeLessThan(5000)
  })

  it('are not watched in production', async () => {
    await start({ SHOPDB_ENV: 'production', SECRET_KEY: randomBytes(32).toString('hex'), JWT_SECRET_KEY: randomBytes(32).toString('hex'), SHOPDB_PLUGINS: 'cribs' })
    expect((await screens()).live).toBe(false)
    expect((await test.request('GET', '/api/plugins/ui/changes')).status).toBe(404)
  })
})
