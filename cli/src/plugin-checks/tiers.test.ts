import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createDataFolder, runShopdb } from '../testing.ts'
import { checkRules } from './check-rules.ts'
import { judge } from './load/check-volume.ts'
import { phaseWorks } from './phase-works.ts'
import { printReport } from './print-report.ts'
import { runCheck, type CheckReport, type PhaseWork } from './run-check.ts'
import { readPlugin } from './read-plugin.ts'
import { changeJson, createPlace, writeFiles, writeSoundPlugin } from './testing.ts'
import { computeTier, phases, phasesFor, tiers, type Phase, type PhaseResult, type Tier } from './tiers.ts'
import { toSarif } from './write-sarif.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

const { place, remove } = createPlace()
const site = createDataFolder()
afterAll(() => {
  remove()
  site.remove()
})

const results = (outcomes: Partial<Record<Phase, PhaseResult['outcome']>>): PhaseResult[] => phases.map(({ name }) => ({ phase: name, outcome: outcomes[name] ?? 'passed', reason: null, milliseconds: 1 }))

describe('the tier', () => {
  it('is the highest of which every phase, and every phase before it, ran and passed', () => {
    expect(computeTier(results({}))).toBe('platinum')
    for (const { name, tier } of phases) {
      const below = tiers[tiers.indexOf(tier) - 1] ?? null
      for (const outcome of ['failed', 'not-run'] as const) expect([name, computeTier(results({ [name]: outcome }))]).toEqual([name, below])
    }
  })

  it('asks for its own phases and those of the tiers before it', () => {
    expect(tiers.map((tier) => phasesFor(tier).length)).toEqual([2, 3, 8, 11])
  })
})

/** A plugin that is sound but for one thing that its tier forbids. */
const brokenFor: Record<Tier, { break: (folder: string) => void; phase: Phase; rule: string }> = {
  bronze: { phase: 'types', rule: 'types/error', break: (folder) => writeFiles(folder, { 'plugin.ts': "import type { PluginOf } from '@shopdb/plugin-api'\nimport type { Manifest } from './.shopdb/manifest.d.ts'\nexport default { helth: () => ({ status: 'ok' }) } satisfies PluginOf<Manifest>\n" }) },
  silver: { phase: 'contract', rule: 'contract/answers', break: (folder) => writeFiles(folder, { 'plugin.ts': "export default { routes: () => [{ method: 'GET', path: '/count', permission: 'gates.read', summary: 'Count', handle: () => { throw new Error('no count') } }] }\n" }) },
  gold: { phase: 'tests', rule: 'tests/notice', break: (folder) => writeFiles(folder, { 'plugin.ts': "export default { health: () => ({ status: 'ok', figures: { gates: 7 } }) }\n" }) },
  // A migration that was released is changed: a new site installs it, one with data does not start.
  platinum: { phase: 'upgrade', rule: 'upgrade/start', break: (folder) => {
    for (const file of ['asset-types/gate.json', 'migrations/0001-create-gates.json']) writeFiles(folder, { [file]: readFileSync(join(folder, file), 'utf8').replace('"maxLength": 80', '"maxLength": 90').replaceAll('string(80)', 'string(90)') })
  } },
}

describe('a broken plugin misses its tier', () => {
  it.each(tiers)('%s', async (tier) => {
    const { break: break_, phase, rule } = brokenFor[tier]
    const before = await writeSoundPlugin(join(place, tier, 'before'), 'gates')
    const folder = await writeSoundPlugin(join(place, tier), 'gates')
    break_(folder)
    const below = phasesFor(tier).filter((name) => name === phase || ['static', 'types', 'contract'].includes(name))
    const report = await runCheck(readPlugin(folder), below, phaseWorks({ engines: [], previous: before }), () => undefined)
    expect(report.findings.map(({ id }) => id)).toContain(rule)
    expect(report.phases.filter(({ outcome }) => outcome === 'failed').map((each) => each.phase)).toEqual([phase])
    // Whatever else would have passed.
    const others = phases.map(({ name }): PhaseResult => report.phases.find((each) => each.phase === name && below.includes(name)) ?? { phase: name, outcome: 'passed', reason: null, milliseconds: 1 })
    expect(computeTier(others)).toBe(tiers[tiers.indexOf(tier) - 1] ?? null)
  })
})

