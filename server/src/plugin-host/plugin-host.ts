import { join } from 'node:path'
import type { Logger } from 'pino'
import { contractVersion } from '@shopdb/contract/version'
import type { PluginDetail, PluginFinding, PluginSummary, UninstallPolicy } from '@shopdb/contract/plugins'
import type { Config } from '../config.ts'
import { platformTables } from '../platform/migrations/ledger.ts'
import type { Platform } from '../platform/platform.ts'
import type { ActivationEnvironment, PluginHttp, PluginMigrations } from './activate-plugin.ts'
import { createPluginChanges } from './change-plugins.ts'
import { checkManifests } from './check-manifest.ts'
import { discoverPlugins, type PluginFolders } from './discover.ts'
import { createExtensionPoints, type ExtensionPoint } from './extension-points.ts'
import { createFaults } from './faults.ts'
import { createHostState, detailOf, summaryOf, type HostState } from './host-state.ts'
import { createPluginImporter, removeOldCopies } from './import-plugin.ts'
import { createPluginAddresses } from './plugin-addresses.ts'
import { createContextProviders, type ContextProvider } from './plugin-context.ts'
import { PluginDependencyError, PluginStartError } from './plugin-errors.ts'
import { askHealth } from './plugin-health.ts'
import { createPluginScopes } from './plugin-scope.ts'
import { createPluginStore } from './plugin-store.ts'
import type { PluginSubject } from './plugin-subject.ts'
import { pluginHostTables } from './plugin-tables.ts'
import { createQueue } from './queue.ts'
import { createReconciler } from './reconcile.ts'
import { installAtStart, problemsOfStart } from './start-plugins.ts'

export type PluginHostOptions = {
  platform: Pick<Platform, 'database' | 'permissions' | 'now'> & { log: Logger; config: Pick<Config, 'environment' | 'dataDir' | 'plugins' | 'pluginMode'> }
  http: PluginHttp
  migrations: PluginMigrations
  folders: PluginFolders
  /** Every table of the platform: none of them can be a plugin's. */
  coreTables: readonly string[]
  /** Named features for `requires`. */
  features?: readonly string[]
  /** Plugins without which the server must not start, in both modes. */
  required?: readonly string[]
  /** Milliseconds each hook has. Default 10,000. */
  hookLimit?: number
  /** Milliseconds between two looks at the generation. Default 1,000. */
  pollMilliseconds?: number
  /** Faults within a minute that quarantine a plugin. Default 5. */
  faultLimit?: number
  /** An error nobody caught and no plugin caused. Default: logged, and the process ends. */
  onCoreFault?: (error: unknown) => void
}

/** What the start came to, in one piece: for the log, the health page and the CLI. */
export type StartResult = { contractVersion: string; mode: 'strict' | 'isolate'; milliseconds: number; plugins: PluginSummary[]; findings: PluginFinding[]; problems: string[] }

export type PluginHost = {
  /** Judges, migrates and activates. Strict mode throws a PluginStartError with every problem. */
  start: () => Promise<StartResult>
  stop: () => Promise<void>
  list: () => PluginSummary[]
  get: (name: string) => PluginDetail
  /** Makes a discovered plugin active. `approve` grants the capabilities it asks for. */
  install: (name: string, options?: { approve?: boolean }) => Promise<PluginDetail>
  /** Also tries a failed or quarantined one again, and starts an active one anew whose files have changed. */
  enable: (name: string) => Promise<PluginDetail>
  disable: (name: string) => Promise<PluginDetail>
  uninstall: (name: string, policy: UninstallPolicy) => Promise<void>
  /** Before `start`. */
  defineExtensionPoint: <Value>(point: ExtensionPoint<Value>) => void
  /** Fills one member of the context of plugins. Before `start`. */
  provideContext: (member: string, provider: ContextProvider) => void
  /** Judges every plugin by its files alone; for generators and checks. */
  judge: () => { subjects: PluginSubject[]; findings: PluginFinding[] }
  /** Answers of the hook `health` of every active plugin. */
  health: () => Promise<Record<string, unknown>>
}

