import type { Found } from '../check-finding.ts'
import { installDependencies } from '../contract/check-contract.ts'
import { operationsOfPlugin, createContractCheck } from '../contract/contract-check.ts'
import { installPlugin } from '../contract/check-lifecycle.ts'
import { itemsOf, startThrowAwayHost, tell, type ThrowAwayHost } from '../contract/throw-away-host.ts'
import { entryOf, type PluginUnderCheck } from '../read-plugin.ts'
import type { PhaseOutcome } from '../run-check.ts'
import { hooksInCode } from '../static/check-capabilities.ts'
import { withWorkingCopy } from '../working-copy.ts'
import { bystanderName, writeBystander } from './bystander.ts'
import { createFaultyCopy, healthy } from './faulty-copy.ts'
import type { Fault } from './inject-fault.ts'

/** Milliseconds a hook has here, so that one that hangs is over soon; and those in which the host has to answer. */
const hookLimit = 1500
const patience = 10_000

/** Puts every fault into every hook of the plugin, one after the other, and looks at everybody else. */
export async function checkFaults(plugin: PluginUnderCheck, progress: (what: string) => void, start = startThrowAwayHost): Promise<PhaseOutcome> {
  if (entryOf(plugin) === null) return { found: [] }
  return withWorkingCopy(plugin, async (folder, place) => {
    const copy = createFaultyCopy(plugin, folder)
    copy.set(healthy)
    const host = await start({ folders: [folder, ...plugin.dependencyFolders, writeBystander(place)], hookLimit })
    const ward: Ward = { plugin, host, copy, found: [], line: hooksInCode(plugin) }
    try {
      await installDependencies(host, plugin)
      await installPlugin({ host }, bystanderName)
      const installed = await installPlugin({ host }, plugin.name)
      if (installed.status !== 200) return { found: [{ id: 'contract/install', file: 'manifest.json', message: `Installing was answered ${tell(installed)}` }] }
      for (const fault of faultsFor([...ward.line.keys()])) {
        progress(describe(fault))
        await suffer(ward, fault)
      }
      return { found: ward.found }
    } finally {
      await host.stop()
    }
  })
}

type Ward = { plugin: PluginUnderCheck; host: ThrowAwayHost; copy: ReturnType<typeof createFaultyCopy>; found: Found[]; line: ReadonlyMap<string, number> }

/** Functions inside what a hook answers. Those of reports and commands have limits of minutes, so they do not hang here. */
const inside: Readonly<Record<string, string>> = { routes: 'handle', widgets: 'load', searchFields: 'load', collected: 'take', mapMarkers: 'load', assetPanels: 'load', searchResults: 'load', jobs: 'run', workers: 'run', consumers: 'consume', reports: 'run', commands: 'run' }

export function faultsFor(hooks: readonly string[]): Fault[] {
  const kinds = ['throw', 'reject', 'hang'] as const
  const atHook = hooks.flatMap((hook) => kinds.map((kind): Fault => ({ hook, kind })))
  const within = hooks.flatMap((hook) => {
    const member = inside[hook]
    return member === undefined ? [] : kinds.filter((kind) => kind !== 'hang' || (hook !== 'reports' && hook !== 'commands')).map((kind): Fault => ({ hook, inside: member, kind }))
  })
  return [...atHook, ...within, { hook: '', kind: 'no-database' }]
}

export function describe({ hook, inside: member, kind }: Fault): string {
  const what = { throw: 'throws', reject: 'rejects', hang: 'never settles', empty: 'is empty', none: '', 'no-database': 'without its database' }[kind]
  return hook === '' ? what : `${hook}${member === undefined ? '' : `.${member}`} ${what}`
}

/** These are not called while a plugin starts, so their faults show elsewhere, or only in the log. */
const calledLater = new Set(['health', 'mapError', 'onDisable', 'onUninstall', 'onEnable', 'onInstall'])

