import ts from 'typescript'
import type { Finding } from './finding.ts'
import type { Rule, SourceFile } from './repository.ts'
import { isCode, isTest, lineOf, treeOf, visitNodes } from './source-tree.ts'

/** Names in the database: tables plural, tables and columns lower case, words run together. */
export const tableNamesRule: Rule = {
  name: 'table-names',
  applies: (path) => (isCode(path) && !isTest(path)) || isDeclaration(path),
  check: (files) => files.flatMap((file) => (isDeclaration(file.path) ? checkJson(file) : checkCode(file))),
}

function isDeclaration(path: string): boolean {
  return /(^|\/)(migrations|asset-types)\/[^/]+\.json$/.test(path)
}

const runTogether = /^[a-z][a-z0-9]*$/
/** Plural or mass nouns that do not end in "s"; a word may stand before them, run together. */
const massNouns = ['equipment', 'metadata', 'media', 'quarantine']

export function judgeTable(name: string): string | undefined {
  if (!runTogether.test(name)) return `Table "${name}": names in the database are lower case with the words run together, the same on every engine without quoting.`
  return name.endsWith('s') || massNouns.some((noun) => name.endsWith(noun)) ? undefined : `Table "${name}" is singular: a table holds many; name it by the plural.`
}

export function judgeColumn(name: string): string | undefined {
  return runTogether.test(name) ? undefined : `Column "${name}": columns are lower case with the words run together (mapx, inheritsposition).`
}

function checkCode(file: SourceFile): Finding[] {
  const tree = treeOf(file)
  const findings: Finding[] = []
  visitNodes(tree, (node) => {
    for (const message of judgeDefinition(node)) findings.push({ file: file.path, line: lineOf(tree, node), rule: 'table-names', message })
  })
  return findings
}

/** Reads the literal handed to `defineTable`; what is computed is judged where it is declared. */
function judgeDefinition(node: ts.Node): string[] {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'defineTable') return []
  const spec = node.arguments[0]
  if (spec === undefined || !ts.isObjectLiteralExpression(spec)) return []
  return spec.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property)) return []
    const key = property.name.getText()
    if (key === 'name' && ts.isStringLiteral(property.initializer)) return [judgeTable(property.initializer.text)]
    return key === 'columns' && ts.isObjectLiteralExpression(property.initializer) ? columnNames(property.initializer).map(judgeColumn) : []
  }).filter((message) => message !== undefined)
}

function columnNames(columns: ts.ObjectLiteralExpression): string[] {
  return columns.properties.flatMap((column) => {
    const name = column.name
    return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? [name.text] : []
  })
}

/** In JSON the key tells what the word is: `table` and `collection` name tables, `column` and the keys of `columns` columns. */
function checkJson(file: SourceFile): Finding[] {
  const messages: string[] = []
  JSON.parse(file.text, (key, value: unknown) => {
    if ((key === 'table' || key === 'collection') && typeof value === 'string') messages.push(judgeTable(value) ?? '')
    if (key === 'column' && typeof value === 'string') messages.push(judgeColumn(value) ?? '')
    if (key === 'columns' && typeof value === 'object' && value !== null && !Array.isArray(value)) messages.push(...Object.keys(value).map((name) => judgeColumn(name) ?? ''))
    return value
  })
  return messages.filter((message) => message !== '').map((message) => ({ file: file.path, line: 1, rule: 'table-names', message }))
}
