import type { StatusKind } from '@shopdb/ui'

const tones: Readonly<Record<string, StatusKind>> = { done: 'ok', running: 'maintenance', waiting: 'unknown', failed: 'down', lost: 'down', aborted: 'warn' }

export function jobTone(state: string): StatusKind {
  return tones[state] ?? 'unknown'
}
