import { ipKey, macKey, naturalKey, naturalOrder } from '../natural-key.ts'
import type { FieldModel } from './resource-model.ts'

/** The normalised key by which a field's value is compared: every notation of a MAC or IP address gives the same one. */
export function keyOf(field: FieldModel, value: string): string {
  const format = field.schema.format
  if (format === 'mac') return macKey(value) ?? naturalKey(value)
  if (format === 'ip' || format === 'ipv4' || format === 'ipv6') return ipKey(value) ?? naturalKey(value)
  return naturalKey(value)
}

export type KeyRange = readonly [from: string, below: string]

const digitsAtEnd = /^(.*?)(\d{1,40})$/s

/**
 * Ranges of keys that begin with what was typed. Runs of digits are padded in keys, so a number at the end stands for
 * itself and for the numbers that begin with it: `CNC-1` → 1, 10-19, 100-199, 1000-1999.
 */
export function prefixRanges(field: FieldModel, typed: string): KeyRange[] {
  if (field.schema.format === 'mac' || field.schema.format?.startsWith('ip')) return []
  const match = digitsAtEnd.exec(typed)
  if (!match) return [[naturalOrder(typed), `${naturalOrder(typed)}\u{10FFFF}`]]
  const [, head = '', digits = ''] = match
  return [1n, 10n, 100n, 1000n].map((factor) => [naturalOrder(`${head}${BigInt(digits) * factor}`), naturalOrder(`${head}${(BigInt(digits) + 1n) * factor}`)] as const)
}
