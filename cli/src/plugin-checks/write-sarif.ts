import { pathToFileURL } from 'node:url'
import type { CheckRule } from './check-rules.ts'
import type { CheckReport } from './run-check.ts'

/** The report as SARIF 2.1.0, which code hosts show beside the lines. */
export function toSarif(reports: readonly { report: CheckReport; folder: string }[], rules: readonly CheckRule[], productVersion: string): unknown {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: reports.map(({ report, folder }) => ({
      tool: { driver: { name: 'shopdb plugin check', semanticVersion: productVersion, rules: rules.map(toSarifRule) } },
      originalUriBaseIds: { PLUGIN: { uri: `${pathToFileURL(folder).href}/` } },
      invocations: [{ executionSuccessful: true, toolExecutionNotifications: report.phases.filter(({ outcome }) => outcome === 'not-run').map(({ phase, reason }) => ({ level: 'note', message: { text: `${phase} did not run: ${reason ?? ''}` } })) }],
      results: report.findings.map((finding) => ({
        ruleId: finding.id,
        ruleIndex: rules.findIndex(({ id }) => id === finding.id),
        level: finding.severity,
        message: { text: `${finding.message} ${finding.fix}` },
        locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(finding.file), uriBaseId: 'PLUGIN' }, region: { startLine: finding.line } } }],
        ...(finding.exempt !== undefined && { suppressions: [{ kind: 'external', status: 'accepted', justification: finding.exempt }] }),
      })),
      properties: { plugin: report.plugin, contractVersion: report.contractVersion, tier: report.tier },
    })),
  }
}

function toSarifRule({ id, what, fix, severity, phase }: CheckRule): unknown {
  return { id, shortDescription: { text: what }, help: { text: fix }, defaultConfiguration: { level: severity }, properties: { phase } }
}
