export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Repeat = { kind: 'never' | 'daily' | 'workdays' | 'weekly' | 'monthly' | 'yearly' | 'own'; days: string[]; own: string }

/** The rule (RFC 5545) for what somebody has chosen; null: it happens once. */
export function ruleOf({ kind, days, own }: Repeat): string | null {
  if (kind === 'never') return null
  if (kind === 'own') return own
  if (kind === 'workdays') return 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'
  if (kind === 'weekly' && days.length > 0) return `FREQ=WEEKLY;BYDAY=${weekdays.filter((day) => days.includes(day)).join(',')}`
  return `FREQ=${kind.toUpperCase()}`
}

/** What the form shows for a rule; one that it cannot show is shown as it is. */
export function repeatOf(rule: string | null): Repeat {
  const own = rule ?? ''
  if (rule === null) return { kind: 'never', days: [], own }
  if (rule === 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR') return { kind: 'workdays', days: [], own }
  const plain = /^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)$/.exec(rule)?.[1]?.toLowerCase()
  if (plain === 'daily' || plain === 'weekly' || plain === 'monthly' || plain === 'yearly') return { kind: plain, days: [], own }
  const days = /^FREQ=WEEKLY;BYDAY=((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*)$/.exec(rule)?.[1]?.split(',')
  return days === undefined ? { kind: 'own', days: [], own } : { kind: 'weekly', days, own }
}

/** What a clock on the wall of this zone shows, as an input of type datetime-local takes it. */
export function clockIn(moment: string, timeZone: string): string {
  const parts = new Map(new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(new Date(moment)).map(({ type, value }) => [type, value]))
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}T${parts.get('hour')}:${parts.get('minute')}`
}
