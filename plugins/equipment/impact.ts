import type { AssetGraph, GraphEdge, GraphNode } from '@shopdb/plugin-api'

/** Words of relations: by `carries` the first asset stops the second, by `dependsOn` the second stops the first. */
export type Rules = { readonly carries: ReadonlySet<string>; readonly dependsOn: ReadonlySet<string> }

/** Something that stops, and through what: `via` is the asset before it on the way from the one that died. */
export type Stopped = { readonly id: number; readonly assetNumber: string; readonly title: string; readonly type: string | null; readonly url: string; readonly via: number; readonly because: string; readonly steps: number }

export function parseRules(carries: string, dependsOn: string): Rules {
  const words = (text: string): Set<string> => new Set(text.split(',').map((word) => word.trim().toLowerCase()).filter((word) => word !== ''))
  return { carries: words(carries), dependsOn: words(dependsOn) }
}

/** Everything that stops when an asset dies, nearest first. What only stands around it stays out. */
export function stopsWhenDead(graph: AssetGraph, dead: number, rules: Rules): Stopped[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const steps = new Map([[dead, 0]])
  const stopped: Stopped[] = []
  for (const id of steps.keys()) { // a map is walked in the order of insertion, and what is added meanwhile is walked too
    for (const edge of graph.edges) {
      const next = stoppedBy(edge, id, rules)
      const node = next === null ? undefined : nodes.get(next)
      if (!node || steps.has(node.id)) continue
      const distance = (steps.get(id) ?? 0) + 1
      steps.set(node.id, distance)
      stopped.push(describe(node, edge, id, distance))
    }
  }
  return stopped
}

function stoppedBy(edge: GraphEdge, id: number, { carries, dependsOn }: Rules): number | null {
  if (edge.from === id && carries.has(edge.type.toLowerCase())) return edge.to
  if (edge.to === id && dependsOn.has(edge.type.toLowerCase())) return edge.from
  return null
}

function describe({ id, assetNumber, title, type, url }: GraphNode, edge: GraphEdge, via: number, steps: number): Stopped {
  return { id, assetNumber, title, type, url, via, because: edge.from === via ? edge.type : edge.inverse, steps }
}
