import type { AssetGraph, GraphEdge, GraphNode } from '@shopdb/plugin-api'
import type { Caller } from '../../platform/caller.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { findMarkers, isVisible, visibleTo, type AssetTypes, type MarkerAsset, type Visibility } from '../assets/index.ts'
import { linkSources, type LinkSource } from './link-sources.ts'
import { findLinks, findLinksBetween, mostLinks, type Link } from './store.ts'

export type GraphRequest = { depth: number; types: readonly string[] | null; limit: number }

export const defaultDepth = 2
export const deepest = 4
export const defaultLimit = 60
export const highestLimit = 200

/** Assets that are looked at for one step; more than this is cut off and said so. */
const mostCandidates = 500

type Search = { platform: Platform; types: AssetTypes; visibility: Visibility; sources: readonly LinkSource[]; request: GraphRequest; truncated: boolean }

/**
 * What surrounds an asset, breadth first. For each step two statements for each source and one for the assets, and in the
 * end one for each source: however many assets there are. What the caller may not see is not there, and leads nowhere.
 */
export async function readGraph(platform: Platform, types: AssetTypes, caller: Caller, assetId: number, request: GraphRequest): Promise<AssetGraph> {
  const sources = linkSources(platform.resources, request.types).filter(({ permission }) => caller.may(permission))
  const search: Search = { platform, types, visibility: visibleTo(caller, types), sources, request, truncated: false }
  const nodes = new Map((await findVisible(search, [assetId])).map((asset) => [asset.id, nodeOf(search, asset, 0)]))
  if (nodes.size === 0) throw new Problem('NOT_FOUND')
  for (let depth = 1, frontier = [assetId]; depth <= request.depth && frontier.length > 0; depth += 1) {
    const found = await findNeighbours(search, nodes, frontier)
    const room = request.limit - nodes.size
    if (found.length > room) search.truncated = true
    for (const asset of found.slice(0, room)) nodes.set(asset.id, nodeOf(search, asset, depth))
    frontier = found.slice(0, room).map(({ id }) => id)
  }
  return { nodes: [...nodes.values()], edges: await findEdges(search, [...nodes.keys()]), truncated: search.truncated }
}

async function findVisible({ platform, visibility }: Search, ids: readonly number[]): Promise<MarkerAsset[]> {
  return (await findMarkers(platform.database, ids)).filter(({ typeId }) => isVisible(visibility, typeId))
}

async function findNeighbours(search: Search, known: ReadonlyMap<number, GraphNode>, frontier: readonly number[]): Promise<MarkerAsset[]> {
  const candidates = new Set<number>()
  for (const source of search.sources) {
    for (const end of ['from', 'to'] as const) {
      const links = await findLinks(search.platform.database, source, end, frontier, search.request.types)
      if (links.length === mostLinks) search.truncated = true
      for (const link of links) candidates.add(end === 'from' ? link.to : link.from)
    }
  }
  const fresh = [...candidates].filter((id) => !known.has(id)).toSorted((a, b) => a - b)
  if (fresh.length > mostCandidates) search.truncated = true
  const found = await findVisible(search, fresh.slice(0, mostCandidates))
  return found.toSorted((a, b) => a.id - b.id)
}

async function findEdges({ platform, sources, request }: Search, ids: readonly number[]): Promise<GraphEdge[]> {
  const edges: GraphEdge[] = []
  for (const source of sources) edges.push(...(await findLinksBetween(platform.database, source, ids, request.types)).filter(({ from, to }) => from !== to).map((link) => edgeOf(source, link)))
  return edges
}

function edgeOf({ resource, to: column }: LinkSource, link: Link): GraphEdge {
  return { id: `${resource}.${column}.${link.recordId}`, from: link.from, to: link.to, type: link.type, inverse: link.inverse, resource, recordId: link.recordId }
}

function nodeOf({ platform, types }: Search, asset: MarkerAsset, depth: number): GraphNode {
  const type = types.byId(asset.typeId)?.kind ?? null
  const page = platform.resources.all().find(({ kind }) => kind === type)?.name ?? 'assets'
  return { id: asset.id, type, assetNumber: asset.assetNumber, title: asset.name ?? asset.assetNumber, status: asset.status, url: `/${page}/${asset.id}`, depth }
}
