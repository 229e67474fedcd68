/** A tool crib as the API answers it. */
export type Crib = { id: number; version: number; assetNumber: string; name: string | null; places?: number | null; occupied?: number | null; countedOn?: string | null; keeper?: string | null }
export type Due = { count: number; days: number; before: string }

/** How full it is, between 0 and 1; null when that is not known. */
export function filling({ places, occupied }: Pick<Crib, 'places' | 'occupied'>): number | null {
  return places && occupied !== null && occupied !== undefined ? Math.min(1, occupied / places) : null
}

export function toneOf(share: number | null): 'ok' | 'warn' | 'down' | 'unknown' {
  if (share === null) return 'unknown'
  return share > 0.9 ? 'down' : share > 0.75 ? 'warn' : 'ok'
}
