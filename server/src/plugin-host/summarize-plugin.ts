import type { PluginArchive, PluginDetail, PluginFailure, PluginSummary } from '@shopdb/contract/plugins'
import type { Activation } from './activate-plugin.ts'
import { isParked, type Judgement } from './judge-plugins.ts'
import { nextStepOf } from './next-step.ts'
import { approvedCapabilities } from './plugin-store.ts'
import { apiPrefixOf, capabilitiesOf, type PluginSubject } from './plugin-subject.ts'
import type { PluginRow } from './plugin-tables.ts'

export type Summarized = {
  name: string
  judgement: Judgement
  subject: PluginSubject | undefined
  row: PluginRow | undefined
  failure: PluginFailure | undefined
  contractVersion: string
  /** A version that could not take its place; it goes on running. */
  refused?: (PluginFailure & { version: string | null }) | undefined
}

/** One plugin as lists show it. */
export function summarizePlugin({ name, judgement, subject, row, failure, contractVersion, refused }: Summarized): PluginSummary {
  const manifest = subject?.manifest ?? null
  const shown = judgement.state === 'failed' || judgement.state === 'quarantined' ? failure : undefined
  return {
    name,
    title: manifest?.title ?? name,
    version: manifest?.version ?? null,
    installedVersion: row?.version ?? null,
    description: manifest?.description ?? null,
    author: manifest?.author ?? null,
    icon: manifest?.icon ?? null,
    state: judgement.state,
    bundled: subject?.bundled ?? false,
    coreVersion: manifest?.core_version ?? null,
    contractVersion,
    apiPrefix: manifest ? apiPrefixOf(manifest) : null,
    dependencies: { ...manifest?.dependencies },
    blockedBy: judgement.blockedBy,
    error: shown ?? (refused && { stage: refused.stage, message: refused.message, code: refused.code, at: refused.at }) ?? null,
    reason: refused ? `Version ${refused.version ?? '?'} could not start (${refused.stage}: ${refused.message}); version ${manifest?.version ?? '?'} goes on running.` : reasonOf(judgement, shown),
    capabilities: manifest ? capabilitiesOf(manifest) : [],
    approvedCapabilities: approvedCapabilities(row),
    findings: judgement.findings,
    installedAt: row && !isParked(row) ? new Date(row.installedat).toISOString() : null,
    nextStep: refused ? `Correct the new version and run: npx shopdb plugin replace ${name}. At the next start of the server only the files that are there count.` : nextStepOf(name, judgement),
  }
}

function reasonOf({ state, findings, blockedBy }: Judgement, failure: PluginFailure | undefined): string | null {
  if (failure) return `${failure.stage}: ${failure.message}`
  if (state === 'awaiting-approval') return 'It asks for capabilities nobody has approved.'
  if (state === 'schema-ahead') return 'Its tables are newer than its code.'
  if (state === 'orphan') return 'It is installed, but its folder has gone.'
  if (state === 'parked') return 'It is uninstalled; what it stored is still here.'
  const first = ['invalid', 'incompatible', 'blocked'].includes(state) ? findings.find(({ severity }) => severity === 'error') : undefined
  return first?.message ?? (blockedBy.length > 0 ? `It waits for ${blockedBy.join(', ')}.` : null)
}

/** The same with everything it has registered. */
export function describePlugin(summary: PluginSummary, activation: Activation | undefined, faults: number, archives: PluginArchive[]): PluginDetail {
  const routes = activation?.child.table.entries ?? []
  return {
    ...summary,
    registrations: activation?.registrations ?? [],
    routes: routes.map(({ method, url, permission }) => ({ method, path: url, permission })),
    activationMilliseconds: activation?.milliseconds ?? null,
    faults,
    archives,
  }
}
