import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checkRules } from './check-rules.ts'
import { checkContract, noteLog } from './contract/check-contract.ts'
import { checkDisable, checkUninstall, installPlugin, takeBaseline, type Baseline } from './contract/check-lifecycle.ts'
import { checkHooks, checkSettings } from './contract/check-parts.ts'
import { checkCollector, checkRecords } from './contract/check-records.ts'
import { checkRoutes } from './contract/check-routes.ts'
import { createContractCheck, type ContractCheck } from './contract/contract-check.ts'
import { startThrowAwayHost, type Answer, type Request, type ThrowAwayHost } from './contract/throw-away-host.ts'
import { readPlugin, type PluginUnderCheck } from './read-plugin.ts'
import { createPlace, writeFiles, writeSoundPlugin } from './testing.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const { place, remove } = createPlace()
let plugin: PluginUnderCheck
let host: ThrowAwayHost
let baseline: Baseline

beforeAll(async () => {
  plugin = readPlugin(await writeSoundPlugin(place, 'gates', ['ui', 'collector', 'jobs']))
  host = await startThrowAwayHost({ folders: [plugin.folder] })
  baseline = await takeBaseline(createContractCheck(plugin, host))
  const installed = await installPlugin({ host }, 'gates')
  if (installed.status !== 200) throw new Error(installed.text)
})
afterAll(async () => {
  await host?.stop()
  remove()
})

type Change = (method: string, url: string, answer: Answer) => Partial<Answer> | undefined

/** A host that answers some requests otherwise: what a broken host or plugin would do. */
function distorted(change: Change): Request {
  return async (method, url, body, headers) => {
    const answer = await host.request(method, url, body, headers)
    const changed = change(method, url, answer)
    return changed === undefined ? answer : { ...answer, ...changed, ...(changed.json && { text: JSON.stringify(changed.json) }) }
  }
}

const broken = { status: 500, text: 'broken' } as const
const noItems = { json: { items: [] } }
const at = (pattern: RegExp, changed: Partial<Answer>): Change => (method, url) => (pattern.test(`${method} ${url}`) ? changed : undefined)

const breakages: Record<string, [step: (check: ContractCheck) => Promise<unknown>, host: () => Partial<ThrowAwayHost>]> = {
  'contract/anonymous': [checkRoutes, () => ({ anonymous: host.request })],
  'contract/forbidden': [checkRoutes, () => ({ nobody: host.request })],
  'contract/answers': [checkRoutes, () => ({ request: distorted(at(/^GET \/api\/gates\/?$/, broken)) })],
  'contract/answer-schema': [checkRoutes, () => ({ request: distorted(at(/^GET \/api\/gates\/?$/, { json: { items: 'many' } })) })],
  'contract/described': [checkRoutes, () => ({ request: distorted((_method, url, { text }) => (url === '/api/openapi.json' ? { json: JSON.parse(text.replaceAll(/"summary":"[^"]*"/g, '"summary":""')) } : undefined)) })],
  'contract/record': [checkRecords, () => ({ request: distorted((method, url, { json }) => (method === 'GET' && /^\/api\/gates\/\d+$/.test(url) ? { json: { id: json.id, version: json.version } } : undefined)) })],
  'contract/filters': [checkRecords, () => ({ request: distorted(at(/^GET \/api\/gates\?(?!limit|sort|format)/, noItems)) })],
  'contract/search': [checkRecords, () => ({ request: distorted(at(/\/api\/search/, noItems)) })],
  'contract/csv': [checkRecords, () => ({ request: distorted(at(/format=csv/, { headers: { 'content-type': 'application/json' } })) })],
  'contract/collector': [checkCollector, () => ({ request: distorted((method, url, { json }) => (method === 'POST' && url.startsWith('/api/collector') ? { json: { ...json, unchanged: 0 } } : undefined)) })],
  'contract/settings': [checkSettings, () => ({ request: distorted(at(/^PUT \/api\/settings/, { status: 200 })) })],
  'contract/hooks': [(check) => checkHooks(check, null), () => ({ request: distorted((_method, url, answer) => (url.startsWith('/api/dashboard/gates/') ? broken : url === '/api/dashboard' ? { json: { items: [{ plugin: 'gates', id: 'all' }] } } : answer)) })],
  'contract/disable': [(check) => checkDisable(check, baseline, []), () => ({ request: distorted((_method, url) => (url === '/api/navigation' ? { json: { items: [{ plugin: 'gates', title: 'Ghost' }] } } : undefined)) })],
  'contract/uninstall': [(check) => checkUninstall(check, baseline, []), () => ({ request: distorted(at(/^DELETE \/api\/plugins/, broken)) })],
  'contract/sweep': [(check) => checkUninstall(check, baseline, []), () => ({ request: distorted(at(/^GET \/api\/assets\?limit=100/, { json: { items: [{ id: 7, type: 'gates.gate' }] } })) })],
  'contract/quiet': [async (check) => noteLog(check), () => ({ log: [{ level: 50, plugin: 'gates', msg: 'a timer failed' }] })],
}

describe('the contract phase', () => {
  it('finds nothing wrong with a plugin as "plugin new" makes it', async () => {
    expect(await checkContract(plugin, () => undefined)).toEqual({ found: [] })
  })

  it('knows a breakage for every rule', () => {
    const wanted = checkRules.filter(({ phase, id }) => phase === 'contract' && id !== 'contract/install').map(({ id }) => id)
    expect(Object.keys(breakages).toSorted()).toEqual(wanted.toSorted())
  })

  it.each(Object.entries(breakages))('%s turns red', async (id, [step, change]) => {
    const check = createContractCheck(plugin, { ...host, ...change() })
    await step(check)
    expect(check.found.map((each) => each.id)).toContain(id)
  })

  it('contract/install turns red when its code fails', async () => {
    const folder = await writeSoundPlugin(place, 'fences')
    writeFiles(folder, { 'plugin.ts': 'export default { init: () => { throw new Error("no fence") } }' })
    const { found } = await checkContract(readPlugin(folder), () => undefined)
    expect(found).toMatchObject([{ id: 'contract/install', message: expect.stringContaining('no fence') }, { id: 'contract/quiet' }])
  })
})