/** Composes the host. It knows no domain word: features own their extension points and context members. */
export function createPluginHost(options: PluginHostOptions): PluginHost {
  const { platform, migrations } = options
  const { log, config, now } = platform
  const state = createHostState()
  const store = createPluginStore(platform.database, now)
  const scopes = createPluginScopes()
  const points = createExtensionPoints()
  const exclusive = createQueue()
  const codeFolder = join(config.dataDir, 'plugin-code')
  const coreTables = [...options.coreTables, ...[...platformTables, ...pluginHostTables].map(({ name }) => name)]
  const contexts = createContextProviders({ database: platform.database, foreignTables: (plugin) => foreignTables(state, coreTables, plugin), serviceOf: (plugin, dependency) => serviceOf(state, plugin, dependency) })
  const environment: ActivationEnvironment = {
    log, scopes, points, contexts, migrations, http: options.http, hookLimit: options.hookLimit ?? 10_000, permissions: platform.permissions,
    importPlugin: createPluginImporter(codeFolder),
  }
  const faults = createFaults({
    scopes, now, limit: options.faultLimit ?? 5, windowMilliseconds: 60_000,
    onFault: (plugin, label, error) => log.error({ plugin, label, err: error }, 'fault of a plugin'),
    onTooMany: (plugin, error) => void scopes.outside(() => exclusive(() => changes.quarantine(plugin, error))).catch((cause: unknown) => log.error({ plugin, err: cause }, 'could not quarantine')),
    onCoreFault: options.onCoreFault ?? ((error) => endProcess(log, error)),
  })

  function judge(): { subjects: PluginSubject[]; findings: PluginFinding[] } {
    const discovery = discoverPlugins(options.folders)
    const checked = checkManifests(discovery.sources, { contractVersion, features: options.features ?? [], coreTables })
    return { subjects: checked.map((subject) => ({ ...subject, findings: [...subject.findings, ...points.check(subject)] })), findings: discovery.findings }
  }

  const reconciler = createReconciler({
    state, store, environment, log, now, judge, addresses: createPluginAddresses(options.http, state), installsByItself: config.environment !== 'production', onStopped: faults.forget,
  })
  const changes = createPluginChanges({ state, store, reconciler, migrations, log, judge })
  let timer: NodeJS.Timeout | undefined

  async function start(): Promise<StartResult> {
    const started = performance.now()
    faults.listen()
    removeOldCopies(codeFolder, now())
    const missing = await exclusive(async () => {
      const names = await installAtStart(store, judge().subjects, config)
      await reconciler.reconcile()
      return names
    })
    const problems = [...missing.map((name) => `${name}: named in SHOPDB_PLUGINS, but there is no such plugin`), ...problemsOfStart(state, config)]
    const required = (options.required ?? []).filter((name) => !state.active.has(name)).map((name) => `${name}: required, but not active`)
    if (required.length > 0 || (config.pluginMode === 'strict' && problems.length > 0)) {
      await stop()
      throw new PluginStartError([...problems, ...required])
    }
    for (const problem of problems) log.error({ problem }, 'plugin excluded')
    timer = setInterval(() => void follow(), options.pollMilliseconds ?? 1000).unref()
    return { contractVersion, mode: config.pluginMode, milliseconds: Math.round(performance.now() - started), plugins: list(), findings: state.findings, problems }
  }

  /** Another server process, or the CLI on the database, may have changed something. */
  async function follow(): Promise<void> {
    try {
      if ((await store.generation()) !== state.generation) await exclusive(async () => ((await store.generation()) === state.generation ? undefined : reconciler.reconcile()))
    } catch (error) {
      log.warn({ err: error }, 'could not look for changes of plugins')
    }
  }

  async function stop(): Promise<void> {
    clearInterval(timer)
    await exclusive(reconciler.stopAll)
    faults.unlisten()
  }

  function list(): PluginSummary[] {
    return [...state.judgements.keys()].toSorted().map((name) => summaryOf(state, name))
  }

  return {
    start, stop, list, judge,
    get: (name) => detailOf(state, name, faults.count(name)),
    health: () => askHealth(state, log),
    install: (name, { approve = false } = {}) => exclusive(() => changes.install(name, approve)),
    enable: (name) => exclusive(() => changes.enable(name)),
    disable: (name) => exclusive(() => changes.disable(name)),
    uninstall: (name, policy) => exclusive(() => changes.uninstall(name, policy)),
    defineExtensionPoint: points.define,
    provideContext: contexts.provide,
  }
}

function foreignTables({ subjects }: HostState, coreTables: readonly string[], plugin: string): ReadonlySet<string> {
  return new Set([...coreTables, ...subjects.filter(({ name }) => name !== plugin).flatMap(({ manifest }) => (manifest?.tables ?? []).map(({ name }) => name))])
}

function serviceOf({ active }: HostState, plugin: string, dependency: string): unknown {
  const found = active.get(dependency)
  if (!found) throw new PluginDependencyError(plugin, [dependency])
  return found.services
}

/** Going on after an error that nobody expected would be going on in an unknown state. */
function endProcess(log: Logger, error: unknown): void {
  log.fatal({ err: error }, 'an error nobody caught; the process ends')
  process.exit(1)
}
