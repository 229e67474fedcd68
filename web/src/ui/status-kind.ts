export const statusKinds = ['ok', 'warn', 'down', 'maintenance', 'unknown'] as const
export type StatusKind = (typeof statusKinds)[number]

/** A status kind this version does not know is shown as unknown, never as good. */
export function statusKind(kind: unknown): StatusKind {
  return statusKinds.find((known) => known === kind) ?? 'unknown'
}
