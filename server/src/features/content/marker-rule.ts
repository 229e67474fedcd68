import type { Level0Marker } from '@shopdb/contract/plugin-ui-level0'
import { fillDates } from './relative-dates.ts'

export type MarkerRule = Level0Marker['rules'][number]

/** Whether a rule holds for the values of an asset. Texts are compared without regard to case; nothing is greater than nothing. */
export function holds(rule: MarkerRule, values: Readonly<Record<string, unknown>>, now: number): boolean {
  if (rule.field === undefined) return true
  const value = comparable(values[rule.field])
  const wanted = (Array.isArray(rule.value) ? rule.value : [rule.value]).map((entry) => comparable(typeof entry === 'string' ? fillDates(entry, now) : entry))
  const [first = null] = wanted
  switch (rule.operator ?? 'eq') {
    case 'isnull': return (value === null) === (first !== false)
    case 'ne': return !wanted.includes(value)
    case 'contains': return value !== null && wanted.some((entry) => entry !== null && String(value).includes(String(entry)))
    case 'gt': return order(value, first) > 0
    case 'gte': return order(value, first) >= 0
    case 'lt': return order(value, first) < 0
    case 'lte': return order(value, first) <= 0
    default: return wanted.includes(value)
  }
}

type Comparable = string | number | boolean | null

function comparable(value: unknown): Comparable {
  if (typeof value === 'string') return value.toLowerCase()
  return typeof value === 'number' || typeof value === 'boolean' ? value : null
}

/** NaN, which every comparison refuses, for values that have no order between them. */
function order(one: Comparable, other: Comparable): number {
  if (one === null || other === null || typeof one !== typeof other) return Number.NaN
  return one === other ? 0 : one < other ? -1 : 1
}
