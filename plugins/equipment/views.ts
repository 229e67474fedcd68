import type { AssetPanel, MapMarkers, PluginContext, Report, SearchResults, Widget } from '@shopdb/plugin-api'
import { listDue, machinesOf } from './due-list.ts'
import { showPlan, today, type ShownPlan } from './maintenance.ts'
import type { Manifest } from './manifest-type.ts'
import { countOverdue, downtimesBetween, logBetween, openDowntimes, plansOfMany, type Downtime } from './store.ts'

type Context = PluginContext<Manifest>

const type = 'equipment.equipment'
const hour = 3_600_000
const rowsInOneStep = 1000
const rowsOfTile = 10
const daysOfTile = 14

const dueColumns = [{ name: 'machine', title: 'Machine' }, { name: 'title', title: 'Maintenance' }, { name: 'state', title: 'State', type: 'word' }, { name: 'nextDueOn', title: 'Due', type: 'date' }, { name: 'remaining', title: 'Hours or parts left', type: 'number' }, { name: 'responsible', title: 'Who does it' }] as const

/** Below zero: so much over it. Null for plans by calendar. */
const remainingOf = ({ nextDueReading, reading }: ShownPlan): number | null => (nextDueReading === null || reading === null ? null : Math.round((nextDueReading - reading) * 10) / 10)

export function widgets(context: Context): Widget[] {
  return [
    {
      id: 'overdue', title: 'Maintenance overdue', kind: 'counter',
      load: async () => {
        const value = await countOverdue(context, today())
        return { value, ...(value > 0 && { tone: 'critical' as const }) }
      },
    },
    {
      id: 'due', title: 'Maintenance due', kind: 'table', size: 'medium',
      load: async () => {
        const { items } = await listDue(context, daysOfTile, rowsOfTile)
        return { columns: dueColumns.slice(0, 4), rows: items.map((plan) => ({ machine: plan.machine, title: plan.title, state: plan.state, nextDueOn: plan.nextDueOn, tone: plan.state === 'overdue' ? 'critical' : 'warning', link: { type, id: plan.assetId } })) }
      },
    },
    {
      id: 'down', title: 'Machines down', kind: 'table', size: 'medium', refreshSeconds: 30,
      load: async () => {
        const open = await openDowntimes(context, null, rowsOfTile)
        const machines = await machinesOf(context, open.map(({ assetId }) => assetId))
        return { columns: [{ name: 'machine', title: 'Machine' }, { name: 'since', title: 'Since', type: 'date-time' }, { name: 'reason', title: 'Reason', type: 'word' }], rows: open.map(({ assetId, startedAt, reason }) => ({ machine: machines.get(assetId)?.assetNumber ?? '', since: startedAt, reason, tone: 'critical', link: { type, id: assetId } })) }
      },
    },
  ]
}

export function reports(context: Context): Report[] {
  const days = { type: 'integer', minimum: 1, maximum: 3650 } as const
  return [
    {
      id: 'maintenance-due', title: 'Maintenance due', description: 'Maintenance that is overdue, or due within a number of days or near by its meter; overdue first.',
      parameters: { type: 'object', properties: { days: { ...days, default: 30, title: 'Days ahead' } } }, columns: [...dueColumns],
      run: async ({ days: ahead }) => (await listDue(context, Number(ahead))).items.map((plan) => ({ machine: plan.machine, title: plan.title, state: plan.state, nextDueOn: plan.nextDueOn, remaining: remainingOf(plan), responsible: plan.responsible })),
    },
    {
      id: 'maintenance-done', title: 'Maintenance done', description: 'What was done in the last days, by whom, and how long it took.',
      parameters: { type: 'object', properties: { days: { ...days, default: 90, title: 'Days back' } } },
      columns: [{ name: 'doneOn', title: 'Done on', type: 'date' }, { name: 'machine', title: 'Machine' }, { name: 'title', title: 'Maintenance' }, { name: 'doneBy', title: 'Done by' }, { name: 'minutes', title: 'Time taken', type: 'number', unit: 'min' }, { name: 'reading', title: 'Meter', type: 'number' }, { name: 'notes', title: 'Notes' }],
      run: ({ days: back }) => doneRows(context, Number(back)),
    },
    {
      id: 'downtime', title: 'Downtime by machine', description: 'How long machines were down in the last days and how often, the longest first. Downtimes that go on count until now.',
      parameters: { type: 'object', properties: { days: { ...days, default: 30, title: 'Days back' } } },
      columns: [{ name: 'machine', title: 'Machine' }, { name: 'hours', title: 'Down', type: 'number', unit: 'h' }, { name: 'times', title: 'Times', type: 'number' }, { name: 'reason', title: 'Longest reason', type: 'word' }, { name: 'isDown', title: 'Down now', type: 'boolean' }],
      chart: { kind: 'bar', label: 'machine', values: ['hours'] },
      run: ({ days: back }) => downtimeRows(context, Number(back)),
    },
  ]
}

