import ts from 'typescript'
import type { Finding } from './finding.ts'
import { borders } from './layers.ts'
import type { Rule, SourceFile } from './repository.ts'
import { isCode, isTest, lineOf, treeOf, visitNodes } from './source-tree.ts'

/** The environment, the network from the browser, and SQL of the domain: each is reached from one place. */
export const bordersRule: Rule = {
  name: 'borders',
  applies: (path) => isCode(path) && !isTest(path),
  check: (files) => files.flatMap(checkFile),
}

type Border = (typeof borders)[number]

function checkFile(file: SourceFile): Finding[] {
  const guarded = borders.filter((border) => !border.allowed.test(file.path) && (!('scope' in border) || border.scope.test(file.path)))
  if (guarded.length === 0) return []
  const tree = treeOf(file)
  const findings: Finding[] = []
  visitNodes(tree, (node) => {
    for (const border of guarded) if (crosses[border.name](node)) findings.push(describe(file, lineOf(tree, node), border))
  })
  return findings
}

function describe(file: SourceFile, line: number, border: Border): Finding {
  return { file: file.path, line, rule: 'borders', message: `${border.what} outside its place: ${border.why.toLowerCase()}; ${border.how}.` }
}

const crosses: Record<Border['name'], (node: ts.Node) => boolean> = {
  env: (node) => ts.isPropertyAccessExpression(node) && node.name.text === 'env' && node.expression.getText() === 'process',
  fetch: (node) => isCallOf(node, /^(?:window\.|globalThis\.)?fetch$/) || isNewOf(node, /^(?:WebSocket|EventSource|XMLHttpRequest)$/),
  sql: (node) => isStatement(node) || isCallOf(node, /\.(?:selectFrom|insertInto|updateTable|deleteFrom|replaceInto)$/),
}

function isCallOf(node: ts.Node, name: RegExp): boolean {
  return ts.isCallExpression(node) && name.test(node.expression.getText())
}

function isNewOf(node: ts.Node, name: RegExp): boolean {
  return ts.isNewExpression(node) && name.test(node.expression.getText())
}

const statement = /^\s*(?:select\s[\s\S]*\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|create\s+(?:table|index|unique)\s|alter\s+table\s|drop\s+(?:table|index)\s)/i

function isStatement(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node)) return statement.test(node.text)
  return ts.isTemplateExpression(node) && statement.test(node.getText().slice(1))
}
