import ts from 'typescript'
import type { Found } from '../check-finding.ts'
import { serverFiles, type PluginFile, type PluginUnderCheck } from '../read-plugin.ts'
import { lineOf, treeOf, visitNodes } from './source-tree.ts'

/** TypeScript that Node runs as it is, and nothing that reaches past the host into the process. */
export function checkCode(plugin: PluginUnderCheck): Found[] {
  return serverFiles(plugin).flatMap((file) => [...syntaxFindings(file), ...nodeFindings(file)])
}

function syntaxFindings(file: PluginFile): Found[] {
  const { diagnostics = [] } = ts.transpileModule(file.text, { fileName: file.path, reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext } })
  return diagnostics.map(({ start = 0, messageText }) => ({
    id: 'code/syntax', file: file.path, line: treeOf(file).getLineAndCharacterOfPosition(start).line + 1, message: ts.flattenDiagnosticMessageText(messageText, ' '),
  }))
}

function nodeFindings(file: PluginFile): Found[] {
  const tree = treeOf(file)
  const found: Found[] = []
  visitNodes(tree, (node) => {
    const judged = judge(node, tree)
    if (judged) found.push({ file: file.path, line: lineOf(tree, node), ...judged })
  })
  return found
}

type Judgement = Pick<Found, 'id' | 'message'>

function judge(node: ts.Node, tree: ts.SourceFile): Judgement | undefined {
  const construct = notErasable(node)
  if (construct !== undefined) return { id: 'code/erasable', message: `Node cannot run ${construct} without a build.` }
  if (ts.isNewExpression(node) && node.expression.getText(tree) === 'BroadcastChannel') return { id: 'imports/event-bus', message: 'A BroadcastChannel reaches every plugin of the process without the host.' }
  if (isGlobalWrite(node, tree)) return { id: 'code/process', message: 'A global is shared by the host and every plugin.' }
  if (!ts.isPropertyAccessExpression(node) || node.expression.getText(tree) !== 'process') return undefined
  const member = node.name.text
  if (['emit'].includes(member)) return { id: 'imports/event-bus', message: 'Events of the process reach every plugin without the host.' }
  if (['on', 'once', 'addListener', 'exit', 'abort', 'kill', 'chdir', 'reallyExit', 'setUncaughtExceptionCaptureCallback', 'removeAllListeners'].includes(member)) return { id: 'code/process', message: `process.${member} acts on the whole server.` }
  return member === 'env' ? { id: 'code/environment', message: 'process.env is the environment of the whole server.' } : undefined
}

/** What would have to be turned into other code, rather than blanked. */
function notErasable(node: ts.Node): string | undefined {
  if (ts.isEnumDeclaration(node)) return isAmbient(node) ? undefined : 'an enum'
  if (ts.isModuleDeclaration(node)) return isAmbient(node) || !holdsCode(node) ? undefined : 'a namespace'
  if (ts.isDecorator(node)) return 'a decorator'
  if (ts.isImportEqualsDeclaration(node)) return node.isTypeOnly ? undefined : '"import ="'
  if (ts.isExportAssignment(node) && node.isExportEquals === true) return '"export ="'
  if (ts.isTypeAssertionExpression(node)) return 'a cast in angle brackets'
  const isProperty = ts.isParameter(node) && node.modifiers?.some(({ kind }) => [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.PublicKeyword, ts.SyntaxKind.ProtectedKeyword, ts.SyntaxKind.ReadonlyKeyword].includes(kind)) === true
  return isProperty ? 'a parameter property' : undefined
}

function isAmbient(node: ts.HasModifiers): boolean {
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true
}

function holdsCode({ body }: ts.ModuleDeclaration): boolean {
  return body !== undefined && ts.isModuleBlock(body) && body.statements.some((statement) => !ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement))
}

function isGlobalWrite(node: ts.Node, tree: ts.SourceFile): boolean {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false
  return /^(globalThis|global)[.[]/.test(node.left.getText(tree)) || /^[A-Z][A-Za-z]+\.prototype\./.test(node.left.getText(tree))
}