async function* doneRows(context: Context, back: number) {
  const from = new Date(Date.now() - back * 24 * hour).toISOString().slice(0, 10)
  for (let after = 0; ;) {
    const entries = await logBetween(context, from, today(), after, rowsInOneStep)
    const machines = await machinesOf(context, entries.map(({ assetId }) => assetId))
    for (const { assetId, doneOn, title, doneBy, minutes, reading, notes } of entries) yield { doneOn, machine: machines.get(assetId)?.assetNumber ?? '', title, doneBy, minutes, reading, notes }
    if (entries.length < rowsInOneStep) return
    after = entries.at(-1)?.id ?? after
  }
}

type Sum = { assetId: number; hours: number; times: number; isDown: boolean; reason: string | null; byReason: Map<string | null, number> }

async function downtimeRows(context: Context, back: number) {
  const [from, to] = [Date.now() - back * 24 * hour, Date.now()]
  const sums = new Map<number, Sum>()
  for (const downtime of await downtimesBetween(context, from, to)) addDowntime(sums, downtime, from, to)
  const longest = [...sums.values()].sort((one, other) => other.hours - one.hours).slice(0, 500)
  const machines = await machinesOf(context, longest.map(({ assetId }) => assetId))
  return longest.map(({ assetId, hours, times, isDown, byReason }) => ({ machine: machines.get(assetId)?.assetNumber ?? '', hours: Math.round(hours * 10) / 10, times, reason: [...byReason].sort((one, other) => other[1] - one[1])[0]?.[0] ?? null, isDown }))
}

function addDowntime(sums: Map<number, Sum>, { assetId, startedAt, endedAt, reason }: Downtime, from: number, to: number): void {
  const sum = sums.get(assetId) ?? { assetId, hours: 0, times: 0, isDown: false, reason: null, byReason: new Map() }
  const hours = (Math.min(endedAt === null ? to : Date.parse(endedAt), to) - Math.max(Date.parse(startedAt), from)) / hour
  sum.hours += hours
  sum.times += 1
  sum.isDown ||= endedAt === null
  sum.byReason.set(reason, (sum.byReason.get(reason) ?? 0) + hours)
  sums.set(assetId, sum)
}

/** Worst first: down, then overdue, then due. Machines with nothing to say look as usual. */
export function mapMarkers(context: Context): MapMarkers[] {
  return [{
    type,
    load: async (ids) => {
      const marks: Record<number, { tone: 'critical' | 'warning'; label: string; badge?: string }> = {}
      for (const { assetId, state, title } of await urgentOf(context, ids)) if (marks[assetId]?.tone !== 'critical') marks[assetId] = state === 'overdue' ? { tone: 'critical', label: `Overdue: ${title}`, badge: '!' } : { tone: 'warning', label: `Due: ${title}` }
      for (const { assetId, reason } of await openDowntimes(context, ids, ids.length)) marks[assetId] = { tone: 'critical', label: `Down${reason === null ? '' : `: ${reason}`}`, badge: '×' }
      return marks
    },
  }]
}

export function searchResults(context: Context): SearchResults[] {
  return [{
    type,
    load: async (ids) => {
      const lines: Record<number, { badges: string[] }> = {}
      for (const { assetId, reason } of await openDowntimes(context, ids, ids.length)) lines[assetId] = { badges: [`down${reason === null ? '' : `: ${reason}`}`] }
      for (const { assetId, state } of await urgentOf(context, ids)) {
        const badges = (lines[assetId] ??= { badges: [] }).badges
        const words = state === 'overdue' ? 'maintenance overdue' : 'maintenance due'
        if (!badges.includes(words) && badges.length < 5) badges.push(words)
      }
      return lines
    },
  }]
}

async function urgentOf(context: Context, ids: readonly number[]): Promise<ShownPlan[]> {
  return (await plansOfMany(context, ids)).map((plan) => showPlan(context, plan)).filter(({ state }) => state === 'overdue' || state === 'due')
}

/** The PC that drives the machine, and the machines a person asks for on the page of that PC. */
export function assetPanels({ relationships }: Context): AssetPanel[] {
  return [{
    id: 'driven-by', title: 'Driven by', kind: 'table', types: [type], order: 20,
    load: async (assetId) => {
      const related = (await relationships.list(assetId)).filter(({ asset }) => asset.type?.startsWith('computers.') === true)
      return { columns: [{ name: 'computer', title: 'PC' }, { name: 'name', title: 'Name' }, { name: 'relation', title: 'Relation' }], rows: related.map(({ asset, label }) => ({ computer: asset.assetNumber, name: asset.name, relation: label, link: { type: asset.type ?? 'assets', id: asset.id } })) }
    },
  }]
}
