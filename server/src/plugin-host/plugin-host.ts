import { join } from 'node:path'
import type { Logger } from 'pino'
import { restartExitCode } from '@shopdb/contract/server-file'
import { deprecations as contractDeprecations, type DeprecationCatalogue } from '@shopdb/contract/deprecations'
import { contractVersion } from '@shopdb/contract/version'
import type { PluginDetail, PluginFinding, PluginSummary, RestoreResult, UninstallPlan, UninstallPolicy, UninstallResult } from '@shopdb/contract/plugins'
import type { Config } from '../config.ts'
import { platformTables } from '../platform/migrations/ledger.ts'
import type { Platform } from '../platform/platform.ts'
import type { ActivationEnvironment, PluginHttp, PluginMigrations } from './activate-plugin.ts'
import { createPluginChanges } from './change-plugins.ts'
import { checkManifests } from './check-manifest.ts'
import { discoverPlugins, type PluginFolders } from './discover.ts'
import { createCodeOwner } from './code-owner.ts'
import { createExtensionPoints, type ExtensionPoint } from './extension-points.ts'
import { createDeprecations } from './deprecations.ts'
import { describeOverview, type HostOverview } from './describe-overview.ts'
import { createFaults } from './faults.ts'
import { createHostState, detailOf, summaryOf, type HostState } from './host-state.ts'
import { createPluginImporter, removeOldCopies } from './import-plugin.ts'
import { createOwnDatabase } from './own-database.ts'
import { createPluginAddresses } from './plugin-addresses.ts'
import { createContextProviders, type ContextProvider } from './plugin-context.ts'
import { PluginDependencyError, PluginStartError } from './plugin-errors.ts'
import { askHealth, askHealthOf } from './plugin-health.ts'
import { createPluginScopes } from './plugin-scope.ts'
import { packedFactsOf } from './packed-facts.ts'
import { createPluginStore } from './plugin-store.ts'
import { watchPlugins, type PluginWatch } from './watch-plugins.ts'
import type { PluginSubject } from './plugin-subject.ts'
import { pluginHostTables } from './plugin-tables.ts'
import { createQueue } from './queue.ts'
import { createReconciler } from './reconcile.ts'
import { createRemoval } from './remove-plugin.ts'
import { archivedPlugins, listArchives } from './plugin-archive.ts'
import type { PluginHolding } from '../platform/plugin-holding.ts'
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
  /** Findings of a running plugin that come later than its start: screens that do not compile. They stop nothing. */
  furtherFindings?: (plugin: string) => readonly PluginFinding[]
  /** Milliseconds between two looks at the generation. Default 1,000. */
  pollMilliseconds?: number
  /** Faults within a minute that quarantine a plugin. Default 5. */
  faultLimit?: number
  /** Milliseconds the event loop may stand still; code of a plugin that holds it longer ends the process. Left out: nobody watches. */
  stallLimit?: number | null
  /** Default: those of the contract. */
  deprecations?: DeprecationCatalogue
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
  /** The same with tables, health, faults and what else the host knows of it. */
  overview: (name: string) => Promise<HostOverview>
  /** Makes a discovered plugin active. `approve` grants the capabilities it asks for. */
  install: (name: string, options?: { approve?: boolean }) => Promise<PluginDetail>
  /** Also tries a failed or quarantined one again, and starts an active one anew whose files have changed. */
  enable: (name: string) => Promise<PluginDetail>
  /** Puts the files that are there now in the place of the version that runs, while requests flow. The old one goes on when that fails. */
  replace: (name: string, options?: { approve?: boolean }) => Promise<PluginDetail>
  /** Takes its tables back to the version that is there, and runs it. What is dropped is archived. */
  downgrade: (name: string) => Promise<PluginDetail>
  disable: (name: string) => Promise<PluginDetail>
  /** Without a policy as its manifest says. */
  uninstall: (name: string, policy?: UninstallPolicy) => Promise<UninstallResult>
  /** What `uninstall` would do. */
  planUninstall: (name: string, policy?: UninstallPolicy) => Promise<UninstallPlan>
  /** Puts an archive back, the newest without an id, and runs the plugin again when its folder is there. */
  restore: (name: string, archive?: string) => Promise<{ detail: PluginDetail; result: RestoreResult }>
  /** What a feature keeps because of plugins. Before `start`. */
  defineHolding: (holding: PluginHolding) => void
  /** Before `start`. */
  defineExtensionPoint: <Value>(point: ExtensionPoint<Value>) => void
  /** Fills one member of the context of plugins. Before `start`. */
  provideContext: (member: string, provider: ContextProvider) => void
  /** Looks at the plugin folders again: what came or went since is seen. */
  rescan: () => Promise<void>
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
  const archiveFolder = join(config.dataDir, 'plugin-archives')
  const holdings: PluginHolding[] = []
  const removal = createRemoval({ database: platform.database, store, holdings: () => holdings, folders: [codeFolder, join(config.dataDir, 'plugin-ui')], archiveFolder, now, log })
  const coreTables = [...options.coreTables, ...[...platformTables, ...pluginHostTables].map(({ name }) => name)]
  const deprecations = createDeprecations(options.deprecations ?? contractDeprecations, log, now)
  const contexts = createContextProviders({ useDeprecated: deprecations.use, enter: (plugin, label, work) => scopes.enter({ plugin, label }, work), database: platform.database, now, foreignTables: (plugin) => foreignTables(state, coreTables, plugin), serviceOf: (plugin, dependency) => serviceOf(state, plugin, dependency) })
  const environment: ActivationEnvironment = {
    log, scopes, points, contexts, migrations, http: options.http, hookLimit: options.hookLimit ?? 10_000, permissions: platform.permissions,
    importPlugin: createPluginImporter(codeFolder),
    migrationHandle: (subject) => createOwnDatabase(platform.database, subject, () => foreignTables(state, coreTables, subject.name), { writesRecords: true }),
  }
  const owner = createCodeOwner(codeFolder, () => state.subjects.map(({ name, folder }) => ({ plugin: name, folder })))
  const faults = createFaults({
    scopes, owner, now, limit: options.faultLimit ?? 5, windowMilliseconds: 60_000,
    onFault: (plugin, label, error) => log.error({ plugin, label, err: error }, 'fault of a plugin'),
    onTooMany: quarantine,
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
  const changes = createPluginChanges({ state, store, reconciler, removal, migrations, log, judge })
  let timer: NodeJS.Timeout | undefined
  let watch: PluginWatch | undefined
  scopes.onFailed(faults.note)

  /** Not in the name of the plugin whose code has set it off. */
  function quarantine(plugin: string, error: unknown): void {
    scopes.outside(() => exclusive(() => changes.quarantine(plugin, error))).catch((cause: unknown) => log.error({ plugin, err: cause }, 'could not quarantine'))
  }

  async function start(): Promise<StartResult> {
    const started = performance.now()
    faults.listen()
    await readArchives()
    removeOldCopies(codeFolder, now())
    watch = await watchPlugins({ stallLimit: options.stallLimit ?? null, dataFolder: config.dataDir, log, scopes, owner, faults, quarantine })
    const missing = await exclusive(async () => {
      const names = await installAtStart(store, judge().subjects, config)
      await watch?.judgeEndings(store)
      await reconciler.reconcile()
      if ([...state.rows.values()].some(({ wanted }) => wanted === 'removing')) await changes.finishRemovals()
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

  /** Kept in the state, so that everything about a plugin can be told at once. */
  async function readArchives(): Promise<void> {
    state.archives = new Map(await Promise.all(archivedPlugins(archiveFolder).map(async (name) => [name, await listArchives(archiveFolder, name)] as const)))
  }

  /** Another server process, or the CLI on the database, may have changed something. */
  async function follow(): Promise<void> {
    try {
      if ((await store.generation()) !== state.generation) await exclusive(async () => ((await store.generation()) === state.generation ? undefined : followChange()))
    } catch (error) {
      log.warn({ err: error }, 'could not look for changes of plugins')
    }
  }

  async function followChange(): Promise<void> {
    await reconciler.reconcile()
    await removal.announceChange()
    await readArchives()
  }

  async function stop(): Promise<void> {
    clearInterval(timer)
    await exclusive(reconciler.stopAll)
    await watch?.stop()
    faults.unlisten()
  }

  function list(): PluginSummary[] {
    return [...state.judgements.keys()].toSorted().map((name) => withFurther(summaryOf(state, name)))
  }

  function withFurther<Summary extends PluginSummary>(summary: Summary): Summary {
    return { ...summary, findings: [...summary.findings, ...(options.furtherFindings?.(summary.name) ?? [])] }
  }

  return {
    start, stop, list, judge,
    get: (name) => withFurther(detailOf(state, name, faults.count(name))),
    health: () => askHealth(state, log),
    overview: (name) => describeOverview({ state, database: platform.database, faults, deprecations, detail: (plugin) => withFurther(detailOf(state, plugin, faults.count(plugin))), healthOf: (plugin) => askHealthOf(state, log, plugin), packedFacts: (subject) => packedFactsOf(join(config.dataDir, 'plugins'), subject) }, name),
    rescan: () => exclusive(() => reconciler.reconcile()),
    install: (name, { approve = false } = {}) => exclusive(() => changes.install(name, approve)),
    enable: (name) => exclusive(() => changes.enable(name)),
    replace: (name, { approve = false } = {}) => exclusive(() => changes.replace(name, approve)),
    downgrade: (name) => exclusive(() => changes.downgrade(name)),
    disable: (name) => exclusive(() => changes.disable(name)),
    uninstall: (name, policy) => exclusive(() => changes.uninstall(name, policy)).finally(readArchives),
    planUninstall: (name, policy) => exclusive(() => changes.planUninstall(name, policy)),
    restore: (name, archive) => exclusive(() => changes.restore(name, archive)).finally(readArchives),
    defineHolding: (holding) => void holdings.push(holding),
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
  log.fatal({ err: error }, 'an error nobody caught; the process ends and starts again')
  process.exit(restartExitCode)
}
