import ts from 'typescript'
import type { Finding } from './finding.ts'
import type { Rule, SourceFile } from './repository.ts'
import { isCode, lineOf, treeOf, visitNodes } from './source-tree.ts'

/** What oxlint cannot say: a reason beside every `as`, no swallowed error, no suppression without a reason. */
export const codeRule: Rule = { name: 'code', applies: isCode, check: (files) => files.flatMap(checkFile) }

function checkFile(file: SourceFile): Finding[] {
  const tree = treeOf(file)
  const lines = tree.text.split('\n')
  const findings = suppressions(file)
  visitNodes(tree, (node) => {
    const message = judge(node, tree, lines)
    if (message !== undefined) findings.push({ file: file.path, line: lineOf(tree, node), rule: 'code', message })
  })
  return findings
}

function judge(node: ts.Node, tree: ts.SourceFile, lines: readonly string[]): string | undefined {
  if (ts.isAsExpression(node) && !isConst(node) && !hasReason(node, tree, lines)) return '"as" silences the compiler: parse the value, or narrow it. Where neither is possible, say why in a comment on the same line.'
  if (ts.isTypeAssertionExpression(node)) return '"<Type>value" is an older form of "as": parse the value, or use "as" with a reason on the same line.'
  if (ts.isCatchClause(node) && node.block.statements.length === 0) return 'An empty catch hides failures nobody then finds. Handle it, translate it, or do not catch; to ignore one code, test for it and rethrow the rest.'
  return undefined
}

function isConst(node: ts.AsExpression): boolean {
  return ts.isTypeReferenceNode(node.type) && node.type.typeName.getText() === 'const'
}

/** The comment may stand at the end of the line of the assertion's first or last token: long expressions break. */
function hasReason(node: ts.AsExpression, tree: ts.SourceFile, lines: readonly string[]): boolean {
  const at = (position: number): string => lines[tree.getLineAndCharacterOfPosition(position).line] ?? ''
  return [at(node.type.getStart(tree)), at(node.type.end), at(node.getStart(tree))].some((line) => /\/\/ *\S|\/\* *\S/.test(line))
}

const suppression = /(?:oxlint|eslint)-disable(?:-next-line|-line)?\b(?<rest>.*)|@ts-(?:expect-error)\b(?<note>.*)|(?<never>@ts-ignore|@ts-nocheck|biome-ignore|prettier-ignore)/

function suppressions(file: SourceFile): Finding[] {
  if (file.path.startsWith('tools/check-code')) return []
  return file.text.split('\n').flatMap((line, index) => {
    const groups = suppression.exec(line)?.groups
    if (groups === undefined) return []
    const reasoned = groups['never'] === undefined && (/\s--\s+\S/.test(groups['rest'] ?? '') || /\w{3}/.test(groups['note'] ?? ''))
    const message = 'A rule is switched off without a reason: mend the cause, or write the rule and " -- why". @ts-ignore, and remarks for tools this repository does not use, are never right.'
    return reasoned ? [] : [{ file: file.path, line: index + 1, rule: 'code', message }]
  })
}
