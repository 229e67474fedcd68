import type { Logger } from 'pino'
import type { Manifest } from '@shopdb/contract/manifest'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { activatePlugin, chainOf, deactivatePlugin, StageFailure, type ActivationEnvironment } from './activate-plugin.ts'
import { judgementOf, missingDependencies, subjectOf, type HostState } from './host-state.ts'
import { contentHash } from './import-plugin.ts'
import { judgePlugins } from './judge-plugins.ts'
import type { PluginAddresses } from './plugin-addresses.ts'
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
    const verdict = judgePlugins({ ...state, schemaAhead: await findSchemasAhead(), installsByItself: options.installsByItself })
    state.judgements = verdict.judgements
    await stopOthers(verdict.order)
    for (const name of verdict.order) if (!state.active.has(name)) await startOne(name)
    await stopWithoutDependencies()
    await addresses.settle()
  }

  async function readAgain(retry: ReadonlySet<string>): Promise<void> {
    state.generation = await store.generation()
    state.rows = await store.rows()
    const { subjects, findings } = options.judge()
    Object.assign(state, { subjects, findings })
    for (const name of [...state.failures.keys()]) if (retry.has(name) || state.rows.get(name)?.changedat !== failedUnder.get(name)) state.failures.delete(name)
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

  /** Those that should not run any more, and those whose files have changed: they start again from the new ones. */
  async function stopOthers(order: readonly string[]): Promise<void> {
    for (const [name, { hash }] of [...state.active].toReversed()) {
      const subject = subjectOf(state, name)
      if (!subject || !order.includes(name) || hash !== contentHash(subject.folder)) await stopOne(name)
    }
  }

  async function startOne(name: string): Promise<void> {
    const subject = subjectOf(state, name)
    if (!subject?.manifest) return
    const missing = missingDependencies(state, subject.manifest.dependencies)
    if (missing.length > 0) return block(name, missing)
    try {
      const activation = await activatePlugin(subject, environment, { hash: contentHash(subject.folder), runInstall: (install) => runInstall(name, install) })
      state.active.set(name, activation)
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

  function fail(name: string, error: unknown): void {
    const stage = error instanceof StageFailure ? error.stage : 'run'
    const cause = error instanceof StageFailure ? error.cause : error
    const message = cause instanceof Error ? cause.message : String(cause)
    failedUnder.set(name, state.rows.get(name)?.changedat ?? 0)
    state.failures.set(name, { stage, message, code: 'PLUGIN_NOT_STARTED', at: new Date(options.now()).toISOString() })
    state.judgements.set(name, { ...judgementOf(state, name), state: 'failed' })
    log.error({ plugin: name, stage, err: cause }, 'plugin failed')
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

  return { reconcile, stopAll, failActive }
}

export type Reconciler = ReturnType<typeof createReconciler>
