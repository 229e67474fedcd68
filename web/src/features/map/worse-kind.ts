import type { StatusKind } from '@shopdb/ui'

/** What needs somebody first, first. */
export const severity: readonly StatusKind[] = ['down', 'warn', 'maintenance', 'unknown', 'ok']

export function worseKind(one: StatusKind, other: StatusKind): StatusKind {
  return severity.indexOf(one) <= severity.indexOf(other) ? one : other
}
