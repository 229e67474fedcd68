import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestApp } from '@shopdb/server/testing/test-app'
import { projectFolder } from '../environment.ts'
import { findCompiler } from './contract-types.ts'
import { packPlugin } from './pack/pack-plugin.ts'
import { runPluginTests } from './run-tests.ts'
import { writeShopdbFolder } from './shopdb-folder.ts'

let outside: string
let folder: string

/** The example in a folder away from ShopDB, with its package installed there as npm does. */
beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'shopdb-plugins-'))
  folder = join(outside, 'labels')
  cpSync(join(projectFolder, 'examples', 'labels'), folder, { recursive: true, filter: (path) => !/\.shopdb|node_modules/.test(path.slice(projectFolder.length)) })
  cpSync(join(projectFolder, 'node_modules', 'uqr'), join(folder, 'node_modules', 'uqr'), { recursive: true })
})
afterEach(() => rmSync(outside, { recursive: true, force: true }))

describe('a plugin with code and a package of its own', () => {
  it('finds the package in its own folder, and nowhere else', async () => {
    expect(await runPluginTests(folder)).toMatchObject({ passed: 2, failed: 0 })
    rmSync(join(folder, 'node_modules'), { recursive: true })
    const { failed, tests } = await runPluginTests(folder)
    expect(failed).toBeGreaterThan(0)
    expect(tests.map(({ error }) => error).join()).toContain("'uqr'")
  }, 120_000)

  it('is packed with it, and runs on a site without npm and internet', async () => {
    writeFileSync(join(folder, '.env'), 'SECRET=1')
    mkdirSync(join(folder, 'node_modules', 'typescript'))
    writeFileSync(join(folder, 'node_modules', 'typescript', 'package.json'), '{ "name": "typescript" }')
    const packed = await packPlugin({ folder, into: outside, keyFile: null, tier: null, told: () => undefined })
    const site = await startTestApp({ env: { SHOPDB_PLUGINS: 'equipment' } })
    try {
      expect(await site.request('POST', '/api/plugins', readFileSync(packed.file), { 'content-type': 'application/octet-stream' })).toMatchObject({ status: 201, json: { name: 'labels', state: 'discovered' } })
      rmSync(folder, { recursive: true })
      expect((await site.request('POST', '/api/plugins/labels/install', {})).json).toMatchObject({ state: 'active' })
      const { json } = await site.request('POST', '/api/equipment', { assetNumber: 'CNC-7' })
      expect((await site.request('GET', `/api/labels/${String(json.id)}`)).text).toContain('>CNC-7<')
    } finally {
      await site.stop()
    }
    const listed = (await promisify(execFile)('tar', ['-tzf', packed.file])).stdout
    expect(listed).toContain('node_modules/uqr/package.json')
    expect(listed).not.toMatch(/\.env|typescript|\.shopdb\//)
  }, 120_000)

  it('says which package is not installed before it packs half a plugin', async () => {
    rmSync(join(folder, 'node_modules'), { recursive: true })
    await expect(packPlugin({ folder, into: outside, keyFile: null, tier: null, told: () => undefined })).rejects.toMatchObject({ code: 'PLUGIN_INVALID', message: expect.stringContaining('"uqr"'), fix: expect.stringContaining('npm install') })
  })

  it('does not compile when it uses what its manifest does not ask for', async () => {
    const compile = async () => (await promisify(execFile)(process.execPath, [findCompiler() ?? '', '-p', folder]).catch((error: { stdout: string }) => error)).stdout
    await writeShopdbFolder(folder)
    expect(await compile()).toBe('')
    const plain = readFileSync(join(folder, 'plugin.ts'), 'utf8')
    writeFileSync(join(folder, 'plugin.ts'), plain.replace('routes: (', "init: async (context) => { await context.jobs.start('x'); await context.fetch('https://example.com') },\n  routes: ("))
    expect((await compile()).split('\n').filter((line) => line.includes('error')).map((line) => /Undeclared<[^>]*>|TS\d+/.exec(line)?.[0])).toHaveLength(2)
    expect(await compile()).toMatch(/plugin\.ts\(\d+,\d+\): error TS\d+: [^\n]*Undeclared<"\\"capabilities\\": \{ \\"jobs\\": \.\.\. \}">/)
  })
})
