import { join } from 'node:path'
import type { Logger } from 'pino'
import { contractVersion } from '@shopdb/contract/version'
import type { PluginDetail, PluginFailure, PluginFinding, PluginState, PluginSummary, UninstallPolicy } from '@shopdb/contract/plugins'
import type { Config } from '../config.ts'
import { platformTables } from '../platform/migrations/ledger.ts'
import type { Platform } from '../platform/platform.ts'
import { Problem } from '../platform/problem.ts'
import { activatePlugin, chainOf, deactivatePlugin, StageFailure, type Activation, type ActivationEnvironment, type PluginHttp, type PluginMigrations } from './activate-plugin.ts'
import { checkManifests } from './check-manifest.ts'
import { discoverPlugins, type PluginFolders } from './discover.ts'
import { createExtensionPoints, type ExtensionPoint } from './extension-points.ts'
import { createFaults } from './faults.ts'
import { checkHookResult } from './hook-results.ts'
import { contentHash, createPluginImporter } from './import-plugin.ts'
import { judgePlugins, type Judgement } from './judge-plugins.ts'
import { createContextProviders, type ContextProvider } from './plugin-context.ts'
import { PluginContractError, PluginDependencyError, PluginNotFoundError, PluginStageError, PluginStartError, PluginVersionError } from './plugin-errors.ts'
import { createPluginScopes } from './plugin-scope.ts'
import { createPluginStore } from './plugin-store.ts'
import { capabilitiesOf, prefixesOf, type PluginSubject } from './plugin-subject.ts'
import { describePlugin, summarizePlugin } from './summarize-plugin.ts'
import { pluginHostTables, type PluginRow } from './plugin-tables.ts'

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
  const { platform, http, migrations, hookLimit = 10_000 } = options
  const { log, config, now } = platform
  const store = createPluginStore(platform.database, now)
  const scopes = createPluginScopes()
  const points = createExtensionPoints()
  const coreTables = [...options.coreTables, ...[...platformTables, ...pluginHostTables].map(({ name }) => name)]
  const active = new Map<string, Activation>()
  const failures = new Map<string, PluginFailure>()
  const mounted = new Map<string, string[]>()
  let subjects: PluginSubject[] = []
  let hostFindings: PluginFinding[] = []
  let rows = new Map<string, PluginRow>()
  let judgements = new Map<string, Judgement>()
  let generation: number | null = null
  let timer: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()

  const contexts = createContextProviders({
    database: platform.database,
    foreignTables: (plugin) => new Set([...coreTables, ...subjects.filter(({ name }) => name !== plugin).flatMap(({ manifest }) => (manifest?.tables ?? []).map(({ name }) => name))]),
    serviceOf: (plugin, dependency) => {
      const found = active.get(dependency)
      if (!found) throw new PluginDependencyError(plugin, [dependency])
      return found.services
    },
  })
  const environment: ActivationEnvironment = {
    log, http, scopes, points, contexts, migrations, hookLimit, permissions: platform.permissions, importPlugin: createPluginImporter(join(config.dataDir, 'plugin-code')),
  }
  const faults = createFaults({
    scopes, now, limit: options.faultLimit ?? 5, windowMilliseconds: 60_000,
    onFault: (plugin, label, error) => log.error({ plugin, label, err: error }, 'fault of a plugin'),
    onTooMany: (plugin, error) => void scopes.outside(() => exclusive(() => quarantine(plugin, error))).catch((cause: unknown) => log.error({ plugin, err: cause }, 'could not quarantine')),
    onCoreFault: options.onCoreFault ?? ((error) => {
      log.fatal({ err: error }, 'an error nobody caught; the process ends')
      process.exit(1)
    }),
  })

  /** One change of the set of plugins at a time; callers wait for those before them. */
  function exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = last.then(work, work)
    last = result.catch(() => undefined)
    return result
  }

  function judge(): { subjects: PluginSubject[]; findings: PluginFinding[] } {
    const discovery = discoverPlugins(options.folders)
    const checked = checkManifests(discovery.sources, { contractVersion, features: options.features ?? [], coreTables })
    return { subjects: checked.map((subject) => ({ ...subject, findings: [...subject.findings, ...points.check(subject)] })), findings: discovery.findings }
  }

  async function findSchemasAhead(): Promise<Set<string>> {
    const ahead = new Set<string>()
    for (const subject of subjects) {
      if (subject.manifest && rows.has(subject.name) && (await migrations.isAhead(chainOf(subject, subject.manifest)))) ahead.add(subject.name)
    }
    return ahead
  }

  /** Reads everything again and makes what runs equal to what should. */
  async function reconcile(retry: ReadonlySet<string> = new Set()): Promise<void> {
    generation = await store.generation()
    rows = await store.rows()
    const judged = judge()
    subjects = judged.subjects
    hostFindings = judged.findings
    for (const name of [...failures.keys()]) if (retry.has(name) || !rows.has(name)) failures.delete(name)
    const verdict = judgePlugins({ subjects, rows, failures, schemaAhead: await findSchemasAhead(), installsByItself: config.environment !== 'production' })
    judgements = verdict.judgements
    await stopOthers(verdict.order)
    for (const name of verdict.order) if (!active.has(name)) await startOne(name)
    await stopWithoutDependencies()
    for (const name of judgements.keys()) answerFor(name)
    for (const name of [...mounted.keys()]) if (!judgements.has(name)) await takeAway(name)
  }

  async function stopOthers(order: readonly string[]): Promise<void> {
    const changed = (name: string): boolean => {
      const subject = subjects.find((candidate) => candidate.name === name)
      return subject === undefined || active.get(name)?.hash !== contentHash(subject.folder)
    }
    for (const name of [...active.keys()].toReversed()) if (!order.includes(name) || changed(name)) await stopOne(name)
  }

  async function startOne(name: string): Promise<void> {
    const subject = subjects.find((candidate) => candidate.name === name)
    if (!subject?.manifest) return
    const missing = Object.keys(subject.manifest.dependencies ?? {}).filter((dependency) => !active.has(dependency))
    if (missing.length > 0) return void judgements.set(name, { ...judgementOf(name), state: 'blocked', blockedBy: missing })
    try {
      const activation = await activatePlugin(subject, environment, { hash: contentHash(subject.folder), runInstall: (install) => runInstall(name, install) })
      active.set(name, activation)
      failures.delete(name)
      mounted.set(name, prefixesOf(subject))
      log.info({ plugin: name, version: subject.manifest.version, milliseconds: activation.milliseconds }, 'plugin active')
    } catch (error) {
      fail(name, error)
    }
  }

  /** Only one process of several runs it, and again at the next start when it fails. */
  async function runInstall(name: string, install: () => Promise<unknown>): Promise<void> {
    if (!(await store.claimInstall(name))) return
    try {
      await install()
    } catch (error) {
      await store.releaseInstall(name)
      throw error
    }
  }

  function fail(name: string, error: unknown): void {
    const stage = error instanceof StageFailure ? error.stage : 'run'
    const cause = error instanceof StageFailure ? error.cause : error
    const message = cause instanceof Error ? cause.message : String(cause)
    failures.set(name, { stage, message, code: 'PLUGIN_NOT_STARTED', at: new Date(now()).toISOString() })
    judgements.set(name, { ...judgementOf(name), state: 'failed' })
    log.error({ plugin: name, stage, err: cause }, 'plugin failed')
  }

  /** A dependency that failed while it was swapped takes those with it that stand on it. */
  async function stopWithoutDependencies(): Promise<void> {
    for (let stopped = true; stopped; ) {
      stopped = false
      for (const [name, { handle }] of [...active].toReversed()) {
        const missing = Object.keys(handle.manifest.dependencies ?? {}).filter((dependency) => !active.has(dependency))
        if (missing.length === 0) continue
        await stopOne(name)
        judgements.set(name, { ...judgementOf(name), state: 'blocked', blockedBy: missing })
        stopped = true
      }
    }
  }

  async function stopOne(name: string): Promise<void> {
    const activation = active.get(name)
    if (!activation) return
    active.delete(name)
    const stopping = deactivatePlugin(activation, environment)
    // Its addresses are free from the first moment; until it is decided what they answer, they say why.
    refuse(name, activation.handle.subject, judgementOf(name).state)
    await stopping
    faults.forget(name)
    log.info({ plugin: name }, 'plugin stopped')
  }

  function judgementOf(name: string): Judgement {
    return judgements.get(name) ?? { state: 'discovered', blockedBy: [], findings: [] }
  }

  /** What the addresses of a plugin that does not run answer: 404 when nobody wants it to, else 503 with its name. */
  function answerFor(name: string): void {
    const subject = subjects.find((candidate) => candidate.name === name)
    if (subject && !active.has(name)) refuse(name, subject, judgementOf(name).state)
  }

  function refuse(name: string, subject: PluginSubject, state: PluginState): void {
    // The addresses of a plugin that wants those of others must not be taken away from them.
    if (!subject.manifest || subject.findings.some(({ id }) => id.startsWith('names/'))) return
    const stage = failures.get(name)?.stage
    const reason = state === 'active' ? `The plugin ${name} is being replaced.` : `The plugin ${name} is not active: ${state}${state === 'failed' && stage ? ` at "${stage}"` : ''}.`
    const status = ['disabled', 'discovered', 'awaiting-approval'].includes(state) ? 404 : 503
    for (const prefix of prefixesOf(subject)) http.mountFailed(prefix, { plugin: name, status, reason, errorFormat: subject.manifest.error_format ?? 'problem' })
    mounted.set(name, prefixesOf(subject))
  }

  async function takeAway(name: string): Promise<void> {
    for (const prefix of mounted.get(name) ?? []) await http.unmountChild(prefix)
    mounted.delete(name)
  }

  async function quarantine(name: string, error: unknown): Promise<void> {
    if (!active.has(name)) return
    const message = error instanceof Error ? error.message : String(error)
    await store.quarantine(name, message)
    await reconcile()
    failures.set(name, { stage: 'run', message, code: 'PLUGIN_NOT_STARTED', at: new Date(now()).toISOString() })
    log.error({ plugin: name, err: error }, 'plugin quarantined after too many faults')
  }

  /** At the first start the site's list (default: all bundled); in development and test also external ones that ask for nothing. */
  async function installAtStart(): Promise<string[]> {
    const judged = judge()
    const known = await store.rows()
    const first = (await store.generation()) === null
    const named = config.plugins ?? judged.subjects.filter(({ bundled }) => bundled).map(({ name }) => name)
    const missing = first ? named.filter((name) => !judged.subjects.some((subject) => subject.name === name)) : []
    const chosen = judged.subjects.filter((subject) => !known.has(subject.name) && subject.manifest && ((first && named.includes(subject.name)) || installsByItself(subject)))
    if (first || chosen.length > 0) await store.enable(chosen.map((subject) => rowOf(subject, subject.bundled)))
    return missing.map((name) => `${name}: named in SHOPDB_PLUGINS, but there is no such plugin`)
  }

  function installsByItself({ bundled, manifest }: PluginSubject): boolean {
    return config.environment !== 'production' && !bundled && manifest !== null && capabilitiesOf(manifest).length === 0
  }

  function rowOf({ name, manifest }: PluginSubject, approve: boolean) {
    return { name, version: manifest?.version ?? '0.0.0', contractVersion, capabilities: approve && manifest ? capabilitiesOf(manifest) : [] }
  }

  /** What keeps strict mode from starting: every plugin that should run and does not, and faults of the folders. */
  function problemsOfStart(missing: readonly string[]): string[] {
    const folders = hostFindings.filter(({ severity }) => severity === 'error').map(({ message, fix }) => `${message} ${fix}`)
    const plugins = [...judgements].flatMap(([name, judgement]) => problemsOf(name, judgement))
    return [...missing, ...folders, ...plugins]
  }

  function problemsOf(name: string, { state, findings, blockedBy }: Judgement): string[] {
    const mattersHere = rows.has(name) || config.environment !== 'production'
    if (!mattersHere || ['active', 'disabled', 'discovered', 'awaiting-approval'].includes(state)) return []
    const errors = findings.filter(({ severity }) => severity === 'error').map(({ file, path, message, fix }) => `${name}: ${file}${path}: ${message} ${fix}`)
    if (errors.length > 0) return errors
    const failure = failures.get(name)
    return [`${name}: ${state}${failure ? ` at "${failure.stage}": ${failure.message}` : ''}${blockedBy.length > 0 ? ` by ${blockedBy.join(', ')}` : ''}`]
  }

  async function start(): Promise<StartResult> {
    const started = performance.now()
    faults.listen()
    const missing = await exclusive(async () => {
      const notThere = await installAtStart()
      await reconcile()
      return notThere
    })
    const problems = problemsOfStart(missing)
    const required = (options.required ?? []).filter((name) => !active.has(name))
    const result: StartResult = { contractVersion, mode: config.pluginMode, milliseconds: Math.round(performance.now() - started), plugins: list(), findings: hostFindings, problems }
    if (required.length > 0 || (config.pluginMode === 'strict' && problems.length > 0)) {
      await stop()
      throw new PluginStartError([...problems, ...required.map((name) => `${name}: required, but not active`)])
    }
    for (const problem of problems) log.error({ problem }, 'plugin excluded')
    timer = setInterval(() => void follow(), options.pollMilliseconds ?? 1000).unref()
    return result
  }

  /** Another server process, or the CLI on the database, has changed something. */
  async function follow(): Promise<void> {
    try {
      if ((await store.generation()) !== generation) await exclusive(async () => ((await store.generation()) === generation ? undefined : reconcile()))
    } catch (error) {
      log.warn({ err: error }, 'could not look for changes of plugins')
    }
  }

  async function stop(): Promise<void> {
    clearInterval(timer)
    await exclusive(async () => {
      for (const name of [...active.keys()].toReversed()) await stopOne(name)
    })
    faults.unlisten()
  }

  function list(): PluginSummary[] {
    return [...judgements.keys()].toSorted().map(summaryOf)
  }

  function summaryOf(name: string): PluginSummary {
    const row = rows.get(name)
    const quarantined: PluginFailure | undefined = row?.quarantinedat ? { stage: 'run', message: row.quarantinereason ?? '', code: 'PLUGIN_NOT_STARTED', at: new Date(row.quarantinedat).toISOString() } : undefined
    return summarizePlugin({ name, judgement: judgementOf(name), subject: subjects.find((candidate) => candidate.name === name), row, failure: failures.get(name) ?? quarantined, contractVersion })
  }

  function get(name: string): PluginDetail {
    if (!judgements.has(name)) throw new PluginNotFoundError(name)
    return describePlugin(summaryOf(name), active.get(name), faults.count(name))
  }

  /** Throws what its files say against it. Reads them again: they may have been corrected since. */
  function sound(name: string): PluginSubject & { manifest: NonNullable<PluginSubject['manifest']> } {
    const subject = judge().subjects.find((candidate) => candidate.name === name)
    if (!subject) throw new PluginNotFoundError(name)
    const errors = subject.findings.filter(({ severity }) => severity === 'error')
    if (errors.some(({ id }) => id === 'core-version/outside')) throw new PluginVersionError(name, errors)
    if (errors.length > 0 || !subject.manifest) throw new PluginContractError(name, errors)
    return { ...subject, manifest: subject.manifest }
  }

  /** The plugin as it is after an attempt to run it; throws the typed reason when it does not run. */
  function running(name: string): PluginDetail {
    const detail = get(name)
    if (detail.state === 'active') return detail
    if (detail.state === 'blocked') throw new PluginDependencyError(name, detail.blockedBy)
    if (detail.error) throw new PluginStageError(name, detail.error)
    if (detail.state === 'awaiting-approval') throw new Problem('PLUGIN_NOT_APPROVED', { extra: { plugin: name, capabilities: detail.capabilities } })
    throw new Problem('STATE_CONFLICT', { detail: `The plugin ${name} is ${detail.state}.`, extra: { plugin: name, state: detail.state } })
  }

  async function turnOn(name: string, approve: boolean): Promise<PluginDetail> {
    const subject = sound(name)
    const wasActive = active.has(name)
    const approved = approve || subject.bundled ? capabilitiesOf(subject.manifest) : summaryOf(name).approvedCapabilities
    await store.enable([{ ...rowOf(subject, false), capabilities: approved }])
    await reconcile(new Set([name]))
    const activation = active.get(name)
    if (activation && !wasActive) await activation.callHook('onEnable').catch((error: unknown) => failWhileRunning(name, error))
    return running(name)
  }

  async function failWhileRunning(name: string, cause: unknown): Promise<void> {
    await stopOne(name)
    fail(name, new StageFailure('enable', cause))
    await stopWithoutDependencies()
    answerFor(name)
  }

  async function install(name: string, approve: boolean): Promise<PluginDetail> {
    const subject = sound(name)
    const wanted = capabilitiesOf(subject.manifest)
    if (!subject.bundled && !approve && wanted.length > 0) throw new Problem('PLUGIN_NOT_APPROVED', { detail: `${name} asks for: ${wanted.join(', ')}.`, extra: { plugin: name, capabilities: wanted } })
    return turnOn(name, approve)
  }

  async function enable(name: string): Promise<PluginDetail> {
    get(name)
    if (!rows.has(name)) throw new Problem('STATE_CONFLICT', { detail: `The plugin ${name} is not installed.`, extra: { plugin: name, state: judgementOf(name).state } })
    return turnOn(name, false)
  }

  function dependantsOf(name: string): string[] {
    return [...active].filter(([, { handle }]) => name in (handle.manifest.dependencies ?? {})).map(([dependant]) => dependant)
  }

  async function disable(name: string): Promise<PluginDetail> {
    get(name)
    if (!rows.has(name)) throw new Problem('STATE_CONFLICT', { detail: `The plugin ${name} is not installed.`, extra: { plugin: name, state: judgementOf(name).state } })
    const dependants = dependantsOf(name)
    if (dependants.length > 0) throw new PluginDependencyError(name, dependants)
    // A plugin cannot keep itself running by throwing.
    await active.get(name)?.callHook('onDisable').catch((error: unknown) => log.warn({ plugin: name, err: error }, 'onDisable failed'))
    failures.delete(name)
    await store.disable(name)
    await reconcile()
    return get(name)
  }

  async function uninstall(name: string, policy: UninstallPolicy): Promise<void> {
    get(name)
    const dependants = dependantsOf(name)
    if (dependants.length > 0) throw new PluginDependencyError(name, dependants)
    if (policy === 'archive') throw new Problem('RULE_BROKEN', { detail: 'Archiving the data of a plugin is not offered yet; choose keep or purge.' })
    await active.get(name)?.callHook('onUninstall', policy).catch((error: unknown) => log.warn({ plugin: name, err: error }, 'onUninstall failed'))
    await store.remove(name)
    await reconcile()
    if (policy === 'purge') await migrations.purge(name)
  }

  async function health(): Promise<Record<string, unknown>> {
    const asked = [...active].filter(([, { definition }]) => definition.health)
    const answers = await Promise.all(asked.map(async ([name, activation]): Promise<[string, unknown]> => {
      try {
        const answer = await activation.callHook('health')
        checkHookResult('health', answer)
        return [name, answer]
      } catch (error) {
        log.warn({ plugin: name, err: error }, 'the hook "health" failed')
        return [name, { status: 'down', detail: 'The hook "health" failed; see the log.' }]
      }
    }))
    return Object.fromEntries(answers)
  }

  return {
    start, stop, list, get, judge, health,
    install: (name, { approve = false } = {}) => exclusive(() => install(name, approve)),
    enable: (name) => exclusive(() => enable(name)),
    disable: (name) => exclusive(() => disable(name)),
    uninstall: (name, policy) => exclusive(() => uninstall(name, policy)),
    defineExtensionPoint: points.define,
    provideContext: contexts.provide,
  }
}
