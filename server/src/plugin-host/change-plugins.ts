import { join } from 'node:path'
import type { Logger } from 'pino'
import { contractVersion } from '@shopdb/contract/version'
import type { PluginDetail, RestoreResult, UninstallPlan, UninstallPolicy, UninstallResult } from '@shopdb/contract/plugins'
import { Problem } from '../platform/problem.ts'
import type { PluginMigrations } from './activate-plugin.ts'
import { dependantsOf, detailOf, judgementOf, subjectOf, summaryOf, type HostState } from './host-state.ts'
import { isParked } from './judge-plugins.ts'
import { PluginContractError, PluginDependencyError, PluginNotFoundError, PluginStageError, PluginVersionError } from './plugin-errors.ts'
import type { PluginStore } from './plugin-store.ts'
import { capabilitiesOf, type PluginSubject } from './plugin-subject.ts'
import type { Reconciler } from './reconcile.ts'
import type { Removal, Stopped } from './remove-plugin.ts'

export type ChangeOptions = {
  state: HostState
  store: PluginStore
  reconciler: Reconciler
  removal: Removal
  migrations: Pick<PluginMigrations, 'downgradeTo'>
  log: Logger
  judge: () => { subjects: PluginSubject[] }
}

/** What stays whatever the policy. */
const remains = [
  'the audit log: what was changed, with the type as text',
  'records of the platform that were made while it was used and may serve others, such as look-ups',
  'the numbers of assets that went are not given again',
]

type SoundSubject = PluginSubject & { manifest: NonNullable<PluginSubject['manifest']> }

