import type { Node } from './inventory-node.ts'

const token = /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<[?!][^>]*>|<(\/?)([^\s/>]+)[^>]*?(\/?)>|([^<]+)/g
const deepest = 64
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * The inventory XML of agents as nested objects: elements and text, no attributes, which agents do not use. Declarations
 * are passed over, so that an entity of a document can neither grow nor read anything.
 */
export function parseXml(text: string): Node | null {
  const root: Element = { name: '', children: {}, text: '' }
  const open = [root]
  for (const [, cdata, closing, name, empty, plain] of text.matchAll(token)) {
    const current = open.at(-1) ?? root
    if (cdata !== undefined || plain !== undefined) current.text += cdata ?? decode(plain ?? '')
    else if (name === undefined) continue
    else if (closing === '/') closeElement(open, name)
    else if (empty === '/') addChild(current, name, '')
    else open.push({ name, children: {}, text: '' })
    if (open.length > deepest) return null
  }
  return open.length === 1 ? listOfRoots(root) : null
}

type Element = { name: string; children: Node; text: string }

function closeElement(open: Element[], name: string): void {
  const element = open.pop()
  const parent = open.at(-1)
  if (element === undefined || parent === undefined || element.name !== name) throw new SyntaxError(`Unexpected </${name}>`)
  addChild(parent, name, Object.keys(element.children).length === 0 ? element.text : element.children)
}

function addChild(parent: Element, name: string, value: unknown): void {
  const known = Object.hasOwn(parent.children, name) ? parent.children[name] : undefined
  if (Array.isArray(known)) return void known.push(value)
  const next = known === undefined ? value : [known, value]
  Object.defineProperty(parent.children, name, { value: next, enumerable: true, configurable: true, writable: true })
}

/** The content of the one document element. */
function listOfRoots({ children }: Element): Node | null {
  const [first] = Object.values(children)
  return typeof first === 'object' && first !== null ? first as Node : null // built above
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? whole
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '0', 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