describe('the further rules', () => {
  const quiet = (): void => undefined

  it('tests: none, failing ones, and files without a test turn red', async () => {
    const { checkTests } = await import('./tests/check-tests.ts')
    const ids = async (name: string, tests: Record<string, string | null>): Promise<string[]> => {
      const folder = await writeSoundPlugin(join(place, name), 'gates', ['jobs'])
      writeFiles(folder, tests)
      return (await checkTests(readPlugin(folder), quiet)).found.map(({ id }) => id)
    }
    expect(await ids('none', { 'gates.test.ts': null })).toEqual(['tests/present'])
    expect(await ids('failing', { 'gates.test.ts': "import { test } from 'node:test'\ntest('opens', () => { throw new Error('shut') })\n" })).toEqual(['tests/pass'])
    expect(await ids('hollow', { 'gates.test.ts': 'export {}\n' })).toEqual(['tests/pass'])
  })

  it('volume: more statements for more records, and slow lists turn red', () => {
    expect(judge('/api/gates', { statements: 3, milliseconds: 1 }, { statements: 4, milliseconds: 1001 }).map(({ id }) => id)).toEqual(['volume/statements', 'volume/slow'])
    expect(judge('/api/gates', { statements: 3, milliseconds: 1 }, { statements: 3, milliseconds: 900 })).toEqual([])
  })

  it('kill: what was acknowledged and is gone after it turns red', async () => {
    const { checkKill, startServer } = await import('./load/check-kill.ts')
    const folder = await writeSoundPlugin(join(place, 'killed'), 'gates')
    changeJson(folder, 'asset-types/gate.json', { 'x-shopdb': { identity: [['serialNumber']] } })
    const plugin = readPlugin(folder)
    const forgetful: typeof startServer = async (...given) => {
      const server = await startServer(...given)
      return { ...server, call: async (method, path, body) => (path === '/api/assets/7' ? {} : server.call(method, path, body)) }
    }
    expect((await checkKill(plugin, quiet, forgetful)).found).toEqual([{ id: 'kill/lost', file: 'manifest.json', message: expect.stringMatching(/^1 of \d+ acknowledged records are lost, such as the asset 7\.$/) }])
  })

  it('upgrade: a column that is dropped without a copy is lost data', async () => {
    const { checkUpgrade } = await import('./load/check-upgrade.ts')
    const before = await writeSoundPlugin(join(place, 'earlier', 'before'), 'gates')
    const folder = await writeSoundPlugin(join(place, 'earlier'), 'gates')
    const operations = [{ op: 'dropColumn', table: 'gates', column: 'checkedon' }, { op: 'addColumn', table: 'gates', column: 'checkedon', definition: { type: 'date', nullable: true } }]
    writeFiles(folder, { 'migrations/0002-begin-anew.json': JSON.stringify({ operations }) })
    expect((await checkUpgrade(readPlugin(folder), quiet, before)).found.map(({ id }) => id)).toContain('upgrade/lost')
    expect((await checkUpgrade(readPlugin(before), quiet, before)).found).toEqual([])
    expect(await checkUpgrade(readPlugin(before), quiet, null)).toMatchObject({ notRun: expect.stringContaining('--previous') })
  })
})

