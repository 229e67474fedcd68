import { posix } from 'node:path'
import ts from 'typescript'
import type { Finding } from './finding.ts'
import type { Rule, SourceFile } from './repository.ts'
import { isCode, lineOf, treeOf, visitNodes } from './source-tree.ts'

/** Names inside the code: declared words, JSON properties, API addresses, component imports. */
export const identifiersRule: Rule = { name: 'identifiers', applies: isCode, check: (files) => files.flatMap(checkFile) }

function checkFile(file: SourceFile): Finding[] {
  const tree = treeOf(file)
  const findings: Finding[] = []
  visitNodes(tree, (node) => {
    const messages = [judgeDeclaration(node), judgeComponent(node), judgeAddress(node, file.path), ...judgeProperties(node, file.path)]
    for (const message of messages) if (message !== undefined) findings.push({ file: file.path, line: lineOf(tree, node), rule: 'identifiers', message })
  })
  return findings
}

const emptyNames = /^(?:utils?|helpers?|common|misc|manager|data|info)$|(?:Utils?|Helpers?|Manager|Impl|Dto|DTO)$/
/** A type that is "the data" or "the info" of something hides what it is; a function may well handle data. */
const emptyTypes = /^I[A-Z][a-z]|(?:Info|Data)$/

function judgeDeclaration(node: ts.Node): string | undefined {
  const name = declaredName(node)
  if (name === undefined) return undefined
  if (emptyNames.test(name)) return `"${name}" says nothing: name it by what it is (records, body, reading, ...), with the word the product uses.`
  const isType = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
  return isType && emptyTypes.test(name) ? `"${name}": a leading I, or Info or Data at the end, adds nothing to a type. Name what it holds.` : undefined
}

/** What somebody else named (`const { data } = useQuery()`) is not our choice. */
function declaredName(node: ts.Node): string | undefined {
  if (ts.isBindingElement(node)) return undefined
  const declares = ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isParameter(node)
  return declares && node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : undefined
}

function judgeComponent(node: ts.Node): string | undefined {
  if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier) || !node.moduleSpecifier.text.endsWith('.vue')) return undefined
  const wanted = posix.basename(node.moduleSpecifier.text, '.vue').split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  const given = node.importClause?.name?.text
  return given === undefined || given === wanted ? undefined : `Component ${given} is called ${wanted} by its file: one name per component, so that a search finds all uses.`
}

/** Singular on purpose: mass nouns, verbs of a resource and names fixed by the product. */
const fixedSegments = new Set(['api', 'auth', 'health', 'search', 'map', 'dashboard', 'navigation', 'quarantine', 'network', 'usb', 'equipment', 'collector', 'audit', 'auditlog', 'docs', 'me', 'login', 'logout', 'refresh', 'setup', 'history', 'position', 'undo', 'restore', 'replay', 'enable', 'disable', 'install', 'uninstall', 'revoke', 'password', 'facets', 'schema', 'image', 'uninstall-plan', 'replace', 'downgrade', 'openapi.json', 'import', 'export', 'tickstock', 'ui', 'realtime'])

function judgeAddress(node: ts.Node, path: string): string | undefined {
  if (!/^(server|plugins|examples)\//.test(path) || /\.test\.ts$/.test(path)) return undefined
  return ts.isStringLiteralLike(node) && /^\/api\/[^\s?]*$/.test(node.text) ? judgePath(node.text) : undefined
}

/** What is wrong with an address of the API, as a route or as OpenAPI writes it. */
export function judgePath(path: string): string | undefined {
  const segments = path.split('/').filter((part) => part !== '' && !/^[:*{]/.test(part))
  const wrong = segments.find((part) => !/^[a-z0-9]+(\.json)?$/.test(part) && !fixedSegments.has(part))
  if (wrong !== undefined) return `"${wrong}" in an address: addresses are lower case, words run together as in the tables (/api/businessunits).`
  const noun = segments[1]
  const plural = noun === undefined || noun.endsWith('s') || fixedSegments.has(noun)
  return plural ? undefined : `/api/${noun} is singular: a resource is addressed by its plural. For a mass noun or a fixed name add it to fixedSegments in tools/check-identifiers.ts.`
}

/** The keys under "properties" of a schema are what JSON carries. */
function judgeProperties(node: ts.Node, path: string): string[] {
  if (/manifest|\.test\.ts$/.test(path) || !ts.isPropertyAssignment(node) || node.name.getText() !== 'properties' || describesHeaders(node)) return []
  if (!ts.isObjectLiteralExpression(node.initializer)) return []
  return node.initializer.properties.flatMap((property) => {
    const name = property.name !== undefined && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) ? property.name.text : undefined
    return name === undefined || /^[a-z][a-zA-Z0-9]*$|^x-shopdb$|^\$/.test(name) ? [] : [`JSON property "${name}": JSON is camelCase everywhere; only the manifest has snake_case keys.`]
  })
}

/** Headers are lower case with hyphens, as HTTP has them. */
function describesHeaders(node: ts.Node): boolean {
  const holder = ts.findAncestor(node.parent.parent, (each) => ts.isPropertyAssignment(each) || ts.isVariableDeclaration(each))
  const isNamed = holder !== undefined && (ts.isPropertyAssignment(holder) || ts.isVariableDeclaration(holder))
  return isNamed && /headers?$/i.test(holder.name.getText())
}
