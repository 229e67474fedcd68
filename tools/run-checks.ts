import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { formatFinding, isError, type Finding } from './finding.ts'
import { readRepository, type Repository, type Rule, type SourceFile } from './repository.ts'
import { allRules, quickRules } from './rules.ts'

export type RuleResult = { rule: string; passed: number; failed: number; findings: Finding[]; milliseconds: number }

/** Runs the rules side by side. A file passes a rule when the rule finds no error in it. */
export function runChecks(repository: Repository, rules: readonly Rule[], only?: ReadonlySet<string>): Promise<RuleResult[]> {
  return Promise.all(rules.map((rule) => runRule(rule, repository, only)))
}

async function runRule(rule: Rule, repository: Repository, only: ReadonlySet<string> | undefined): Promise<RuleResult> {
  const started = performance.now()
  const files = repository.files.filter(({ path }) => rule.applies(path) && only?.has(path) !== false)
  const found = files.length === 0 ? [] : await checkSafely(rule, files, repository)
  const findings = found.filter(({ file }) => only?.has(file) !== false)
  const failed = new Set(findings.filter(isError).map(({ file }) => file)).size
  return { rule: rule.name, passed: Math.max(0, files.length - failed), failed, findings, milliseconds: Math.round(performance.now() - started) }
}

/** A rule that breaks says so in its own line; the others still speak. */
async function checkSafely(rule: Rule, files: readonly SourceFile[], repository: Repository): Promise<Finding[]> {
  try {
    return await rule.check(files, repository)
  } catch (error) {
    return [{ file: files[0]?.path ?? '', line: 1, rule: rule.name, message: `The rule itself failed: ${error instanceof Error ? error.message : String(error)}` }]
  }
}

/** Paths of the index, for the hook: the commit is judged, not what lies about in the working tree beside it. */
export function stagedFiles(root: string): Set<string> {
  const list = execFileSync('git', ['diff', '--cached', '--name-only', '-z', '--diff-filter=ACMR'], { cwd: root, encoding: 'utf8' })
  return new Set(list.split('\0').filter(Boolean))
}

function printResults(results: readonly RuleResult[], { warnings, quiet }: { warnings: boolean; quiet: boolean }): void {
  for (const finding of results.flatMap(({ findings }) => findings)) if (isError(finding) || warnings) console.log(formatFinding(finding))
  for (const { rule, passed, failed, milliseconds } of quiet ? [] : results) console.log(`${rule}: ${passed} passed, ${failed} failed (${milliseconds} ms)`)
  const sum = (pick: (result: RuleResult) => number): number => results.reduce((total, result) => total + pick(result), 0)
  console.log(`${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`)
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { staged: { type: 'boolean' }, only: { type: 'string' }, warnings: { type: 'boolean' } } })
  const root = resolve(import.meta.dirname, '..')
  const wanted = values.only?.split(',')
  const rules = (values.staged === true ? quickRules : allRules).filter(({ name }) => wanted?.includes(name) !== false)
  const results = await runChecks(readRepository(root), rules, values.staged === true ? stagedFiles(root) : undefined)
  printResults(results, { warnings: values.warnings === true, quiet: values.staged === true })
  process.exitCode = results.some(({ failed }) => failed > 0) ? 1 : 0
}

if (import.meta.main) await main()