describe('the report', () => {
  let report: CheckReport
  let folder: string
  beforeAll(async () => {
    folder = await writeSoundPlugin(join(place, 'told'), 'gates')
    changeJson(folder, 'manifest.json', { core_version: '*', quality: { exempt: [{ rule: 'permissions/unused', reason: 'Another plugin asks for it.' }] }, permissions: [{ id: 'gates.open', title: 'Open' }] })
    writeFileSync(join(folder, 'README.md'), '# Gates\n')
    const passed: PhaseWork = () => ({ found: [] })
    report = await runCheck(readPlugin(folder), phasesFor('gold'), { ...phaseWorks({ engines: [], previous: null }), types: passed, faults: passed, ui: passed, tests: passed }, () => undefined)
  })

  it('says file, line, rule, fix, what was exempt, and what the next tier needs', () => {
    const text = printReport(report)
    expect(text).toMatch(/^manifest\.json:\d+ error core-version\/any\n {2}.+\n {2}Fix: .+$/m)
    expect(text).toMatch(/exempt permissions\/unused\n.*\n {2}Exempt: Another plugin asks for it\./)
    expect(text).toMatch(/^static {5}failed \(\d+ ms\)$/m)
    expect(text).toContain('types      not run: the phase "static" did not pass')
    expect(text).toContain('Tier: none.\nFor bronze: static (failed), types (the phase "static" did not pass).')
  })

  it('is SARIF that code hosts take: rules by index, places relative to the plugin, suppressions with their reason', () => {
    const sarif = toSarif([{ report, folder }], checkRules, '1.0.0') as { version: string; runs: { tool: { driver: { name: string; rules: { id: string }[] } }; originalUriBaseIds: Record<string, { uri: string }>; results: { ruleId: string; ruleIndex: number; level: string; message: { text: string }; locations: { physicalLocation: { artifactLocation: { uri: string; uriBaseId: string }; region: { startLine: number } } }[]; suppressions?: { kind: string; justification: string }[] }[] }[] } // the shape is what this test looks at
    const [run] = sarif.runs
    expect([sarif.version, run?.tool.driver.name, run?.originalUriBaseIds['PLUGIN']?.uri.endsWith('/gates/')]).toEqual(['2.1.0', 'shopdb plugin check', true])
    expect(run?.results).toHaveLength(report.findings.length)
    for (const { ruleId, ruleIndex, level, message, locations: [location] } of run?.results ?? []) {
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
      expect(['error', 'warning', 'note', 'none']).toContain(level)
      expect(message.text).not.toBe('')
      expect(location?.physicalLocation).toMatchObject({ artifactLocation: { uri: expect.not.stringMatching(/^\/|\\/), uriBaseId: 'PLUGIN' }, region: { startLine: expect.any(Number) } })
      expect(location?.physicalLocation.region.startLine).toBeGreaterThan(0)
    }
    expect(run?.results.find(({ ruleId }) => ruleId === 'permissions/unused')?.suppressions).toMatchObject([{ kind: 'external', justification: 'Another plugin asks for it.' }])
  })
})

describe('the command', () => {
  const shopdb = (...given: string[]) => runShopdb(given, { dataFolder: site.dataFolder })

  it('ends with 0 for a sound plugin, keeps what it found, and with 1 for errors or a tier that was not reached', async () => {
    const sound = await writeSoundPlugin(join(place, 'ended'), 'gates')
    expect((await shopdb('plugin', 'check', sound, '--tier', 'bronze', '--sarif', 'check.sarif')).status).toBe(0)
    expect(JSON.parse(readFileSync(join(sound, '.shopdb', 'check.json'), 'utf8'))).toMatchObject({ tier: 'bronze', contractVersion: '0.3.0' })
    expect(JSON.parse(readFileSync(join(site.dataFolder, 'check.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0', runs: [{ results: [] }] })
    writeFiles(sound, { 'README.md': '# Gates\n' })
    expect((await shopdb('plugin', 'check', sound, '--phase', 'static')).status).toBe(1)
    expect((await shopdb('plugin', 'check', join(place, 'nowhere'))).errors).toContain('NOT_FOUND')
  })
})
