import { babelParse } from '@vue/compiler-sfc'
import type { UiModuleProblem } from '@shopdb/contract/plugin-ui'
import { problemAt, type ImportSite } from './compiled-source.ts'

export type FoundImports = { sites: ImportSite[]; problems: UiModuleProblem[] }
export type CodeToRead = { file: string; code: string; typescript: boolean; /** Lines of the file before the code. */ linesBefore?: number }

/** Every address that code imports from; imports of types alone do not count. Unreadable code is a problem with its line. */
export function findImports({ file, code, typescript, linesBefore = 0 }: CodeToRead): FoundImports {
  const found: FoundImports = { sites: [], problems: [] }
  let program: unknown
  try {
    program = babelParse(code, { sourceType: 'module', plugins: typescript ? ['typescript'] : [] }).program
  } catch (error) {
    const line = lineOf(error)
    return { sites: [], problems: [problemAt(file, line === null ? null : line + linesBefore, textOf(error), 'Correct the syntax.')] }
  }
  visit(program, (node) => {
    const line = (node.loc?.start.line ?? 1) + linesBefore
    if (typescript && notErasable.has(node.type)) found.problems.push(problemAt(file, line, `${notErasable.get(node.type)} is no TypeScript that disappears when types are taken away.`, 'Write it as plain JavaScript: an object "as const" instead of an enum, a module instead of a namespace, an assignment in the constructor.'))
    const source = sourceOf(node)
    if (source === 'computed') found.problems.push(problemAt(file, line, 'import() with a computed address.', 'Write the address as a plain text: import(\'./late.vue\').'))
    else if (source) found.sites.push({ specifier: source.value, start: source.start, end: source.end, line })
  })
  return found
}

const notErasable = new Map([['TSEnumDeclaration', 'An enum'], ['TSModuleDeclaration', 'A namespace'], ['TSParameterProperty', 'A parameter property'], ['TSExportAssignment', '"export ="'], ['TSImportEqualsDeclaration', '"import ="']])

type Node = { type: string; loc?: { start: { line: number } } | null; [key: string]: unknown }
type Source = { value: string; start: number; end: number }

function visit(value: unknown, enter: (node: Node) => void): void {
  if (Array.isArray(value)) for (const entry of value) visit(entry, enter)
  if (!isNode(value)) return
  enter(value)
  for (const child of Object.values(value)) if (typeof child === 'object' && child !== null) visit(child, enter)
}

function isNode(value: unknown): value is Node {
  return typeOf(value) !== null
}

function sourceOf(node: Node): Source | 'computed' | null {
  if (node.type === 'ImportDeclaration') return node['importKind'] === 'type' ? null : literal(node['source'])
  if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration') return node['exportKind'] === 'type' ? null : literal(node['source'])
  if (node.type === 'ImportExpression') return literal(node['source']) ?? 'computed'
  if (node.type === 'CallExpression' && typeOf(node['callee']) === 'Import') return literal(Array.isArray(node['arguments']) ? node['arguments'][0] : null) ?? 'computed'
  return null
}

function typeOf(value: unknown): string | null {
  return value && typeof value === 'object' && 'type' in value && typeof value.type === 'string' ? value.type : null
}

function literal(value: unknown): Source | null {
  if (typeOf(value) !== 'StringLiteral' || !value || typeof value !== 'object') return null
  const { value: text, start, end } = value as unknown as Source // a StringLiteral has all three
  return { value: text, start, end }
}

export function lineOf(error: unknown): number | null {
  if (!error || typeof error !== 'object' || !('loc' in error) || !error.loc || typeof error.loc !== 'object') return frameLine(textOf(error))
  const place = 'start' in error.loc && error.loc.start && typeof error.loc.start === 'object' ? error.loc.start : error.loc
  return 'line' in place && typeof place.line === 'number' ? place.line : null
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The line above the mark in a code frame: the only place where some errors of the compiler name it. */
function frameLine(message: string): number | null {
  const line = /(\d+)\s+\|[^\n]*\n\s+\|\s*\^/.exec(message)?.[1]
  return line === undefined ? null : Number(line)
}
