import { execFile } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, runShopdb } from '../testing.ts'
import { findCompiler } from './contract-types.ts'
import { scaffoldParts } from './scaffold/scaffold-options.ts'

let site: ReturnType<typeof createDataFolder>
beforeAll(() => { site = createDataFolder() })
afterAll(() => site.remove())

const shopdb = (...argumentList: string[]) => runShopdb(argumentList, { dataFolder: site.dataFolder })
const textOf = (...path: string[]) => readFileSync(join(site.dataFolder, ...path), 'utf8')

/** Every set of parts: the empty one, each alone, and all that can be combined. */
const optionSets = Array.from({ length: 2 ** scaffoldParts.length }, (_, set) => scaffoldParts.filter((_part, index) => (set >> index) % 2 === 1))

describe('plugin new', () => {
  it('says which names it does not take, and why', async () => {
    const refusals = await Promise.all([
      shopdb('plugin', 'new', 'Fire-Extinguishers', '--description', 'x'), shopdb('plugin', 'new', 'assets', '--description', 'x'),
      shopdb('plugin', 'new', 'computers', '--description', 'x'), shopdb('plugin', 'new', 'lockers'),
    ])
    expect(refusals.map(({ status }) => status)).toEqual([2, 2, 2, 2])
    expect(refusals.map(({ errors }) => /^error USAGE: (.*)$/m.exec(errors)?.[1])).toEqual([
      '"Fire-Extinguishers" is no name of a plugin.', '"assets" is a name of the platform itself.', '"computers" is a plugin that comes with ShopDB.', 'A plugin has a description: one sentence of up to 500 characters.',
    ])
    expect(refusals[0]?.errors).toContain('such as "fireextinguishers"')
    expect(existsSync(join(site.dataFolder, 'lockers'))).toBe(false)
  })

  it('writes a folder that is a plugin, says what comes next, and overwrites nothing unasked', async () => {
    const made = await shopdb('plugin', 'new', 'batteries', '--title', 'Lead batteries', '--description', 'Batteries of the trucks.')
    expect(made).toMatchObject({ status: 0, output: expect.stringMatching(/Next steps:[\s\S]*plugin dev[\s\S]*plugin test[\s\S]*plugin check[\s\S]*plugin pack/) })
    expect(JSON.parse(textOf('batteries', 'manifest.json'))).toMatchObject({ name: 'batteries', title: 'Lead batteries', core_version: '>=0.3.0 <0.4.0', asset_types: ['asset-types/battery.json'] })
    expect(readdirSync(join(site.dataFolder, 'batteries', 'migrations'))).toEqual(['0001-create-batteries.json'])
    writeFileSync(join(site.dataFolder, 'batteries', 'README.md'), 'mine')
    writeFileSync(join(site.dataFolder, 'batteries', 'notes.md'), 'mine')
    const again = await shopdb('plugin', 'new', 'batteries', '--description', 'x')
    expect(again).toMatchObject({ status: 1, errors: expect.stringContaining('FILE_EXISTS') })
    expect(textOf('batteries', 'README.md')).toBe('mine')
    expect((await shopdb('plugin', 'new', 'batteries', '--description', 'Anew.', '--overwrite', '--with', 'collector')).status).toBe(0)
    expect([textOf('batteries', 'notes.md'), textOf('batteries', 'README.md').slice(0, 11)]).toEqual(['mine', '# Batteries'])
    expect(readdirSync(join(site.dataFolder, 'batteries', 'migrations'))).toEqual(['0001-create-batteries.json'])
  })
})

describe.each(optionSets.map((parts) => [parts.join(',') || 'nothing', parts] as const))('a new plugin with %s', (_title, parts) => {
  it('compiles in a folder without node_modules, passes its own tests, and is silver as it comes out', async () => {
    const name = `made${parts.map((part) => part.charAt(0)).join('')}s`
    const made = await shopdb('plugin', 'new', name, '--description', 'Made by a test.', ...(parts.length > 0 ? ['--with', parts.join(',')] : []))
    expect(made).toMatchObject({ status: 0, errors: '' })
    // The check compiles it too; what an editor sees is looked at once.
    const compiled = parts.length === scaffoldParts.length ? await promisify(execFile)(process.execPath, [findCompiler() ?? '', '-p', join(site.dataFolder, name)]).catch((error: { stdout: string }) => error) : { stdout: '' }
    expect(compiled.stdout).toBe('')
    const tested = JSON.parse((await shopdb('plugin', 'test', name, '--json')).output)
    expect(tested.tests.filter((test: { outcome: string }) => test.outcome === 'failed')).toEqual([])
    expect(tested.passed).toBe(2 + parts.length)
    expect(JSON.parse((await shopdb('plugin', 'check', name, '--phase', 'static,types,contract,documents', '--json')).output)).toMatchObject({ tier: 'silver', findings: [] })
  }, 180_000)
})
