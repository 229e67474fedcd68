import type { Report, ReportRow, Row } from '@shopdb/plugin-api'
import { day, type Context } from './context.ts'
import { countEventsByDay, countInfected, countOverdueByUnit, countUsesByPlace, momentOf } from './store.ts'

const daysBack = (fallback: number) => ({ type: 'object', properties: { days: { type: 'integer', title: 'Days back', minimum: 1, maximum: 3650, default: fallback } } }) as const
const textOfField = (value: unknown): string | null => (typeof value === 'string' ? value : null)

export function usbReports(context: Context): Report[] {
  return [usageReport(context), custodyReport(context), placesReport(context), overdueReport(context), findingsReport(context)]
}

function usageReport({ database }: Context): Report {
  return {
    id: 'usage', title: 'USB media by month', description: 'How often media went out and came back, how many were scanned, infected or lost.', permission: 'usb.read', parameters: daysBack(365),
    columns: [{ name: 'month', title: 'Month' }, { name: 'out', title: 'Checked out', type: 'number' }, { name: 'back', title: 'Checked in', type: 'number' }, { name: 'scanned', title: 'Further scans', type: 'number' }, { name: 'infected', title: 'Infected', type: 'number' }, { name: 'lost', title: 'Lost', type: 'number' }],
    chart: { kind: 'bar', label: 'month', values: ['out', 'back'] },
    run: async ({ days }) => {
      const since = Date.now() - Number(days) * day
      const [events, infected] = await Promise.all([countEventsByDay(database, since), countInfected(database, since)])
      const counted: Row[] = [...events, ...infected.map((row) => ({ ...row, kind: 'infected' }))]
      const months = Map.groupBy(counted, (row) => String(momentOf(row.day)).slice(0, 7))
      return [...months].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([month, rows]) => {
        const of = (kind: string): number => rows.filter((row) => row.kind === kind).reduce((sum, row) => sum + Number(row.times), 0)
        return { month, out: of('out'), back: of('in'), scanned: of('scanned'), infected: of('infected'), lost: of('lost') }
      })
    },
  }
}

/** Rows come page by page, so that a site with many media can export all of them. */
function custodyReport(context: Context): Report {
  return {
    id: 'custody', title: 'Who has which USB medium', description: 'Every medium that is out, the longest due first.', permission: 'usb.read',
    columns: [{ name: 'medium', title: 'Medium' }, { name: 'label', title: 'Label' }, { name: 'holder', title: 'Checked out to' }, { name: 'usedAt', title: 'Used at' }, { name: 'since', title: 'Out since', type: 'date-time' }, { name: 'due', title: 'Due', type: 'date-time' }, { name: 'standing', title: 'State', type: 'word' }, { name: 'receipt', title: 'Receipt', type: 'word' }],
    chart: { kind: 'donut', label: 'standing' },
    run: async function* () {
      for await (const medium of context.records.each('usbmedia', 'custodyState=out&sort=dueAt')) {
        const due = textOfField(medium['dueAt'])
        yield { medium: String(medium['assetNumber']), label: textOfField(medium['label']), holder: textOfField(medium['holder']), usedAt: textOfField(medium['usedAt']), since: textOfField(medium['outSince']), due, standing: due !== null && Date.parse(due) < Date.now() ? 'overdue' : 'in time', receipt: textOfField(medium['acceptance']) }
      }
    },
  }
}

function placesReport(context: Context): Report {
  return {
    id: 'places', title: 'Where USB media are used', description: 'Machines and computers for which media were given out, the most used first.', permission: 'usb.read', parameters: daysBack(90),
    columns: [{ name: 'place', title: 'Used at' }, { name: 'name', title: 'Name' }, { name: 'times', title: 'Times', type: 'number' }, { name: 'media', title: 'Different media', type: 'number' }, { name: 'latest', title: 'Last time', type: 'date-time' }],
    chart: { kind: 'bar', label: 'place', values: ['times'] },
    run: async ({ days }): Promise<ReportRow[]> => {
      const rows = await countUsesByPlace(context.database, Date.now() - Number(days) * day, 100)
      const assets = new Map((await context.assets.names(rows.map((row) => Number(row.usedatid)))).map((asset) => [asset.id, asset]))
      return rows.map((row) => { const asset = assets.get(Number(row.usedatid)); return { place: asset?.assetNumber ?? `#${row.usedatid}`, name: asset?.name ?? null, times: Number(row.times), media: Number(row.media), latest: momentOf(row.latest) } })
    },
  }
}

function overdueReport({ database, records }: Context): Report {
  return {
    id: 'overdue', title: 'Overdue USB media by business unit', description: 'How many media each unit has not brought back in time. The unit is that of the medium.', permission: 'usb.read',
    columns: [{ name: 'unit', title: 'Business unit' }, { name: 'media', title: 'Overdue', type: 'number' }, { name: 'critical', title: 'After the last notice', type: 'number' }, { name: 'oldest', title: 'Oldest due date', type: 'date-time' }],
    chart: { kind: 'bar', label: 'unit', values: ['media'] },
    run: async () => {
      const [rows, units] = await Promise.all([countOverdueByUnit(database, Date.now()), records.list('businessunits', 'limit=500')])
      const names = new Map(units.items.map((unit) => [unit.id, String(unit['name'])]))
      return rows.map((row) => ({ unit: row.businessunitid === null ? '(none)' : (names.get(Number(row.businessunitid)) ?? `#${row.businessunitid}`), media: Number(row.media), critical: Number(row.critical), oldest: momentOf(row.oldest) }))
    },
  }
}

function findingsReport(context: Context): Report {
  return {
    id: 'findings', title: 'Findings about USB media', description: 'Media that computers saw where they should not have been, newest first, and what was decided.', permission: 'usb.read',
    parameters: { type: 'object', properties: { days: { type: 'integer', title: 'Days back', minimum: 1, maximum: 3650, default: 90 }, open: { type: 'boolean', title: 'Only open ones', default: false } } },
    columns: [{ name: 'finding', title: 'Finding', type: 'word' }, { name: 'device', title: 'Device' }, { name: 'computer', title: 'Seen at' }, { name: 'user', title: 'User' }, { name: 'explanation', title: 'What is wrong', type: 'word' }, { name: 'firstSeen', title: 'First seen', type: 'date-time' }, { name: 'lastSeen', title: 'Last seen', type: 'date-time' }, { name: 'state', title: 'State', type: 'word' }, { name: 'resolvedBy', title: 'Resolved by' }, { name: 'reason', title: 'Reason' }],
    chart: { kind: 'donut', label: 'finding' },
    run: async function* ({ days, open }) {
      const since = new Date(Date.now() - Number(days) * day).toISOString()
      const query = new URLSearchParams({ sort: '-lastSeenAt', 'filter[lastSeenAt][gte]': since, ...(open === true && { state: 'open' }) }).toString()
      for await (const finding of context.records.each('usbfindings', query)) {
        const text = (name: string): string | null => textOfField(finding[name])
        yield { finding: text('kind'), device: text('device'), computer: text('computer') ?? text('computerName'), user: text('lastUser'), explanation: text('explanation'), firstSeen: text('firstSeenAt'), lastSeen: text('lastSeenAt'), state: text('state'), resolvedBy: text('resolvedBy'), reason: text('reason') }
      }
    },
  }
}
