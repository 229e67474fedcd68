/** What a rule says about one place. `message` tells why it is wrong and how to mend it. */
export type Finding = {
  file: string
  line: number
  rule: string
  message: string
  /** A warning is printed but fails nothing. Default: error. */
  severity?: 'error' | 'warning'
}

/** `file:line rule message`, the form that editors and terminals turn into a link. */
export function formatFinding(finding: Finding): string {
  const mark = finding.severity === 'warning' ? 'warning: ' : ''
  return `${finding.file}:${finding.line} ${finding.rule} ${mark}${finding.message}`
}

export function isError(finding: Finding): boolean {
  return finding.severity !== 'warning'
}
