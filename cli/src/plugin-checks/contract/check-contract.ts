import { setTimeout as wait } from 'node:timers/promises'
import { basename } from 'node:path'
import type { Found } from '../check-finding.ts'
import type { PluginUnderCheck } from '../read-plugin.ts'
import type { PhaseOutcome } from '../run-check.ts'
import { checkCollector, checkRecords, createRecord } from './check-records.ts'
import { checkDisable, checkUninstall, installPlugin, takeBaseline } from './check-lifecycle.ts'
import { checkHooks, checkSettings } from './check-parts.ts'
import { checkRoutes } from './check-routes.ts'
import { createContractCheck, type ContractCheck } from './contract-check.ts'
import { startThrowAwayHost, tell, type HostOptions, type ThrowAwayHost } from './throw-away-host.ts'

/** The life of a plugin on a host that is thrown away afterwards. */
export async function checkContract(plugin: PluginUnderCheck, progress: (what: string) => void, options: Pick<HostOptions, 'databaseUrl'> = {}): Promise<PhaseOutcome> {
  progress('starting a host')
  const host = await startThrowAwayHost({ folders: [plugin.folder, ...plugin.dependencyFolders], ...options })
  try {
    const check = createContractCheck(plugin, host)
    await installDependencies(host, plugin)
    await live(check, progress)
    noteLog(check)
    return { found: distinct(check.found) }
  } finally {
    await host.stop()
  }
}

/** Those it needs come first; their own faults are not its. */
export async function installDependencies(host: ThrowAwayHost, { dependencyFolders }: Pick<PluginUnderCheck, 'dependencyFolders'>): Promise<void> {
  for (const folder of dependencyFolders) {
    const answer = await installPlugin({ host }, basename(folder))
    if (answer.status !== 200) throw new Error(`The dependency ${basename(folder)} cannot be installed: ${tell(answer)}`)
  }
}

async function live(check: ContractCheck, progress: (what: string) => void): Promise<void> {
  const baseline = await takeBaseline(check)
  progress('install')
  const installed = await installPlugin(check, check.plugin.name)
  if (installed.status !== 200) return check.add({ id: 'contract/install', message: `Installing was answered ${tell(installed)}` })
  const steps: [what: string, step: () => Promise<unknown>][] = [
    ['records', () => checkRecords(check)], ['routes', () => checkRoutes(check)], ['collector', () => checkCollector(check)], ['settings', () => checkSettings(check)],
  ]
  for (const [what, step] of steps) {
    progress(what)
    await step()
  }
  const records = (await Promise.all(check.plugin.subject.assetTypes.map((type) => createRecord(check, type)))).filter((record) => record !== null)
  progress('hooks')
  await checkHooks(check, records[0]?.id ?? null)
  progress('disable and enable')
  await checkDisable(check, baseline, records)
  progress('uninstall')
  await checkUninstall(check, baseline, records)
  // What fails behind everybody's back does so a moment later.
  await wait(50)
}

/** Errors the server logged that belong to the plugin. */
export function noteLog({ host, plugin, add }: ContractCheck): void {
  for (const { msg, err } of host.log.filter(({ plugin: name, level }) => name === plugin.name && level >= 50)) add({ id: 'contract/quiet', message: `The log says: ${msg}${err?.message === undefined ? '' : ` (${err.message})`}` })
}

function distinct(found: readonly Found[]): Found[] {
  return [...new Map(found.map((each) => [`${each.id} ${each.file}:${each.line ?? 1} ${each.message}`, each])).values()]
}
