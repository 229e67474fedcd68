import type { AssetPanel, MapMarkers, Widget } from '@shopdb/plugin-api'
import { day, mediumType, type Context } from './context.ts'
import { countFindings, countMedia, findMediaStates, findOpenFindings, findSightingsAt, momentOf, numberOf, textOf } from './store.ts'

/** None is no alarm: the tone is that of a number above zero. */
const counted = (value: number, tone: 'warning' | 'critical') => ({ value, ...(value > 0 && { tone }) })

export function widgets(context: Context): Widget[] {
  const { database } = context
  return [
    { id: 'out', title: 'USB media out', kind: 'counter', permission: 'usb.read', load: async () => ({ value: (await countMedia(database, Date.now())).out, link: { type: mediumType, query: 'custodyState=out&sort=dueAt' } }) },
    { id: 'overdue', title: 'USB media overdue', kind: 'counter', permission: 'usb.read', load: async () => ({ ...counted((await countMedia(database, Date.now())).overdue, 'warning'), link: { type: mediumType, query: new URLSearchParams({ custodyState: 'out', 'filter[dueAt][lt]': new Date().toISOString(), sort: 'dueAt' }).toString() } }) },
    { id: 'unknown', title: 'Unknown USB media seen', kind: 'counter', permission: 'usb.read', load: async () => ({ ...counted(await countFindings(database, ['unknown medium'], Date.now() - 7 * day), 'warning'), label: 'within a week', link: { type: 'usbfindings', query: 'kind=unknown%20medium&state=open' } }) },
    { id: 'blockedseen', title: 'Blocked or lost USB media seen', kind: 'counter', permission: 'usb.read', load: async () => ({ ...counted(await countFindings(database, ['blocked medium', 'lost medium'], 0), 'critical'), link: { type: 'usbfindings', query: 'kind=blocked%20medium,lost%20medium&state=open' } }) },
    {
      id: 'longest', title: 'Longest overdue USB media', kind: 'table', permission: 'usb.read',
      load: async () => {
        const { items } = await context.records.list('usbmedia', new URLSearchParams({ custodyState: 'out', 'filter[dueAt][lt]': new Date().toISOString(), sort: 'dueAt', limit: '8', count: 'none' }).toString())
        const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
        return {
          columns: [{ name: 'medium', title: 'Medium' }, { name: 'holder', title: 'Checked out to' }, { name: 'usedAt', title: 'Used at' }, { name: 'due', title: 'Due', type: 'date-time' }],
          rows: items.map((medium) => ({ medium: String(medium['assetNumber']), holder: text(medium['holder']), usedAt: text(medium['usedAt']), due: text(medium['dueAt']), tone: Number(medium['overdueLevel']) >= 3 ? 'critical' : 'warning', link: { type: mediumType, id: medium.id } })),
        }
      },
    },
  ]
}

type Mark = { tone: 'critical' | 'warning' | 'info' | 'muted'; label: string; badge?: string }

/** Media stand where they are used, by how they stand there; computers at which something was found are red. */
export function mapMarkers({ database }: Context): MapMarkers[] {
  return [
    {
      type: mediumType,
      load: async (ids) => {
        const [media, findings] = await Promise.all([findMediaStates(database, ids), findOpenFindings(database, 'mediumid', ids)])
        const marks = Object.fromEntries(media.map((row): [number, Mark] => [Number(row.assetid), markOf(textOf(row.custodystate), textOf(row.holder), numberOf(row.dueat), textOf(row.blockedreason))]))
        for (const row of findings) marks[Number(row.assetid)] = { tone: 'critical', label: `Finding: ${String(row.kind)}`, badge: '!' }
        return marks
      },
    },
    { type: 'computers.computer', load: async (ids) => Object.fromEntries((await findOpenFindings(database, 'computerid', ids)).map((row) => [Number(row.assetid), { tone: 'critical' as const, label: `Finding: ${String(row.kind)}`, badge: 'USB' }])) },
  ]
}

function markOf(state: string | null, holder: string | null, dueAt: number | null, reason: string | null): Mark {
  if (state === 'blocked') return { tone: 'critical', label: `Blocked: ${reason ?? ''}`.slice(0, 120), badge: '×' }
  if (state === 'lost') return { tone: 'critical', label: 'Lost', badge: '?' }
  if (state !== 'out') return { tone: 'muted', label: 'In the drawer' }
  return dueAt !== null && dueAt < Date.now() ? { tone: 'warning', label: `Overdue: ${holder ?? ''}`.slice(0, 120), badge: '!' } : { tone: 'info', label: `With ${holder ?? 'somebody'}`.slice(0, 120) }
}

/** On the page of a computer: what was plugged into it. */
export function assetPanels(context: Context): AssetPanel[] {
  return [{
    id: 'plugged', title: 'USB media seen here', kind: 'table', types: ['computers.computer'], permission: 'usb.read', order: 65,
    load: async (computerId) => {
      const rows = await findSightingsAt(context.database, computerId, 20)
      return {
        columns: [{ name: 'device', title: 'Device' }, { name: 'known', title: 'Medium of the site', type: 'boolean' }, { name: 'user', title: 'User' }, { name: 'lastSeen', title: 'Last seen', type: 'date-time' }],
        rows: rows.map((row) => { const mediumId = numberOf(row.mediumid); return { device: String(row.device), known: mediumId !== null, user: textOf(row.lastuser), lastSeen: momentOf(row.lastseenat), ...(mediumId !== null && { link: { type: mediumType, id: mediumId } }) } }),
      }
    },
  }]
}
