import type { JsonSchema, PluginContext, PluginRoute } from '@shopdb/plugin-api'
import { parseRules, stopsWhenDead } from './impact.ts'
import type { Manifest } from './manifest-type.ts'

const params = { type: 'object', properties: { assetId: { type: 'integer', minimum: 1 } }, required: ['assetId'] } as const satisfies JsonSchema
const query = { type: 'object', properties: { depth: { type: 'integer', minimum: 1, maximum: 4, default: 3 } } } as const satisfies JsonSchema
const mostNodes = 120

/** What surrounds an asset of any plugin, and what of it stops when the asset dies. Assets of plugins that the caller may not read stay out. */
export function dependencyRoutes({ route, relationships, settings }: PluginContext<Manifest>): PluginRoute[] {
  return [
    route({
      method: 'GET', path: '/dependencies/:assetId', permission: 'equipment.read', summary: 'What stops when an asset dies, with the graph around it', params, query,
      handle: async ({ params: { assetId }, query: { depth = 3 }, caller }) => {
        const graph = await relationships.graph(assetId, { depth, limit: mostNodes })
        const nodes = graph.nodes.filter(({ type }) => type !== null && caller.may(`${type.split('.')[0] ?? ''}.read`))
        const shown = new Set(nodes.map(({ id }) => id))
        const edges = graph.edges.filter(({ from, to }) => shown.has(from) && shown.has(to))
        return { nodes, edges, truncated: graph.truncated, stops: stopsWhenDead({ nodes, edges, truncated: graph.truncated }, assetId, parseRules(settings.carries, settings.dependsOn)) }
      },
    }),
  ]
}
