import { contractVersion } from '@shopdb/contract/version'
import { CannotCheck } from './cannot-check.ts'
import type { CheckFinding, Found } from './check-finding.ts'
import { ruleOf } from './check-rules.ts'
import type { PluginUnderCheck } from './read-plugin.ts'
import { computeTier, phases, type Phase, type PhaseResult, type Tier } from './tiers.ts'

export type CheckReport = {
  plugin: string
  version: string | null
  contractVersion: string
  tier: Tier | null
  phases: PhaseResult[]
  findings: CheckFinding[]
}

export type Progress = (phase: Phase, what: string) => void

/** What a phase says: findings, and what of it could not be looked at. */
export type PhaseOutcome = { found: readonly Found[]; notRun?: string }

export type PhaseWork = (plugin: PluginUnderCheck, progress: (what: string) => void) => PhaseOutcome | Promise<PhaseOutcome>

/** A later phase makes no sense before these have passed. */
const needs: Partial<Record<Phase, readonly Phase[]>> = {
  types: ['static'], contract: ['static'], faults: ['contract'], engines: ['contract'], ui: ['contract'], tests: ['contract'], documents: ['static'], volume: ['contract'], kill: ['contract'], upgrade: ['contract'],
}

/** One may run a later phase alone; what it builds on is then taken for granted. */
export const notAskedFor = 'not asked for'

/** Runs the phases asked for, in their order, each once what it builds on has passed. */
export async function runCheck(plugin: PluginUnderCheck, wanted: readonly Phase[], works: Readonly<Record<Phase, PhaseWork>>, progress: Progress): Promise<CheckReport> {
  const results: PhaseResult[] = []
  const findings: CheckFinding[] = []
  for (const { name } of phases) {
    const { result, found } = await runPhase(plugin, name, wanted, works[name], results, progress)
    results.push(result)
    findings.push(...found)
  }
  return { plugin: plugin.name, version: plugin.subject.manifest?.version ?? null, contractVersion, tier: computeTier(results), phases: results, findings }
}

async function runPhase(plugin: PluginUnderCheck, phase: Phase, wanted: readonly Phase[], work: PhaseWork, before: readonly PhaseResult[], progress: Progress): Promise<{ result: PhaseResult; found: CheckFinding[] }> {
  const started = performance.now()
  const notRun = (reason: string): { result: PhaseResult; found: CheckFinding[] } => ({ result: { phase, outcome: 'not-run', reason, milliseconds: Math.round(performance.now() - started) }, found: [] })
  if (!wanted.includes(phase)) return notRun(notAskedFor)
  const missing = needs[phase]?.find((needed) => before.some((result) => result.phase === needed && result.outcome !== 'passed' && result.reason !== notAskedFor))
  if (missing !== undefined) return notRun(`the phase "${missing}" did not pass`)
  progress(phase, '')
  const { found, notRun: reason } = await outcomeOf(work, plugin, (what) => progress(phase, what))
  const findings = found.map((each) => complete(plugin, each))
  const hasFailed = findings.some(({ severity, exempt }) => severity === 'error' && exempt === undefined)
  if (reason !== undefined && !hasFailed) return { ...notRun(reason), found: findings }
  return { result: { phase, outcome: hasFailed ? 'failed' : 'passed', reason: null, milliseconds: Math.round(performance.now() - started) }, found: findings }
}

async function outcomeOf(work: PhaseWork, plugin: PluginUnderCheck, progress: (what: string) => void): Promise<PhaseOutcome> {
  try {
    return await work(plugin, progress)
  } catch (error) {
    if (error instanceof CannotCheck) return { found: [], notRun: error.message }
    throw error
  }
}

function complete(plugin: PluginUnderCheck, { id, file, line = 1, message, fix }: Found): CheckFinding {
  const rule = ruleOf(id)
  const exempt = rule.mayBeExempt === true ? plugin.subject.manifest?.quality?.exempt?.find((each) => each.rule === id)?.reason : undefined
  return { id, severity: rule.severity, plugin: plugin.name, file, line, message, fix: fix ?? rule.fix, ...(exempt !== undefined && { exempt }) }
}

export function failsCheck({ severity, exempt }: CheckFinding): boolean {
  return severity === 'error' && exempt === undefined
}
