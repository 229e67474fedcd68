import type { PluginArchive, PluginDetail, PluginFailure, PluginFinding, PluginSummary } from '@shopdb/contract/plugins'
import { contractVersion } from '@shopdb/contract/version'
import type { Activation } from './activate-plugin.ts'
import type { Judgement } from './judge-plugins.ts'
import { PluginNotFoundError } from './plugin-errors.ts'
import type { PluginSubject } from './plugin-subject.ts'
import type { PluginRow } from './plugin-tables.ts'
import { describePlugin, summarizePlugin } from './summarize-plugin.ts'

/** What one host knows and runs. Only the reconciler changes it. */
export type HostState = {
  subjects: PluginSubject[]
  /** About folders rather than about one plugin. */
  findings: PluginFinding[]
  rows: Map<string, PluginRow>
  judgements: Map<string, Judgement>
  readonly active: Map<string, Activation>
  readonly failures: Map<string, PluginFailure>
  /** Of active plugins: a version that could not take the place of the one that runs. */
  readonly refused: Map<string, PluginFailure & { version: string | null }>
  generation: number | null
  /** Archives of uninstalled plugins, newest first. */
  archives: Map<string, PluginArchive[]>
}

export function createHostState(): HostState {
  return { subjects: [], findings: [], rows: new Map(), judgements: new Map(), active: new Map(), failures: new Map(), refused: new Map(), generation: null, archives: new Map() }
}

export function subjectOf(state: HostState, name: string): PluginSubject | undefined {
  return state.subjects.find((subject) => subject.name === name)
}

export function judgementOf(state: HostState, name: string): Judgement {
  return state.judgements.get(name) ?? { state: 'discovered', blockedBy: [], findings: [] }
}

/** Hard dependencies of an active plugin that do not run. */
export function missingDependencies(state: HostState, dependencies: Readonly<Record<string, string>> = {}): string[] {
  return Object.keys(dependencies).filter((dependency) => !state.active.has(dependency))
}

/** Active plugins that cannot do without this one. */
export function dependantsOf(state: HostState, name: string): string[] {
  return [...state.active].filter(([, { handle }]) => name in (handle.manifest.dependencies ?? {})).map(([dependant]) => dependant)
}

export function summaryOf(state: HostState, name: string): PluginSummary {
  const row = state.rows.get(name)
  return summarizePlugin({ name, row, judgement: judgementOf(state, name), subject: subjectOf(state, name), failure: state.failures.get(name) ?? quarantineOf(row), contractVersion, refused: state.refused.get(name) })
}

export function detailOf(state: HostState, name: string, faults: number): PluginDetail {
  if (!state.judgements.has(name)) throw new PluginNotFoundError(name)
  return describePlugin(summaryOf(state, name), state.active.get(name), faults, state.archives.get(name) ?? [])
}

/** After a restart only the row remembers why. */
function quarantineOf(row: PluginRow | undefined): PluginFailure | undefined {
  if (!row?.quarantinedat) return undefined
  return { stage: 'run', message: row.quarantinereason ?? '', code: 'PLUGIN_NOT_STARTED', at: new Date(row.quarantinedat).toISOString() }
}
