import type { Logger } from 'pino'
import { contractVersion } from '@shopdb/contract/version'
import type { PluginDetail, UninstallPolicy } from '@shopdb/contract/plugins'
import { Problem } from '../platform/problem.ts'
import type { PluginMigrations } from './activate-plugin.ts'
import { dependantsOf, detailOf, judgementOf, summaryOf, type HostState } from './host-state.ts'
import { PluginContractError, PluginDependencyError, PluginNotFoundError, PluginStageError, PluginVersionError } from './plugin-errors.ts'
import type { PluginStore } from './plugin-store.ts'
import { capabilitiesOf, type PluginSubject } from './plugin-subject.ts'
import type { Reconciler } from './reconcile.ts'

export type ChangeOptions = {
  state: HostState
  store: PluginStore
  reconciler: Reconciler
  migrations: PluginMigrations
  log: Logger
  judge: () => { subjects: PluginSubject[] }
}

type SoundSubject = PluginSubject & { manifest: NonNullable<PluginSubject['manifest']> }

/** What people wish of plugins: each is written down first, then carried out, then judged by what came of it. */
export function createPluginChanges({ state, store, reconciler, migrations, log, judge }: ChangeOptions) {
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
    if (!state.rows.has(name)) throw new Problem('STATE_CONFLICT', { detail: `The plugin ${name} is not installed.`, extra: { plugin: name, state: judgementOf(state, name).state } })
  }

  function assertNobodyDepends(name: string): void {
    const dependants = dependantsOf(state, name)
    if (dependants.length > 0) throw new PluginDependencyError(name, dependants)
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

  return {
    async install(name: string, approve: boolean): Promise<PluginDetail> {
      const subject = soundSubject(name)
      const wanted = capabilitiesOf(subject.manifest)
      if (!subject.bundled && !approve && wanted.length > 0) throw new Problem('PLUGIN_NOT_APPROVED', { detail: `${name} asks for: ${wanted.join(', ')}.`, extra: { plugin: name, capabilities: wanted } })
      return turnOn(subject, approve)
    },
    async enable(name: string): Promise<PluginDetail> {
      assertInstalled(name)
      return turnOn(soundSubject(name), false)
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
    async uninstall(name: string, policy: UninstallPolicy): Promise<void> {
      assertInstalled(name)
      assertNobodyDepends(name)
      if (policy === 'archive') throw new Problem('RULE_BROKEN', { detail: 'Archiving the data of a plugin is not offered yet; choose keep or purge.' })
      await callFarewell(name, 'onUninstall', policy)
      await store.remove(name)
      await reconciler.reconcile()
      if (policy === 'purge') await migrations.purge(name)
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
