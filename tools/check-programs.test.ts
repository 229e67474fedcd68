import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readLint } from './check-lint.ts'
import { readCompiler } from './check-types.ts'
import { runNode } from './run-program.ts'

const root = resolve(import.meta.dirname, '..')
let folder = ''

beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'shopdb-lint-')) })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function lint(name: string, text: string): Promise<string[]> {
  writeFileSync(join(folder, name), text)
  const outcome = await runNode(root, 'node_modules/oxlint/bin/oxlint', ['--format=json', '-c', '.oxlintrc.json', join(folder, name)])
  return readLint(outcome).map(({ message }) => /\(([^()]*\([^()]*\))\)$/.exec(message)?.[1] ?? message)
}

test.each([
  ['any', 'export const a: any = 1', 'no-explicit-any'],
  ['a non-null assertion', 'export const a = (b?: string) => b!.length', 'no-non-null-assertion'],
  ['a default export', 'export default 1', 'no-default-export'],
  ['a namespace', 'export namespace A { export const b = 1 }', 'no-namespace'],
  ['loose equality', 'export const a = (b: unknown) => b == 1', 'eqeqeq'],
  ['a lost cause', "export function a() { try { JSON.parse('') } catch (error) { throw new Error('b') } }", 'preserve-caught-error'],
])('the lint configuration refuses %s', async (_name, text, rule) => {
  expect((await lint('example.ts', text)).join()).toContain(rule)
})

test('plugin.ts may export by default, as its host asks for', async () => {
  expect(await lint('plugin.ts', 'export default 1')).toEqual([])
})

test('a type error becomes a finding with file, line and message', () => {
  const output = "server/src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.\n"
  expect(readCompiler('types', { status: 2, output })).toEqual([{ file: 'server/src/a.ts', line: 3, rule: 'types', message: "TS2322: Type 'string' is not assignable to type 'number'." }])
})

test('a compiler that dies without a word fails', () => {
  expect(readCompiler('types', { status: 1, output: 'Out of memory' })).toHaveLength(1)
  expect(readLint({ status: 1, output: 'not JSON' })).toHaveLength(1)
  expect(readCompiler('types', { status: 0, output: '' })).toEqual([])
})
