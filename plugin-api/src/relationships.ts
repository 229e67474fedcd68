/** A relationship as one of its two assets says it. */
export type AssetRelationship = {
  readonly id: number
  readonly version: number
  readonly typeId: number
  /** In the words of the asset that was asked: `controls` of the computer, `is controlled by` of the machine. */
  readonly label: string
  /** `out`: the asset that was asked is the first of the two. */
  readonly direction: 'out' | 'in'
  readonly inheritsPosition: boolean
  /** The other asset. `type` is `<plugin>.<type>`, null when its plugin has gone. */
  readonly asset: { readonly id: number; readonly assetNumber: string; readonly name: string | null; readonly type: string | null; readonly statusId: number | null }
}

/** An asset of a graph. `depth` is its distance from the asset in the middle, which has 0. */
export type GraphNode = {
  readonly id: number
  readonly type: string | null
  readonly assetNumber: string
  /** Its name, else its number. */
  readonly title: string
  readonly status: { readonly id: number; readonly name: string; readonly kind: string } | null
  /** Address of its page. */
  readonly url: string
  readonly depth: number
}

/**
 * What leads from one asset to another. `type` is how `from` says it, `inverse` how `to` says it. `resource` is
 * `relationships`, or the table whose field declares the relation; `recordId` is the record there.
 */
export type GraphEdge = { readonly id: string; readonly from: number; readonly to: number; readonly type: string; readonly inverse: string; readonly resource: string; readonly recordId: number }

/** `truncated`: there is more than was asked for. Nodes stand in the order of their depth. */
export type AssetGraph = { readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[]; readonly truncated: boolean }

/** How assets are related, through the one write path: audited, undoable, sent to browsers. */
export type RelationshipsApi = {
  /** Of an asset, both directions, those to deleted assets left out; 500 each at most. */
  readonly list: (assetId: number) => Promise<AssetRelationship[]>
  /**
   * The id of a relationship type by its name, which is made when there is none. Type names belong to the site: one that is there keeps its inverse.
   * @example const typeId = await context.relationships.ensureType({ name: 'prints to', inverseName: 'is printed to by' })
   */
  readonly ensureType: (type: { readonly name: string; readonly inverseName: string; readonly inheritsPosition?: boolean }) => Promise<number>
  /** Relates two assets; answers the one that stands when they are related so already. Throws RULE_BROKEN for an asset with itself, REFERENCE_MISSING for one that is not there. */
  readonly create: (relationship: { readonly typeId: number; readonly fromAssetId: number; readonly toAssetId: number; readonly notes?: string }) => Promise<AssetRelationship>
  /** Ends a relationship. It stays in the history of both assets and can be restored. Throws NOT_FOUND. */
  readonly end: (id: number) => Promise<void>
  /**
   * What surrounds an asset: its relationships, and the fields of asset types and further tables that declare a `relation`.
   * `depth` is 1 to 4, default 2. `types` keeps to relations of these names, in either direction's words. `limit` is how many
   * assets at most, default 60, up to 200. Throws NOT_FOUND.
   * @example const { nodes } = await context.relationships.graph(assetId, { depth: 3, types: ['controls'] })
   */
  readonly graph: (assetId: number, options?: { readonly depth?: number; readonly types?: readonly string[]; readonly limit?: number }) => Promise<AssetGraph>
}
