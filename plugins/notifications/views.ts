import type { MapMarkers, Widget } from '@shopdb/plugin-api'
import { findShown } from './board.ts'
import type { Context } from './context.ts'
import { severityOf } from './notification.ts'
import { present } from './present.ts'
import { countByDay } from './report-store.ts'
import { countOpenAcknowledgements, countRunning, findWorstByAsset } from './store.ts'

const permission = 'notifications.read'
const link = { type: 'notifications', query: 'state=active' } as const

export function notificationWidgets(context: Context, now: () => number): Widget[] {
  const { database } = context
  return [
    { id: 'critical', title: 'Critical now', kind: 'counter', permission, load: async () => { const value = (await countRunning(database, now())).get('critical') ?? 0; return { value, link: { type: 'notifications', query: 'state=active&severity=critical' }, ...(value > 0 && { tone: 'critical' as const }) } } },
    { id: 'unacknowledged', title: 'Not acknowledged', kind: 'counter', permission, load: async () => { const value = await countOpenAcknowledgements(database, now()); return { value, link, ...(value > 0 && { tone: 'warning' as const }) } } },
    {
      id: 'running', title: 'Notifications now', kind: 'table', permission, size: 'medium', refreshSeconds: 30,
      load: async ({ caller }) => {
        const rows = await present(context, (await findShown(context, { may: caller.may, userId: null }, { state: 'active' }, now())).slice(0, 8))
        return { columns: [{ name: 'severity', title: 'Severity', type: 'word' }, { name: 'title', title: 'Title' }, { name: 'where', title: 'Where' }, { name: 'since', title: 'Since', type: 'date-time' }], rows: rows.map((row) => ({ severity: row.severity, title: row.title, where: row.asset?.assetNumber ?? row.location, since: row.currentFrom, link: { type: 'notifications', id: row.id } })), link }
      },
    },
    {
      id: 'lately', title: 'Notifications of the last weeks', kind: 'chart', permission, refreshSeconds: 300,
      load: async () => {
        const week = 7 * 86_400_000
        const first = Math.floor(now() / week) * week - 7 * week
        const counted = await countByDay(database, first)
        const weeks = Array.from({ length: 8 }, (_nothing, index) => first + index * week)
        const series = (['info', 'warning', 'critical'] as const).map((severity) => ({ name: severity, tone: severity, points: weeks.map((from) => ({ label: new Date(from).toISOString().slice(0, 10), value: counted.filter((row) => row['severity'] === severity && Number(row['day']) >= from && Number(row['day']) < from + week).reduce((sum, row) => sum + Number(row['total']), 0) })) }))
        return { kind: 'bar', labelType: 'date', series }
      },
    },
  ]
}

/** An asset about which something is said now has its colour on the floor plan, of whatever type it is. */
export async function notificationMarkers(context: Context, now: () => number): Promise<MapMarkers[]> {
  const { items } = await context.records.list('assettypes', 'limit=500')
  const load: MapMarkers['load'] = async (assetIds) => Object.fromEntries((await findWorstByAsset(context.database, assetIds, now())).map((row) => [Number(row['assetid']), { tone: severityOf(row['severity']), label: String(row['title']).slice(0, 60), badge: '!' }]))
  return items.map(({ name }) => String(name)).filter((type) => type.includes('.')).map((type) => ({ type, load }))
}
