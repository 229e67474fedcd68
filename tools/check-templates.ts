import { parse as parseComponent } from 'vue/compiler-sfc'
import type { Finding } from './finding.ts'
import type { Rule, SourceFile } from './repository.ts'

/** Words of the screen stand in the message files, so that a site reads them in its language. */
export const templatesRule: Rule = {
  name: 'templates',
  applies: (path) => path.endsWith('.vue') && !/\.test\./.test(path),
  check: (files) => files.flatMap(checkComponent),
}

const spokenAttributes = new Set(['title', 'label', 'placeholder', 'alt', 'aria-label', 'aria-description', 'description', 'heading', 'hint'])
const letters = /\p{L}{2,}/u
const productName = /\bShopDB\b/g

type TemplateNode = { type: number; loc: { start: { line: number } }; content?: unknown; children?: unknown; props?: unknown; branches?: unknown }

const text = 2
const attribute = 6

function checkComponent(file: SourceFile): Finding[] {
  const { descriptor } = parseComponent(file.text, { filename: file.path, ignoreEmpty: true })
  const findings: Finding[] = []
  const report = (line: number, words: string): void => {
    findings.push({ file: file.path, line, rule: 'templates', message: `"${words.trim().slice(0, 40)}" is written into the template: nobody can translate it there. Put it into the messages and show it with t('...').` })
  }
  if (descriptor.template?.ast) visit(descriptor.template.ast, report)
  return findings
}

function visit(node: unknown, report: (line: number, words: string) => void): void {
  if (!isTemplateNode(node) || isLiteral(node)) return
  if (node.type === text && typeof node.content === 'string' && isSpoken(node.content)) report(node.loc.start.line, node.content)
  if (Array.isArray(node.props)) for (const prop of node.props) checkAttribute(prop, report)
  if (Array.isArray(node.children)) for (const child of node.children) visit(child, report)
}

function isSpoken(words: string): boolean {
  return letters.test(words.replace(productName, ''))
}

/** Commands, keys and code are the same in every language. */
function isLiteral(node: TemplateNode): boolean {
  return 'tag' in node && typeof node.tag === 'string' && ['code', 'kbd', 'pre', 'samp'].includes(node.tag)
}

function checkAttribute(prop: unknown, report: (line: number, words: string) => void): void {
  if (!isTemplateNode(prop) || prop.type !== attribute || !('name' in prop) || !('value' in prop)) return
  if (typeof prop.name !== 'string' || !spokenAttributes.has(prop.name) || !isTemplateNode(prop.value)) return
  if (typeof prop.value.content === 'string' && isSpoken(prop.value.content)) report(prop.loc.start.line, prop.value.content)
}

function isTemplateNode(node: unknown): node is TemplateNode {
  return typeof node === 'object' && node !== null && 'type' in node && typeof node.type === 'number' && 'loc' in node
}
