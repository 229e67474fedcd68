import type { Report, ReportRow } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { countByDay, sumAcknowledgementsByDay } from './report-store.ts'

type Line = { month: string; type: string; info: number; warning: number; critical: number; acknowledged: number; milliseconds: number }
const longest = 120

export function notificationReports(context: Context, now: () => number): Report[] {
  const months = { type: 'integer', title: 'Months back', minimum: 1, maximum: longest, default: 12 } as const
  const since = (value: unknown): number => Date.UTC(new Date(now()).getUTCFullYear(), new Date(now()).getUTCMonth() - Number(value ?? 12) + 1, 1)
  return [
    {
      id: 'months', title: 'Notifications by month', description: 'How many there were, how bad, and how long it took until somebody acknowledged them.', permission: 'notifications.read', parameters: { type: 'object', properties: { months } },
      columns: [{ name: 'month', title: 'Month' }, ...figures], chart: { kind: 'bar', label: 'month', values: ['info', 'warning', 'critical'] },
      run: async (parameters) => together(await linesSince(context, since(parameters['months'])), ({ month }) => month).map(rowOf),
    },
    {
      id: 'types', title: 'Notifications by type and month', description: 'Which types there were in each month, and how long it took until somebody acknowledged them.', permission: 'notifications.read', parameters: { type: 'object', properties: { months } },
      columns: [{ name: 'month', title: 'Month' }, { name: 'type', title: 'Type' }, ...figures, { name: 'total', title: 'Together', type: 'number' }], chart: { kind: 'bar', label: 'type', values: ['total'] },
      run: async (parameters) => together(await linesSince(context, since(parameters['months'])), ({ month, type }) => `${month} ${type}`).map(rowOf),
    },
  ]
}

const figures = [{ name: 'info', title: 'Information', type: 'number' }, { name: 'warning', title: 'Warnings', type: 'number' }, { name: 'critical', title: 'Critical', type: 'number' }, { name: 'acknowledged', title: 'Acknowledged', type: 'number' }, { name: 'minutes', title: 'Until acknowledged', type: 'number', unit: 'min' }] as const

/** The database counts by day; days become months here, because no two engines cut months alike. */
async function linesSince(context: Context, since: number): Promise<Line[]> {
  const [counted, acknowledged] = await Promise.all([countByDay(context.database, since), sumAcknowledgementsByDay(context.database, since)])
  const names = new Map(counted.map((row) => [row['typeid'] ?? null, row['typename'] === null ? '–' : String(row['typename'])]))
  const month = (day: unknown): string => new Date(Number(day)).toISOString().slice(0, 7)
  const empty = { info: 0, warning: 0, critical: 0, acknowledged: 0, milliseconds: 0 }
  return [
    ...counted.map((row) => ({ ...empty, month: month(row['day']), type: names.get(row['typeid'] ?? null) ?? '–', [row['severity'] === 'critical' ? 'critical' : row['severity'] === 'warning' ? 'warning' : 'info']: Number(row['total']) })),
    ...acknowledged.map((row) => ({ ...empty, month: month(row['day']), type: names.get(row['typeid'] ?? null) ?? '–', acknowledged: Number(row['total']), milliseconds: Number(row['milliseconds']) })),
  ]
}

function together(lines: readonly Line[], keyOf: (line: Line) => string): Line[] {
  return [...Map.groupBy(lines, keyOf)].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => group.reduce((sum, line) => ({
    ...line, info: sum.info + line.info, warning: sum.warning + line.warning, critical: sum.critical + line.critical, acknowledged: sum.acknowledged + line.acknowledged, milliseconds: sum.milliseconds + line.milliseconds,
  })))
}

function rowOf({ month, type, info, warning, critical, acknowledged, milliseconds }: Line): ReportRow {
  return { month, type, info, warning, critical, acknowledged, total: info + warning + critical, minutes: acknowledged === 0 ? null : Math.round(milliseconds / acknowledged / 60_000) }
}