async function suffer(ward: Ward, fault: Fault): Promise<void> {
  const { host, copy } = ward
  copy.set(fault)
  await restart(ward, fault)
  await lookAround(ward, fault, 'while')
  await useEverything(ward, fault)
  const isFatal = fault.inside === undefined && fault.kind !== 'no-database' && !calledLater.has(fault.hook)
  if (isFatal) await assertNamed(ward, fault)
  await lookAround(ward, fault, 'after')
  copy.set(healthy)
  const back = await enable(ward)
  if (back.status !== 200) add(ward, fault, 'faults/recover', `After "${describe(fault)}" enabling it again was answered ${tell(back)}`)
  if (host.log.length > 10_000) host.log.splice(0, 5_000)
}

function enable({ host, plugin }: Ward) {
  return host.request('POST', `/api/plugins/${plugin.name}/enable`, {})
}

/** Starts the changed files from nothing, and takes the way on which the faulty hook is called. */
async function restart(ward: Ward, { hook }: Fault): Promise<void> {
  const { host, plugin } = ward
  const path = `/api/plugins/${plugin.name}`
  // An active plugin would go on with its old files when the new ones do not start.
  await host.request('POST', `${path}/disable`, {})
  await enable(ward)
  if (hook === 'onDisable') {
    await host.request('POST', `${path}/disable`, {})
    await enable(ward)
  }
  if (hook !== 'onInstall' && hook !== 'onUninstall') return
  await host.request('DELETE', `${path}?policy=keep`)
  await installPlugin({ host }, plugin.name)
}

async function lookAround(ward: Ward, fault: Fault, when: string): Promise<void> {
  const { host } = ward
  const [health, pulse, tile] = await Promise.all([within(host.request('GET', '/api/health')), within(host.request('GET', `/api/${bystanderName}/pulse`)), within(host.request('GET', '/api/plugins'))])
  if (health?.status !== 200 || tile?.status !== 200) add(ward, fault, 'faults/host', `${when} "${describe(fault)}" the host answered ${health ? tell(health) : 'nothing'}`)
  if (pulse?.status !== 200) add(ward, fault, 'faults/neighbour', `${when} "${describe(fault)}" a neighbour answered ${pulse ? tell(pulse) : 'nothing'}`)
}

async function within<Value>(promise: Promise<Value>): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => { timer = setTimeout(() => resolve(null), patience) })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Asks for everything the plugin offers; any answer will do, as long as there is one. */
async function useEverything(ward: Ward, fault: Fault): Promise<void> {
  const { host, plugin } = ward
  const lists = [['/api/dashboard', 'dashboard'], ['/api/reports', 'reports']] as const
  const offers = (await Promise.all(lists.map(async ([list, word]) => itemsOf(await host.request('GET', list)).filter((item) => item.plugin === plugin.name).map(({ id }) => `/api/${word}/${plugin.name}/${String(id)}`)))).flat()
  const routes = (await operationsOfPlugin(createContractCheck(plugin, host))).filter(({ method }) => method === 'GET').map(({ path }) => path.replaceAll(/\{[^}]+\}/g, '1'))
  for (const address of [...offers, ...routes, '/api/search?q=abc', '/api/assets?limit=5']) {
    const answer = await within(host.request('GET', address))
    if (answer === null) add(ward, fault, fault.kind === 'no-database' ? 'faults/database' : 'faults/host', `With "${describe(fault)}" GET ${address} never answers.`)
  }
}

async function assertNamed(ward: Ward, fault: Fault): Promise<void> {
  const detail = await ward.host.request('GET', `/api/plugins/${ward.plugin.name}`)
  if (detail.json.state !== 'failed' || typeof detail.json.error !== 'object') add(ward, fault, 'faults/named', `With "${describe(fault)}" it is ${String(detail.json.state)}, not failed.`)
}

function add({ found, plugin, line }: Ward, fault: Fault, id: string, message: string): void {
  found.push({ id, file: entryOf(plugin) ?? 'plugin.ts', line: line.get(fault.hook) ?? 1, message })
}
