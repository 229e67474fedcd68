import ts from 'typescript'
import type { Finding } from './finding.ts'
import type { Rule, SourceFile } from './repository.ts'
import { isCode, isTest, lineOf, treeOf, visitNodes } from './source-tree.ts'

/** The platform and the plugin host carry any domain, so they name none. */
export const domainWordsRule: Rule = {
  name: 'domain-words',
  applies: (path) => /^server\/src\/(platform|plugin-host)\//.test(path) && isCode(path) && !isTest(path),
  check: (files) => files.flatMap(checkFile),
}

const domainWord = /vendor|business-?unit|printer|computers|equipment|floor-?plan|locationid|locations\b|assetnumber|serialnumber|gauge|subnet/i

/** Comments may give examples; names and texts of the program may not. */
function checkFile(file: SourceFile): Finding[] {
  const tree = treeOf(file)
  const findings: Finding[] = []
  visitNodes(tree, (node) => {
    const word = isWord(node) ? domainWord.exec(node.getText(tree))?.[0] : undefined
    if (word === undefined) return
    findings.push({ file: file.path, line: lineOf(tree, node), rule: 'domain-words', message: `"${word}" is a word of one domain, and this layer serves any. Take it from a declaration, or move the code into server/src/features.` })
  })
  return findings
}

function isWord(node: ts.Node): boolean {
  return ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)
}
