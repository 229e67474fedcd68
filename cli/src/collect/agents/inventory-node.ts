/** A part of an agent's inventory: names in capitals in XML and in small letters in JSON, one or a list of each. */
export type Node = { [name: string]: unknown }

/** The parts of this name, whether there is none, one or many. */
export function listOf(node: Node | null | undefined, name: string): Node[] {
  const value = memberOf(node, name)
  return (Array.isArray(value) ? value : [value]).filter((entry): entry is Node => typeof entry === 'object' && entry !== null)
}

export function textOf(node: Node | undefined, name: string): string | undefined {
  const value = memberOf(node, name)
  const first: unknown = Array.isArray(value) ? value[0] : value
  return ['string', 'number', 'boolean'].includes(typeof first) ? String(first).trim() || undefined : undefined
}

export function numberOf(node: Node | undefined, name: string): number | undefined {
  const value = Number(textOf(node, name) ?? Number.NaN)
  return Number.isNaN(value) ? undefined : value
}

function memberOf(node: Node | null | undefined, name: string): unknown {
  return node?.[name] ?? node?.[name.toUpperCase()]
}
