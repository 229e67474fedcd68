/** What the server answers about maintenance, as far as the screens show it. */
export type Plan = {
  readonly id: number; readonly version: number; readonly assetId: number; readonly title: string; readonly task: string | null; readonly basis: 'calendar' | 'hours' | 'parts'
  readonly state: 'ok' | 'due' | 'overdue' | 'paused' | 'unknown'; readonly nextDueOn: string | null; readonly nextDueReading: number | null; readonly reading: number | null
  readonly expectedOn: string | null; readonly responsible: string | null; readonly lastDoneOn: string | null
}
export type DuePlan = Plan & { readonly machine: string; readonly machineName: string | null }
export type Entry = { readonly id: number; readonly title: string; readonly doneOn: string; readonly doneBy: string | null; readonly minutes: number | null; readonly notes: string | null }
export type Downtime = { readonly id: number; readonly startedAt: string; readonly endedAt: string | null; readonly reason: string | null; readonly notes: string | null }
export type Upkeep = { readonly plans: readonly Plan[]; readonly log: readonly Entry[]; readonly downtimes: readonly Downtime[] }

export function toneOf(state: Plan['state']): 'ok' | 'warn' | 'down' | 'unknown' {
  return state === 'overdue' ? 'down' : state === 'due' ? 'warn' : state === 'ok' ? 'ok' : 'unknown'
}
