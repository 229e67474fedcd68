import { failsCheck, notAskedFor, type CheckReport } from './run-check.ts'
import { missingFor } from './tiers.ts'

/** The report in words: findings by file, phases, the tier and what the next one needs. */
export function printReport(report: CheckReport): string {
  const { plugin, version, findings, phases, contractVersion, tier } = report
  const lines = [`${plugin} ${version ?? ''} against contract ${contractVersion}`.replace('  ', ' '), '']
  for (const finding of findings) {
    const mark = finding.exempt !== undefined ? 'exempt' : finding.severity
    lines.push(`${finding.file}:${finding.line} ${mark} ${finding.id}`, `  ${finding.message}`, `  ${finding.exempt !== undefined ? `Exempt: ${finding.exempt}` : `Fix: ${finding.fix}`}`)
  }
  if (findings.length > 0) lines.push('')
  for (const { phase, outcome, reason, milliseconds } of phases) {
    if (reason === notAskedFor) continue
    lines.push(`${phase.padEnd(10)} ${outcome === 'not-run' ? 'not run' : outcome}${reason === null ? ` (${milliseconds} ms)` : `: ${reason}`}`)
  }
  const errors = findings.filter(failsCheck).length
  lines.push('', `${errors} ${errors === 1 ? 'error' : 'errors'}, ${findings.length - errors} other ${findings.length - errors === 1 ? 'finding' : 'findings'}. Tier: ${tier ?? 'none'}.`)
  const { next, missing } = missingFor(tier, phases)
  if (next !== null) lines.push(`For ${next}: ${missing.map(({ phase, outcome, reason }) => `${phase} (${outcome === 'failed' ? 'failed' : reason ?? 'not run'})`).join(', ')}.`)
  return lines.join('\n')
}