/** What people wish of plugins: each is written down first, then carried out, then judged by what came of it. */
export function createPluginChanges({ state, store, reconciler, removal, migrations, log, judge }: ChangeOptions) {
  /** Throws what its files say against it. Reads them again: they may have been corrected since. */
  function soundSubject(name: string): SoundSubject {
    const subject = judge().subjects.find((candidate) => candidate.name === name)
    if (!subject) throw new PluginNotFoundError(name)
    const errors = subject.findings.filter(({ severity }) => severity === 'error')
    if (errors.some(({ id }) => id === 'core-version/outside')) throw new PluginVersionError(name, errors)
    if (errors.length > 0 || !subject.manifest) throw new PluginContractError(name, errors)
    return { ...subject, manifest: subject.manifest }
  }

  function assertInstalled(name: string): void {
    detailOf(state, name, 0)
    if (!state.rows.has(name) || isParked(state.rows.get(name))) throw new Problem('STATE_CONFLICT', { detail: `The plugin ${name} is not installed. Install it with: npx shopdb plugin install ${name}`, extra: { plugin: name, state: judgementOf(state, name).state } })
  }

  function assertNobodyDepends(name: string): void {
    const dependants = dependantsOf(state, name)
    if (dependants.length > 0) throw new PluginDependencyError(name, dependants)
  }

  function assertThere(name: string): void {
    detailOf(state, name, 0)
    mustRow(name)
  }

  function mustRow(name: string): Stopped['row'] {
    const row = state.rows.get(name)
    if (!row) throw new Problem('STATE_CONFLICT', { detail: `The plugin ${name} is not installed, and nothing of it is here.`, extra: { plugin: name, state: judgementOf(state, name).state } })
    return row
  }

  const manifestTables = (name: string): string[] => (subjectOf(state, name)?.manifest?.tables ?? []).map((table) => table.name)

  const defaultPolicy = (name: string): UninstallPolicy => subjectOf(state, name)?.manifest?.data ?? 'archive'

  /** Stops it everywhere; from now on its data is only looked at by the host. */
  async function park(name: string, { version, contractversion, capabilities }: Pick<Stopped['row'], 'version' | 'contractversion' | 'capabilities'>): Promise<void> {
    const approved: unknown = JSON.parse(capabilities)
    await store.park(name, { version, contractVersion: contractversion, capabilities: Array.isArray(approved) ? approved.map(String) : [] })
    await reconciler.reconcile()
  }

  async function turnOn(subject: SoundSubject, approve: boolean): Promise<PluginDetail> {
    const { name, manifest } = subject
    const wasActive = state.active.has(name)
    const capabilities = approve || subject.bundled ? capabilitiesOf(manifest) : summaryOf(state, name).approvedCapabilities
    await store.enable([{ name, version: manifest.version, contractVersion, capabilities }])
    await reconciler.reconcile(new Set([name]))
    if (!wasActive) await state.active.get(name)?.callHook('onEnable').catch((error: unknown) => reconciler.failActive(name, error))
    return runningDetail(state, name)
  }

  /** A plugin cannot keep itself running by throwing. */
  async function callFarewell(name: string, hook: 'onDisable' | 'onUninstall', policy?: UninstallPolicy): Promise<void> {
    await state.active.get(name)?.callHook(hook, policy).catch((error: unknown) => log.warn({ plugin: name, err: error }, `${hook} failed`))
  }

  /** Before anything is touched: would the files that are there run? */
  async function assertWouldRun(subject: SoundSubject, approve: boolean): Promise<void> {
    const { name } = subject
    const judgement = await reconciler.judgeFresh(subject)
    if (judgement?.state === 'active' || (judgement?.state === 'awaiting-approval' && approve)) return
    if (judgement?.state === 'awaiting-approval') throw new Problem('PLUGIN_NOT_APPROVED', { detail: `The new version of ${name} asks for more than is approved; the one before goes on running.`, extra: { plugin: name, capabilities: capabilitiesOf(subject.manifest) } })
    if (judgement?.state === 'blocked') throw new PluginDependencyError(name, judgement.blockedBy)
    throw new Problem('STATE_CONFLICT', { detail: `The files of ${name} that are there would be "${judgement?.state ?? 'unknown'}"; the version that runs goes on running.`, extra: { plugin: name, state: judgement?.state } })
  }

  /** Other processes follow when it has worked here. */
  async function replace(name: string, approve: boolean): Promise<PluginDetail> {
    assertInstalled(name)
    const subject = soundSubject(name)
    if (!state.active.has(name)) return turnOn(subject, approve)
    await assertWouldRun(subject, approve)
    const capabilities = approve || subject.bundled ? capabilitiesOf(subject.manifest) : summaryOf(state, name).approvedCapabilities
    if (approve) await store.approve(name, capabilities)
    await reconciler.reconcile(new Set([name]))
    const refused = state.refused.get(name)
    if (refused) throw new PluginStageError(name, { stage: refused.stage, message: `${refused.message} (version ${refused.version ?? '?'}). Version ${state.active.get(name)?.handle.version ?? '?'} goes on running.`, place: refused.place, code: refused.code, at: refused.at })
    await store.enable([{ name, version: subject.manifest.version, contractVersion, capabilities }])
    await reconciler.reconcile()
    return runningDetail(state, name)
  }

  return {
    replace,
    async install(name: string, approve: boolean): Promise<PluginDetail> {
      const subject = soundSubject(name)
      const wanted = capabilitiesOf(subject.manifest)
      if (!subject.bundled && !approve && wanted.length > 0) throw new Problem('PLUGIN_NOT_APPROVED', { detail: `${name} asks for: ${wanted.join(', ')}.`, extra: { plugin: name, capabilities: wanted } })
      return turnOn(subject, approve)
    },
    async enable(name: string): Promise<PluginDetail> {
      assertInstalled(name)
      return state.active.has(name) ? replace(name, false) : turnOn(soundSubject(name), false)
    },
    /** The way back from "schema ahead" when the newer files are not to be had. */
    async downgrade(name: string): Promise<PluginDetail> {
      assertInstalled(name)
      const subject = soundSubject(name)
      if (state.active.has(name)) throw new Problem('STATE_CONFLICT', { detail: `The plugin ${name} is active: its tables are those of its version.`, extra: { plugin: name } })
      const files = await migrations.downgradeTo(name, join(subject.folder, 'migrations'))
      log.info({ plugin: name, files }, 'took back migrations of a plugin')
      return turnOn(subject, false)
    },
    async disable(name: string): Promise<PluginDetail> {
      assertInstalled(name)
      assertNobodyDepends(name)
      await callFarewell(name, 'onDisable')
      state.failures.delete(name)
      await store.disable(name)
      await reconciler.reconcile()
      return detailOf(state, name, 0)
    },
    async planUninstall(name: string, chosen: UninstallPolicy | undefined): Promise<UninstallPlan> {
      assertThere(name)
      const policy = chosen ?? defaultPolicy(name)
      return { name, policy, blockedBy: dependantsOf(state, name), entries: await removal.plan(name, policy, manifestTables(name)), remains }
    },
    /** Without a policy as its manifest says. Parked data can be archived or purged later. */
    async uninstall(name: string, chosen: UninstallPolicy | undefined): Promise<UninstallResult> {
      assertThere(name)
      assertNobodyDepends(name)
      const policy = chosen ?? defaultPolicy(name)
      const tables = manifestTables(name)
      await callFarewell(name, 'onUninstall', policy)
      const before = mustRow(name)
      if (!isParked(before)) await park(name, before)
      const done = await removal.uninstall({ name, row: before, manifestTables: tables }, policy)
      await reconciler.reconcile()
      return { name, policy, ...done }
    },
    /** Finishes removals that were interrupted by the end of the process. */
    async finishRemovals(): Promise<void> {
      for (const [name, { wanted }] of state.rows) {
        if (wanted !== 'removing') continue
        await removal.finish(name, manifestTables(name)).then(() => log.info({ plugin: name }, 'finished an interrupted removal'), (error: unknown) => log.error({ plugin: name, err: error }, 'could not finish an interrupted removal'))
      }
      await reconciler.reconcile()
    },
    /** Puts an archive back, the newest without an id, and runs the plugin again when its folder is there. */
    async restore(name: string, id: string | undefined): Promise<{ detail: PluginDetail; result: RestoreResult }> {
      assertNobodyDepends(name)
      await removal.assertRoom(name, manifestTables(name))
      const opened = await removal.open(name, id)
      const { about, archive } = opened
      await park(name, { version: about.version ?? '', contractversion: about.contractVersion, capabilities: JSON.stringify(about.capabilities) })
      const rows = await removal.load(opened, manifestTables(name))
      const sound = judge().subjects.find((subject) => subject.name === name && subject.manifest && !subject.findings.some(({ severity }) => severity === 'error'))
      const detail = sound ? await turnOn(soundSubject(name), false) : detailOf(state, name, 0)
      return { detail, result: { archive, rows } }
    },
    async quarantine(name: string, error: unknown): Promise<void> {
      if (!state.active.has(name)) return
      await store.quarantine(name, error instanceof Error ? error.message : String(error))
      await reconciler.reconcile()
      log.error({ plugin: name, err: error }, 'plugin quarantined after too many faults')
    },
  }
}

/** The plugin after an attempt to run it; throws the typed reason when it does not run. */
function runningDetail(state: HostState, name: string): PluginDetail {
  const detail = detailOf(state, name, 0)
  if (detail.state === 'active') return detail
  if (detail.state === 'blocked') throw new PluginDependencyError(name, detail.blockedBy)
  if (detail.error) throw new PluginStageError(name, detail.error)
  if (detail.state === 'awaiting-approval') throw new Problem('PLUGIN_NOT_APPROVED', { extra: { plugin: name, capabilities: detail.capabilities } })
  throw new Problem('STATE_CONFLICT', { detail: `The plugin ${name} is ${detail.state}.`, extra: { plugin: name, state: detail.state } })
}
