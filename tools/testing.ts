import type { Finding } from './finding.ts'
import type { Rule } from './repository.ts'

/** Runs one rule over files written in the test, as run-checks runs it over the tree. */
export async function findingsOf(rule: Rule, files: Readonly<Record<string, string>>): Promise<Finding[]> {
  const all = Object.entries(files).map(([path, text]) => ({ path, text }))
  return rule.check(all.filter(({ path }) => rule.applies(path)), { root: '.', files: all })
}

/** `file:line` of every finding: enough to say what a rule caught. */
export async function placesOf(rule: Rule, files: Readonly<Record<string, string>>): Promise<string[]> {
  return (await findingsOf(rule, files)).map(({ file, line }) => `${file}:${line}`)
}
