import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { formatFinding } from './finding.ts'
import { allRules, quickRules } from './rules.ts'
import { runChecks, stagedFiles } from './run-checks.ts'
import type { Rule } from './repository.ts'

const files = [{ path: 'a.ts', text: '' }, { path: 'b.ts', text: '' }, { path: 'c.ts', text: '' }]

const rule: Rule = {
  name: 'example',
  applies: (path) => path !== 'c.ts',
  check: (seen) => seen.flatMap(({ path }) => [
    { file: path, line: 1, rule: 'example', message: 'slow', severity: 'warning' as const },
    ...(path === 'a.ts' ? [{ file: path, line: 2, rule: 'example', message: 'wrong' }] : []),
  ]),
}

test('files pass or fail; a warning fails none', async () => {
  const [result] = await runChecks({ root: '.', files }, [rule])
  expect(result).toMatchObject({ rule: 'example', passed: 1, failed: 1 })
  expect(result?.findings.map(formatFinding)).toContain('a.ts:2 example wrong')
  expect(result?.findings.map(formatFinding)).toContain('b.ts:1 example warning: slow')
})

test('a commit is judged by its own files', async () => {
  const [result] = await runChecks({ root: '.', files }, [rule], new Set(['b.ts']))
  expect(result).toMatchObject({ passed: 1, failed: 0 })
})

test('a rule that breaks is a failure, and the others go on', async () => {
  const broken: Rule = { name: 'broken', applies: () => true, check: () => { throw new Error('no such module') } }
  const [first, second] = await runChecks({ root: '.', files }, [broken, rule])
  expect(first).toMatchObject({ failed: 1, findings: [{ message: 'The rule itself failed: no such module' }] })
  expect(second).toMatchObject({ passed: 1, failed: 1 })
})

test('only what is staged counts as the commit', () => {
  const root = mkdtempSync(join(tmpdir(), 'shopdb-staged-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  execFileSync('git', ['init', '-q'], { cwd: root })
  writeFileSync(join(root, 'staged.ts'), '')
  writeFileSync(join(root, 'left-out.ts'), '')
  execFileSync('git', ['add', 'staged.ts'], { cwd: root })
  expect([...stagedFiles(root)]).toEqual(['staged.ts'])
})

test('every rule has a name of its own, and the quick ones are part of all', () => {
  expect(new Set(allRules.map(({ name }) => name)).size).toBe(allRules.length)
  expect(allRules).toEqual(expect.arrayContaining([...quickRules]))
})

test('the program ends with one line that adds up all rules', () => {
  const output = execFileSync(process.execPath, ['tools/run-checks.ts', '--only', 'scripts'], { cwd: resolve(import.meta.dirname, '..'), encoding: 'utf8' })
  expect(output.trimEnd().split('\n').at(-1)).toMatch(/^\d+ passed, 0 failed$/)
})
