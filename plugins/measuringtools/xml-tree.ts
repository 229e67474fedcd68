import { parseXml, XmlElement, XmlText, XmlCdata, type XmlDocument } from '@rgrove/parse-xml'

/** An element by its local name: certificates choose their own prefixes. */
export type XmlNode = { readonly name: string; readonly attributes: Readonly<Record<string, string>>; readonly children: readonly XmlNode[]; readonly text: string }

/**
 * Reads XML without a document type: no entity is declared, so none is expanded, and nothing outside is fetched. Null when
 * it is not well formed or has one.
 */
export function readXml(text: string): XmlNode | null {
  if (/<!DOCTYPE/i.test(text)) return null
  const document = parsed(text)
  return document?.root ? nodeOf(document.root) : null
}

function parsed(text: string): XmlDocument | null {
  try {
    return parseXml(text)
  } catch {
    return null // said to the caller as "not well formed"
  }
}

function nodeOf(element: XmlElement): XmlNode {
  const children = element.children.filter((child) => child instanceof XmlElement).map(nodeOf)
  const text = element.children.map((child) => (child instanceof XmlText || child instanceof XmlCdata ? child.text : '')).join('').trim()
  return { name: localName(element.name), attributes: element.attributes, children, text }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

export function childOf(node: XmlNode | undefined, ...path: readonly string[]): XmlNode | undefined {
  return path.reduce<XmlNode | undefined>((found, name) => found?.children.find((child) => child.name === name), node)
}

export function childrenOf(node: XmlNode | undefined, name: string): XmlNode[] {
  return (node?.children ?? []).filter((child) => child.name === name)
}

/** Every element of this name below, at any depth. */
export function allOf(node: XmlNode | undefined, name: string): XmlNode[] {
  return (node?.children ?? []).flatMap((child) => [...(child.name === name ? [child] : []), ...allOf(child, name)])
}

export function hasReference(node: XmlNode, ...kinds: readonly string[]): boolean {
  const references = (node.attributes['refType'] ?? '').split(/\s+/)
  return references.some((reference) => kinds.some((kind) => reference.endsWith(kind)))
}

/** The text in English where there is one, else the first. */
export function contentOf(node: XmlNode | undefined): string | null {
  const contents = childrenOf(node, 'content')
  return (contents.find(({ attributes }) => attributes['lang'] === 'en') ?? contents[0])?.text ?? null
}
