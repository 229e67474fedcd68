import ts from 'typescript'
import type { SourceFile } from './repository.ts'

/** TypeScript, JavaScript and the script blocks of Vue files: what can be read as a syntax tree. */
export function isCode(path: string): boolean {
  return /\.(ts|mts|mjs|js|vue)$/.test(path) && !path.endsWith('.d.ts')
}

/** Tests and the kits they share may look in from outside: directions and borders do not bind them. */
export function isTest(path: string): boolean {
  return /\.test\.ts$|(^|\/)[a-z-]*testing(\.ts$|\/)|(^|\/)fixtures\//.test(path)
}

const trees = new WeakMap<SourceFile, ts.SourceFile>()

/** Every rule reads the same tree, so a file is parsed once however many rules there are. */
export function treeOf(file: SourceFile): ts.SourceFile {
  const known = trees.get(file)
  if (known) return known
  const text = file.path.endsWith('.vue') ? scriptOfVue(file.text) : file.text
  const tree = ts.createSourceFile(file.path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
  trees.set(file, tree)
  return tree
}

/** Blanks everything but the script blocks, so that line numbers stay those of the file. */
function scriptOfVue(text: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ')
  let result = ''
  let end = 0
  for (const block of text.matchAll(/(<script\b[^>]*>)([\s\S]*?)<\/script>/g)) {
    const start = block.index + (block[1] ?? '').length
    result += blank(text.slice(end, start)) + (block[2] ?? '')
    end = start + (block[2] ?? '').length
  }
  return result + blank(text.slice(end))
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

export type ImportedModule = { specifier: string; line: number; typeOnly: boolean }

/** Every module a file names: imports, re-exports, `import()` and `import('...')` in types. */
export function importsOf(file: SourceFile): ImportedModule[] {
  const tree = treeOf(file)
  const found: ImportedModule[] = []
  visitNodes(tree, (node) => {
    const specifier = specifierOf(node)
    if (specifier !== undefined) found.push({ specifier, line: lineOf(tree, node), typeOnly: isTypeOnly(node) })
  })
  return found
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier)
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return textOf(node.arguments[0])
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal)
  return undefined
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  if (!ts.isImportDeclaration(node) || node.importClause === undefined) return false
  const { isTypeOnly, name, namedBindings } = node.importClause
  if (isTypeOnly) return true
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly)
}
