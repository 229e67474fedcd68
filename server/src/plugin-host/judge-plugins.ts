import type { Manifest } from '@shopdb/contract/manifest'
import type { PluginFailure, PluginFinding, PluginState } from '@shopdb/contract/plugins'
import { orderPlugins } from './load-order.ts'
import { approvedCapabilities } from './plugin-store.ts'
import { capabilitiesOf, type PluginSubject } from './plugin-subject.ts'
import type { PluginRow } from './plugin-tables.ts'

/** What was decided about one plugin. `state` is `active` here when it should run. */
export type Judgement = { state: PluginState; blockedBy: string[]; findings: PluginFinding[] }

export type JudgeInput = {
  subjects: readonly PluginSubject[]
  rows: ReadonlyMap<string, PluginRow>
  /** Plugins whose last activation failed and that are not to be tried again now. */
  failures: ReadonlyMap<string, PluginFailure>
  schemaAhead: ReadonlySet<string>
  /** Development and test: an external plugin that asks for capabilities waits for approval rather than for installation. */
  installsByItself: boolean
}

export type Verdict = { judgements: Map<string, Judgement>; order: string[] }

/** Decides about every plugin from what is known without running any of them. */
export function judgePlugins(input: JudgeInput): Verdict {
  const judgements = new Map<string, Judgement>()
  const candidates: Manifest[] = []
  for (const subject of input.subjects) {
    const state = stateAlone(subject, input)
    judgements.set(subject.name, { state, blockedBy: [], findings: [...subject.findings] })
    if (state === 'active' && subject.manifest) candidates.push(subject.manifest)
  }
  for (const name of input.rows.keys()) if (!judgements.has(name)) judgements.set(name, { state: isParked(input.rows.get(name)) ? 'parked' : 'orphan', blockedBy: [], findings: [] })
  const others = new Map([...judgements].filter(([, { state }]) => state !== 'active').map(([name, { state }]) => [name, state]))
  const { order, blocked } = orderPlugins(candidates, others)
  for (const [name, { by, finding }] of blocked) judgements.set(name, { state: 'blocked', blockedBy: by, findings: [...(judgements.get(name)?.findings ?? []), finding] })
  return { judgements, order }
}

/** Uninstalled, and something of it is still here. */
export function isParked(row: PluginRow | undefined): boolean {
  return row?.wanted === 'parked' || row?.wanted === 'removing'
}

function stateAlone(subject: PluginSubject, { rows, failures, schemaAhead, installsByItself }: JudgeInput): PluginState {
  const errors = subject.findings.filter(({ severity }) => severity === 'error')
  const row = rows.get(subject.name)
  if (isParked(row)) return 'parked'
  // Another contract version explains further findings: keys this host does not know, features it lacks.
  if (errors.some(({ id }) => id === 'core-version/outside')) return 'incompatible'
  if (errors.length > 0 || !subject.manifest) return 'invalid'
  const wanted = capabilitiesOf(subject.manifest)
  if (!row) return installsByItself && !subject.bundled && wanted.length > 0 ? 'awaiting-approval' : 'discovered'
  if (row.wanted === 'disabled') return 'disabled'
  if (row.quarantinedat !== null) return 'quarantined'
  const approved = approvedCapabilities(row)
  if (!subject.bundled && wanted.some((capability) => !approved.includes(capability))) return 'awaiting-approval'
  if (schemaAhead.has(subject.name)) return 'schema-ahead'
  return failures.has(subject.name) ? 'failed' : 'active'
}
