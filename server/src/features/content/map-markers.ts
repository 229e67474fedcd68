import { markerSchema, tones, type MarkerContent, type Tone } from '@shopdb/contract/plugin-content'
import type { Level0Marker } from '@shopdb/contract/plugin-ui-level0'
import { createEnrichment, defineExtensionPoint, type BatchLoad, type PluginHost } from '../../plugin-host/index.ts'
import { readFields, type RecordServices } from '../records/index.ts'
import type { Level0Checks } from './level0-checks.ts'
import { findModel } from './links.ts'
import { holds } from './marker-rule.ts'
import { fieldsOf, fillTemplate } from './template.ts'

/** Milliseconds that map and search wait for what plugins add. */
export const enrichmentLimit = 300
/** For declared rules and templates: the host's own work, bounded by the number of records. */
export const declaredLimit = 5_000

export type Marker = { tone: Tone | null; label: string | null; badge: string | null }
export type MapMarkers = (idsByType: ReadonlyMap<string, readonly number[]>) => Promise<ReadonlyMap<number, Marker>>

/** What plugins say about the look of assets on a floor plan, by hook and by declared rules. */
export function createMapMarkers(services: RecordServices, host: PluginHost, checks: Level0Checks): MapMarkers {
  const { log, now } = services.platform
  const enrichment = createEnrichment<MarkerContent>({ what: 'map markers', schema: markerSchema, log, now, timeLimit: enrichmentLimit })
  host.defineExtensionPoint(defineExtensionPoint<readonly BatchLoad[]>({
    key: 'mapMarkers',
    added: ({ name }, added) => enrichment.add(name, added),
    removed: ({ name }, added) => enrichment.remove(name, added),
  }))
  host.defineExtensionPoint(defineExtensionPoint<readonly Level0Marker[]>({
    key: 'ui.markers',
    check: checks.markers,
    added: (plugin, declared) => {
      const own = declared.map((marker) => declaredMarkers(services, marker))
      plugin.own('declared markers', () => enrichment.remove(plugin.name, own))
      enrichment.add(plugin.name, own, declaredLimit)
    },
  }))
  return async (idsByType) => new Map([...await enrichment.contentsOf(idsByType)].map(([id, contents]) => [id, mergeMarkers(contents)]))
}

/** The most severe tone counts, with the label and badge of whoever says it; what that one leaves out, the others may say. */
function mergeMarkers(contents: readonly MarkerContent[]): Marker {
  const severity = ({ tone }: MarkerContent): number => (tone === undefined ? -1 : tones.indexOf(tone))
  const sorted = contents.toSorted((one, other) => severity(other) - severity(one))
  const said = <Value>(values: readonly (Value | undefined)[]): Value | null => values.find((value) => value !== undefined) ?? null
  return { tone: said(sorted.map(({ tone }) => tone)), label: said(sorted.map(({ label }) => label)), badge: said(sorted.map(({ badge }) => badge)) }
}

function declaredMarkers(services: RecordServices, { type, rules }: Level0Marker): BatchLoad {
  const names = [...new Set(rules.flatMap(({ field, label = '', badge = '' }) => [...(field === undefined ? [] : [field]), ...fieldsOf(label), ...fieldsOf(badge)]))]
  return {
    type,
    load: async (ids) => {
      const model = findModel(services.platform.resources, type)
      if (!model) return {}
      const now = services.platform.now()
      const values = await readFields(services.platform, model, ids, names)
      return Object.fromEntries([...values].flatMap(([id, record]) => {
        const rule = rules.find((candidate) => holds(candidate, record, now))
        return rule ? [[id, markerOf(rule, record)]] : []
      }))
    },
  }
}

function markerOf({ tone, label, badge }: Level0Marker['rules'][number], values: Readonly<Record<string, unknown>>): MarkerContent {
  const [filledLabel, filledBadge] = [label, badge].map((template) => (template === undefined ? '' : fillTemplate(template, values)))
  return { ...(tone && { tone }), ...(filledLabel && { label: filledLabel.slice(0, 120) }), ...(filledBadge && { badge: filledBadge.slice(0, 12) }) }
}
