import type { Logger } from 'pino'
import type { Manifest } from '@shopdb/contract/manifest'
import type { PluginFailure, PluginFinding } from '@shopdb/contract/plugins'
import { activatePlugin, chainOf, deactivatePlugin, StageFailure, type ActivationEnvironment } from './activate-plugin.ts'
import { placeOfError } from './failure-place.ts'
import { judgementOf, missingDependencies, subjectOf, type HostState } from './host-state.ts'
import { contentHash } from './import-plugin.ts'
import { judgePlugins, type Judgement, type Verdict } from './judge-plugins.ts'
import type { PluginAddresses } from './plugin-addresses.ts'
import { replacePlugin } from './replace-plugin.ts'
import type { PluginStore } from './plugin-store.ts'
import type { PluginSubject } from './plugin-subject.ts'

export type ReconcilerOptions = {
  state: HostState
  store: PluginStore
  environment: ActivationEnvironment
  addresses: PluginAddresses
  log: Logger
  now: () => number
  /** Reads and judges every plugin folder. */
  judge: () => { subjects: PluginSubject[]; findings: PluginFinding[] }
  /** Development and test. */
  installsByItself: boolean
  onStopped: (name: string) => void
}

/** Makes what runs equal to what should run: at the start, after each wish, and when another process has changed something. */
export function createReconciler(options: ReconcilerOptions) {
  const { state, store, environment, addresses, log } = options
  /** When the wish was last changed under which a plugin failed: a later wish, also of another process, is a new try. */
  const failedUnder = new Map<string, number>()

  async function reconcile(retry: ReadonlySet<string> = new Set()): Promise<void> {
    await readAgain(retry)
    const verdict = await judgeAll()
    state.judgements = verdict.judgements
    await stopOthers(verdict.order)
    for (const name of verdict.order) await (state.active.has(name) ? replaceOne(name) : startOne(name))
    await stopWithoutDependencies()
    await addresses.settle()
  }

  async function readAgain(retry: ReadonlySet<string>): Promise<void> {
    state.generation = await store.generation()
    state.rows = await store.rows()
    const { subjects, findings } = options.judge()
    // What runs is judged by what it runs from until somebody wishes otherwise: files may be half copied or half edited.
    Object.assign(state, { subjects: subjects.map((subject) => (isSettled(subject.name, retry) ? (state.active.get(subject.name)?.handle.subject ?? subject) : subject)), findings })
    for (const name of [...state.failures.keys()]) if (retry.has(name) || state.rows.get(name)?.changedat !== failedUnder.get(name)) state.failures.delete(name)
  }

  function isSettled(name: string, retry: ReadonlySet<string>): boolean {
    return !retry.has(name) && state.active.get(name)?.changedAt === state.rows.get(name)?.changedat
  }

  async function judgeAll(): Promise<Verdict> {
    return judgePlugins({ ...state, schemaAhead: await findSchemasAhead(), installsByItself: options.installsByItself })
  }

  /** What would be decided about a plugin with the files that are there now; nothing is changed. */
  async function judgeFresh(subject: PluginSubject): Promise<Judgement | undefined> {
    const before = state.subjects
    state.subjects = before.map((other) => (other.name === subject.name ? subject : other))
    try {
      return (await judgeAll()).judgements.get(subject.name)
    } finally {
      state.subjects = before
    }
  }

  async function findSchemasAhead(): Promise<Set<string>> {
    const ahead = new Set<string>()
    for (const subject of state.subjects) {
      if (subject.manifest && state.rows.has(subject.name) && (await isAhead(subject, subject.manifest))) ahead.add(subject.name)
    }
    return ahead
  }

  /** What keeps the migrator from telling also keeps it from upgrading, and is then this one plugin's failure. */
  function isAhead(subject: PluginSubject, manifest: Manifest): Promise<boolean> {
    return environment.migrations.isAhead(chainOf(subject, manifest)).catch((error: unknown) => {
      log.warn({ plugin: subject.name, err: error }, 'could not compare the migrations of a plugin with its tables')
      return false
    })
  }

  async function stopOthers(order: readonly string[]): Promise<void> {
    for (const name of [...state.active.keys()].toReversed()) if (!subjectOf(state, name) || !order.includes(name)) await stopOne(name)
  }

  /** Another version takes its place when its files have changed since somebody last wished it to run. */
  async function replaceOne(name: string): Promise<void> {
    const [old, subject] = [state.active.get(name), subjectOf(state, name)]
    if (!old || !subject || subject === old.handle.subject) return
    const changedAt = state.rows.get(name)?.changedat ?? 0
    const hash = contentHash(subject.folder)
    state.refused.delete(name)
    old.changedAt = changedAt
    if (hash === old.hash) return
    const { running, failure } = await replacePlugin(old, subject, hash, environment)
    if (failure) state.refused.set(name, { ...failureOf(failure), version: subject.manifest?.version ?? null })
    if (!running) {
      state.active.delete(name)
      return fail(name, failure)
    }
    running.changedAt = changedAt
    state.active.set(name, running)
    state.subjects = state.subjects.map((other) => (other.name === name ? running.handle.subject : other))
    addresses.hold(running.handle.subject)
    if (failure) log.error({ plugin: name, version: subject.manifest?.version, stage: failure.stage, err: failure.cause }, 'plugin could not be replaced; the version before goes on running')
    else {
      options.onStopped(name)
      log.info({ plugin: name, version: running.handle.version, milliseconds: running.milliseconds }, 'plugin replaced')
    }
  }

  async function startOne(name: string): Promise<void> {
    const subject = subjectOf(state, name)
    if (!subject?.manifest) return
    const missing = missingDependencies(state, subject.manifest.dependencies)
    if (missing.length > 0) return block(name, missing)
    try {
      const activation = await activatePlugin(subject, environment, { hash: contentHash(subject.folder), runInstall: (install) => runInstall(name, install) })
      activation.changedAt = state.rows.get(name)?.changedat ?? 0
      state.active.set(name, activation)
      state.refused.delete(name)
      addresses.hold(subject)
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

  function block(name: string, blockedBy: string[]): void {
    state.judgements.set(name, { ...judgementOf(state, name), state: 'blocked', blockedBy })
  }

  function failureOf(error: unknown): PluginFailure {
    const stage = error instanceof StageFailure ? error.stage : 'run'
    const cause = error instanceof StageFailure ? error.cause : error
    return { stage, message: cause instanceof Error ? cause.message : String(cause), place: placeOfError(cause), code: 'PLUGIN_NOT_STARTED', at: new Date(options.now()).toISOString() }
  }

  function fail(name: string, error: unknown): void {
    const failure = failureOf(error)
    failedUnder.set(name, state.rows.get(name)?.changedat ?? 0)
    state.failures.set(name, failure)
    state.judgements.set(name, { ...judgementOf(state, name), state: 'failed' })
    log.error({ plugin: name, stage: failure.stage, err: error instanceof StageFailure ? error.cause : error }, 'plugin failed')
  }

  /** A dependency that failed while it was swapped takes those with it that stand on it. */
  async function stopWithoutDependencies(): Promise<void> {
    const lonely = [...state.active].toReversed().map(([name, { handle }]) => ({ name, missing: missingDependencies(state, handle.manifest.dependencies) })).find(({ missing }) => missing.length > 0)
    if (!lonely) return
    block(lonely.name, lonely.missing)
    await stopOne(lonely.name)
    await stopWithoutDependencies()
  }

  async function stopOne(name: string): Promise<void> {
    const activation = state.active.get(name)
    if (!activation) return
    state.active.delete(name)
    state.refused.delete(name)
    const stopping = deactivatePlugin(activation, environment)
    // Its addresses are free from the first moment; until it is decided what they answer, they say why.
    addresses.refuse(activation.handle.subject)
    await stopping
    options.onStopped(name)
    log.info({ plugin: name }, 'plugin stopped')
  }

  async function stopAll(): Promise<void> {
    for (const name of [...state.active.keys()].toReversed()) await stopOne(name)
  }

  /** For a plugin that was active and whose hook `onEnable` then threw. */
  async function failActive(name: string, cause: unknown): Promise<void> {
    fail(name, new StageFailure('enable', cause))
    await stopOne(name)
    await stopWithoutDependencies()
  }

  return { reconcile, stopAll, failActive, judgeFresh }
}

export type Reconciler = ReturnType<typeof createReconciler>
