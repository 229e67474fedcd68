import type { ChartContent } from '@shopdb/contract/plugin-content'
import type { Caller } from '../../platform/caller.ts'
import { coreOwner, createContributions, defineExtensionPoint, type Contributed, type PluginHandle, type PluginHost } from '../../plugin-host/index.ts'
import type { Platform } from '../../platform/platform.ts'
import { assertParameters, readParameters } from './report-parameters.ts'
import { startReport } from './report-rows.ts'
import type { Report, ReportRow } from './report.ts'

/** Rows of a report on the screen; CSV has all of them. */
export const mostRows = 5_000

export type ReportsOptions = { platform: Pick<Platform, 'permissions'>; host: PluginHost; core: readonly Omit<Report, 'step'>[] }

/** The reports of core and of every active plugin. */
export function createReports({ platform, host, core }: ReportsOptions) {
  const reports = createContributions<Report>('report', (id) => platform.permissions.all().some((permission) => permission.id === id))
  reports.add(coreOwner, core.map((report) => ({ ...report, step: async (_label, work) => work() })))
  connect(host, reports)

  const start = async (caller: Caller, plugin: string, id: string, query: Readonly<Record<string, unknown>>): Promise<{ found: Contributed<Report>; rows: AsyncIterable<ReportRow> }> => {
    const found = reports.get(caller, plugin, id)
    return { found, rows: await startReport(found, readParameters(found.entry, query), caller) }
  }

  return {
    list: (caller: Caller) => reports.visibleTo(caller).map(({ plugin, entry: { id, title, description = null, parameters = null, columns, chart = null } }) => ({ plugin, id, title, description, parameters, columns, chart })),
    start,
    show: async (caller: Caller, plugin: string, id: string, query: Readonly<Record<string, unknown>>) => {
      const { found: { entry }, rows } = await start(caller, plugin, id, query)
      const shown: ReportRow[] = []
      let truncated = false
      for await (const row of rows) {
        truncated = shown.length === mostRows
        if (truncated) break
        shown.push(row)
      }
      return { columns: entry.columns, rows: shown, truncated, ...(entry.chart && { chart: chartOf(entry, shown) }) }
    },
  }
}

export type Reports = ReturnType<typeof createReports>

function connect(host: PluginHost, reports: ReturnType<typeof createContributions<Report>>): void {
  const adapted = new WeakMap<readonly Report[], Report[]>()
  host.defineExtensionPoint(defineExtensionPoint<readonly Report[]>({
    key: 'reports',
    added: (plugin, added) => {
      const own = added.map((report) => adapt(plugin, report))
      adapted.set(added, own)
      for (const report of own) assertReport(report)
      reports.add(plugin.name, own)
    },
    removed: ({ name }, added) => reports.remove(name, adapted.get(added) ?? []),
  }))
}

/** A plugin's code is given the parameters alone. */
function adapt(plugin: PluginHandle, report: Report): Report {
  const run: Report['run'] = (parameters) => Reflect.apply(report.run, undefined, [parameters])
  return { ...report, run, step: plugin.run }
}

function assertReport(report: Report): void {
  assertParameters(report)
  const names = report.columns.map(({ name }) => name)
  const unknown = [report.chart?.label, ...(report.chart?.values ?? [])].find((name) => name !== undefined && !names.includes(name))
  if (unknown !== undefined) throw new Error(`The chart of the report "${report.id}" names "${unknown}", which is none of its columns.`)
  if (new Set(names).size < names.length) throw new Error(`Two columns of the report "${report.id}" have one name.`)
}

const mostPoints = 2000

/** A series for each column of values, over the rows that are shown. */
function chartOf({ chart, columns }: Report, rows: readonly ReportRow[]): ChartContent | undefined {
  if (!chart) return undefined
  const columnOf = (name: string): Report['columns'][number] | undefined => columns.find((column) => column.name === name)
  const labelType = columnOf(chart.label)?.type
  if (!chart.values) return { kind: chart.kind, series: [{ name: columnOf(chart.label)?.title ?? chart.label, points: countLabels(rows, chart.label) }], ...(labelType && { labelType }) }
  const unit = columnOf(chart.values[0] ?? '')?.unit
  const series = chart.values.map((name) => ({
    name: columnOf(name)?.title ?? name,
    points: rows.slice(0, mostPoints).map((row) => ({ label: labelOf(row[chart.label]), value: typeof row[name] === 'number' ? row[name] : null })),
  }))
  return { kind: chart.kind, series, ...(labelType && { labelType }), ...(unit && { unit }) }
}

/** How many rows each label has, in the order of their first rows. */
function countLabels(rows: readonly ReportRow[], column: string): { label: string | number; value: number }[] {
  const counts = new Map<string | number, number>()
  for (const row of rows) counts.set(labelOf(row[column]), (counts.get(labelOf(row[column])) ?? 0) + 1)
  return [...counts].slice(0, mostPoints).map(([label, value]) => ({ label, value }))
}

function labelOf(value: unknown): string | number {
  return typeof value === 'number' ? value : typeof value === 'string' || typeof value === 'boolean' ? String(value) : ''
}
