import type { Finding } from './finding.ts'
import type { Rule } from './repository.ts'
import { runNode, type Outcome } from './run-program.ts'
import { isCode } from './source-tree.ts'

/** oxlint with .oxlintrc.json: the rules every project knows, in half a second. */
export const lintRule: Rule = {
  name: 'lint',
  applies: isCode,
  check: async (_files, { root }) => readLint(await runNode(root, 'node_modules/oxlint/bin/oxlint', ['--format=json'])),
}

type Diagnostic = { message: string; code?: string; severity: string; help?: string; filename: string; labels: { span: { line: number } }[] }

export function readLint({ status, output }: Outcome): Finding[] {
  const report = parseReport(output)
  if (report === undefined) return [{ file: '.oxlintrc.json', line: 1, rule: 'lint', message: `oxlint failed (status ${status}): ${output.trim().slice(0, 500)}` }]
  return report.map((each) => ({
    file: each.filename.replaceAll('\\', '/'),
    line: each.labels[0]?.span.line ?? 1,
    rule: 'lint',
    message: [each.message, firstLine(each.help), each.code === undefined ? '' : `(${each.code})`].filter(Boolean).join(' '),
    severity: each.severity === 'error' ? 'error' : 'warning',
  }))
}

/** Some advice quotes the whole construct; one line tells enough to find the rule. */
function firstLine(text: string | undefined): string {
  return text?.split('\n')[0]?.slice(0, 200) ?? ''
}

function parseReport(output: string): Diagnostic[] | undefined {
  if (!output.trimStart().startsWith('{')) return undefined
  const report: unknown = JSON.parse(output)
  if (typeof report !== 'object' || report === null || !('diagnostics' in report)) return undefined
  return report.diagnostics as Diagnostic[] // oxlint's own output of a pinned version; its shape is tested in check-lint.test.ts
}
