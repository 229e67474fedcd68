/** One thing a check found, where it stands and what mends it. */
export type CheckFinding = {
  /** A rule of `checkRules`. */
  id: string
  severity: 'error' | 'warning'
  plugin: string
  /** Relative to the plugin's folder, with forward slashes. */
  file: string
  /** First line is 1. */
  line: number
  message: string
  fix: string
  /** Why the manifest says this rule does not apply; such a finding fails nothing. */
  exempt?: string
}

/** What a check says; the rule adds severity, the subject adds the plugin's name. */
export type Found = { id: string; file: string; line?: number; message: string; fix?: string }
