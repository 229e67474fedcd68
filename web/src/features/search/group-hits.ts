import type { SearchHit } from '../../api/search.ts'

export type HitGroup = { type: string; exact: boolean; hits: readonly SearchHit[] }

/** Exact matches lead, whatever they are; the rest stands by type, in the order in which the server ranked each type's best. */
export function groupHits(hits: readonly SearchHit[]): HitGroup[] {
  const exact = hits.filter((hit) => hit.match === 'exact')
  const rest = hits.filter((hit) => hit.match !== 'exact')
  const types = [...new Set(rest.map((hit) => hit.type))]
  const groups = types.map((type) => ({ type, exact: false, hits: rest.filter((hit) => hit.type === type) }))
  return exact.length > 0 ? [{ type: '', exact: true, hits: exact }, ...groups] : groups
}
