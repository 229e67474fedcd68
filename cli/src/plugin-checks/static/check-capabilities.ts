import ts from 'typescript'
import type { Found } from '../check-finding.ts'
import { serverFiles, type PluginFile, type PluginUnderCheck } from '../read-plugin.ts'
import { importsOf, lineOf, treeOf, visitNodes } from './source-tree.ts'

const networkModules = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns', 'dns/promises']
const programModules = ['child_process', 'cluster', 'worker_threads', 'vm', 'inspector', 'repl', 'v8', 'wasi']

/** What the code uses against what the manifest asks for, both ways. */
export function checkCapabilities(plugin: PluginUnderCheck): Found[] {
  const files = serverFiles(plugin)
  return [...files.flatMap((file) => [...moduleFindings(plugin, file), ...fetchFindings(file)]), ...jobFindings(plugin, files), ...unusedFindings(plugin, files)]
}

function moduleFindings({ subject }: PluginUnderCheck, file: PluginFile): Found[] {
  return importsOf(file).filter(({ typeOnly }) => !typeOnly).flatMap(({ specifier, line }): Found[] => {
    const module = specifier.replace(/^node:/, '')
    if (networkModules.includes(module)) return [{ id: 'capabilities/network', file: file.path, line, message: `"${specifier}" reaches the network past the hosts that people approved.` }]
    if (programModules.includes(module)) return [{ id: 'capabilities/programs', file: file.path, line, message: `"${specifier}" runs code that the host cannot stop or attribute.` }]
    const isFiles = /^fs(\/promises)?$/.test(module) && subject.manifest?.capabilities?.files !== true
    return isFiles ? [{ id: 'capabilities/files', file: file.path, line, message: `"${specifier}" is used, but the manifest does not ask for files.` }] : []
  })
}

/** The global one; `context.fetch` is reached by a member or a parameter of that name. */
function fetchFindings(file: PluginFile): Found[] {
  const tree = treeOf(file)
  const found: Found[] = []
  let isOwn = false
  visitNodes(tree, (node) => {
    isOwn ||= (ts.isBindingElement(node) || ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node)) && node.name?.getText(tree) === 'fetch'
    const isGlobal = ts.isCallExpression(node) && /^(globalThis\.)?fetch$/.test(node.expression.getText(tree))
    const isSocket = ts.isNewExpression(node) && /^(WebSocket|EventSource|XMLHttpRequest)$/.test(node.expression.getText(tree))
    if (isGlobal || isSocket) found.push({ id: 'capabilities/network', file: file.path, line: lineOf(tree, node), message: `${isGlobal ? 'The global fetch' : 'A socket'} reaches the network past the hosts that people approved.` })
  })
  return isOwn ? [] : found
}

/** Names of the hooks in the default export, with their lines. */
export function hooksInCode(plugin: PluginUnderCheck): Map<string, number> {
  const hooks = new Map<string, number>()
  const [entry] = serverFiles(plugin).filter(({ path }) => /^plugin\.(ts|js|mjs)$/.test(path))
  if (!entry) return hooks
  const tree = treeOf(entry)
  for (const statement of tree.statements) {
    if (!ts.isExportAssignment(statement)) continue
    const value = unwrap(statement.expression, tree)
    for (const property of ts.isObjectLiteralExpression(value) ? value.properties : []) if (property.name) hooks.set(property.name.getText(tree), lineOf(tree, property))
  }
  return hooks
}

/** `{ ... } satisfies PluginOf<Manifest>`, or a constant of the same file. */
function unwrap(node: ts.Expression, tree: ts.SourceFile): ts.Expression {
  if (ts.isSatisfiesExpression(node) || ts.isAsExpression(node) || ts.isParenthesizedExpression(node)) return unwrap(node.expression, tree)
  if (!ts.isIdentifier(node)) return node
  const declared = tree.statements.flatMap((statement) => (ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : [])).find(({ name }) => name.getText(tree) === node.text)
  return declared?.initializer ? unwrap(declared.initializer, tree) : node
}

function jobFindings(plugin: PluginUnderCheck, files: readonly PluginFile[]): Found[] {
  if (plugin.subject.manifest?.capabilities?.jobs === true) return []
  const hooks = hooksInCode(plugin)
  const [entry] = files.filter(({ path }) => /^plugin\./.test(path))
  return ['jobs', 'workers'].flatMap((hook) => {
    const line = hooks.get(hook)
    return line === undefined || !entry ? [] : [{ id: 'capabilities/jobs', file: entry.path, line, message: `The hook "${hook}" needs the capability "jobs".` }]
  })
}

function unusedFindings({ subject }: PluginUnderCheck, files: readonly PluginFile[]): Found[] {
  const words = files.map(({ text }) => text).join('\n')
  const uses: Readonly<Record<string, RegExp>> = { jobs: /\bjobs\b|\bworkers\b/, deliver: /\bdeliver\b/, outbound: /\bfetch\b|\bdeliver\b/, redis: /\bredis\b/, events: /\bconsumers\b/, people: /\bpeople\b/, foreign_databases: /\bforeignDatabase\b/ }
  return Object.keys(subject.manifest?.capabilities ?? {}).filter((name) => uses[name]?.test(words) === false).map((name) => ({ id: 'capabilities/unused', file: 'manifest.json', message: `The manifest asks for "${name}", and no code uses it.` }))
}
