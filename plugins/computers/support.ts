import type { PluginContext } from '@shopdb/plugin-api'

const day = 86_400_000

export type OperatingSystem = { readonly id: number; readonly name: string; readonly endOfSupport: string | null }

export const today = (): string => new Date().toISOString().slice(0, 10)

export async function operatingSystems({ records }: Pick<PluginContext, 'records'>): Promise<OperatingSystem[]> {
  const found: OperatingSystem[] = []
  for await (const { id, name, endOfSupport } of records.each('operatingsystems')) found.push({ id, name: String(name), endOfSupport: typeof endOfSupport === 'string' ? endOfSupport : null })
  return found
}

export const isOutOfSupport = ({ endOfSupport }: OperatingSystem): boolean => endOfSupport !== null && endOfSupport < today()

/** The day so many days from today; before it when below zero. */
export const daysFromNow = (days: number): string => new Date(Date.now() + days * day).toISOString().slice(0, 10)

/** Whole years between a day and today; null when the day is not known. */
export function yearsSince(date: string | null): number | null {
  return date === null ? null : Math.max(0, Math.floor((Date.parse(today()) - Date.parse(date)) / (365.25 * day)))
}

/** ended, ending (within 90 days), covered, or unknown. */
export function warrantyState(until: string | null): 'ended' | 'ending' | 'covered' | 'unknown' {
  if (until === null) return 'unknown'
  if (until < today()) return 'ended'
  return until < daysFromNow(90) ? 'ending' : 'covered'
}
