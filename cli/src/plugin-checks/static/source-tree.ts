import ts from 'typescript'
import type { PluginFile } from '../read-plugin.ts'

export type ImportedModule = { specifier: string; line: number; typeOnly: boolean }

const trees = new WeakMap<PluginFile, ts.SourceFile>()

/** Parsed once for all checks. */
export function treeOf(file: PluginFile): ts.SourceFile {
  const known = trees.get(file) ?? ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true, /\.m?js$/.test(file.path) ? ts.ScriptKind.JS : ts.ScriptKind.TS)
  trees.set(file, known)
  return known
}

export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
}

export function visitNodes(tree: ts.SourceFile, visit: (node: ts.Node) => void): void {
  const step = (node: ts.Node): void => {
    visit(node)
    ts.forEachChild(node, step)
  }
  ts.forEachChild(tree, step)
}

/** Every module a file names. */
export function importsOf(file: PluginFile): ImportedModule[] {
  const tree = treeOf(file)
  const found: ImportedModule[] = []
  visitNodes(tree, (node) => {
    const named = specifierOf(node)
    if (named !== undefined) found.push({ specifier: named, line: lineOf(tree, node), typeOnly: isTypeOnly(node) })
  })
  return found
}

function specifierOf(node: ts.Node): string | undefined {
  const literal =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier
    : ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require') ? node.arguments[0]
    : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal
    : undefined
  return literal !== undefined && ts.isStringLiteralLike(literal) ? literal.text : undefined
}

/** `import { type A }` leaves an import at run time, so it does not count. */
function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  return ts.isImportDeclaration(node) && node.importClause?.isTypeOnly === true
}
