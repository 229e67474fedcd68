/** What the server answers about the surroundings of an asset. */
export type Node = { readonly id: number; readonly assetNumber: string; readonly title: string; readonly url: string; readonly depth: number }
export type Edge = { readonly id: string; readonly from: number; readonly to: number; readonly type: string; readonly inverse: string }
export type Stopped = Node & { readonly via: number; readonly because: string; readonly steps: number }
export type Surroundings = { readonly nodes: readonly Node[]; readonly edges: readonly Edge[]; readonly stops: readonly Stopped[]; readonly truncated: boolean }

export type PlacedNode = Node & { readonly x: number; readonly y: number; readonly stops: boolean; readonly isRoot: boolean }
export type PlacedEdge = Edge & { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number }

export const box = { width: 120, height: 34 } as const
const gap = { x: 44, y: 12 } as const

/** A column for each distance from the asset in the middle; what stops stands above. */
export function placeGraph({ nodes, edges, stops }: Surroundings, root: number): { nodes: PlacedNode[]; edges: PlacedEdge[]; width: number; height: number } {
  const stopped = new Set(stops.map(({ id }) => id))
  const columns = new Map<number, Node[]>()
  for (const node of [...nodes].sort((one, other) => Number(stopped.has(other.id)) - Number(stopped.has(one.id)))) columns.set(node.depth, [...(columns.get(node.depth) ?? []), node])
  const placed = [...columns].flatMap(([depth, column]) => column.map((node, row): PlacedNode => ({ ...node, x: depth * (box.width + gap.x), y: row * (box.height + gap.y), stops: stopped.has(node.id), isRoot: node.id === root })))
  const byId = new Map(placed.map((node) => [node.id, node]))
  const lines = edges.flatMap((edge): PlacedEdge[] => {
    const [one, other] = [byId.get(edge.from), byId.get(edge.to)]
    if (!one || !other) return []
    const [left, right] = one.x <= other.x ? [one, other] : [other, one]
    return [{ ...edge, x1: left.x + (left.x === right.x ? box.width / 2 : box.width), y1: left.y + box.height / 2, x2: right.x + (left.x === right.x ? box.width / 2 : 0), y2: right.y + box.height / 2 }]
  })
  return { nodes: placed, edges: lines, width: Math.max(0, ...placed.map(({ x }) => x)) + box.width, height: Math.max(0, ...placed.map(({ y }) => y)) + box.height }
}
