import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendCsv, wantsCsv } from '../../platform/http/csv.ts'
import type { Reports } from './reports.ts'
import type { Report, ReportRow } from './report.ts'

type Named = { Params: { plugin: string; report: string }; Querystring: Record<string, unknown> }

const text = { type: 'string' } as const
const listSchema = {
  type: 'object', required: ['items'],
  properties: { items: { type: 'array', items: { type: 'object', required: ['plugin', 'id', 'title', 'columns'], properties: { plugin: text, id: text, title: text, description: { type: ['string', 'null'] }, parameters: { type: ['object', 'null'], additionalProperties: true, description: 'JSON Schema of what the report takes in its query.' }, columns: { type: 'array', items: { type: 'object', additionalProperties: true } }, chart: { type: ['object', 'null'], additionalProperties: true } } } } },
} as const
const params = { type: 'object', properties: { plugin: { type: 'string', maxLength: 32, description: '`core`, or the name of a plugin.' }, report: { type: 'string', maxLength: 80 } } } as const
const querystring = { type: 'object', additionalProperties: true, properties: { format: { type: 'string', enum: ['json', 'csv'], description: '`csv` streams every row; so does `Accept: text/csv`.' } }, description: 'The parameters of the report, as the list of reports describes them.' } as const
const tags = ['Reports']

export function registerReportRoutes(http: FastifyInstance, reports: Reports): void {
  const config = { permission: 'reports.read' }
  http.get('/api/reports', { config, schema: { summary: 'The reports you may run, with their parameters', tags, response: { 200: listSchema } } }, (request) => ({ items: reports.list(request.caller) }))
  http.get<Named>('/api/reports/:plugin/:report', { config, schema: { summary: 'Run a report', description: 'Answers `{ columns, rows, truncated, chart }`, or CSV.', tags, params, querystring } }, (request, reply) => runReport(reports, request, reply))
}

async function runReport(reports: Reports, request: FastifyRequest<Named>, reply: FastifyReply): Promise<unknown> {
  const { plugin, report } = request.params
  if (!wantsCsv(request)) return reports.show(request.caller, plugin, report, request.query)
  const { found: { entry }, rows } = await reports.start(request.caller, plugin, report, request.query)
  return sendCsv(request, reply, `${plugin}-${report}.csv`, entry.columns.map(headingOf), valuesOf(entry, rows))
}

function headingOf({ title, unit }: Report['columns'][number]): string {
  return unit === undefined ? title : `${title} (${unit})`
}

async function* valuesOf({ columns }: Report, rows: AsyncIterable<ReportRow>): AsyncGenerator<unknown[]> {
  for await (const row of rows) yield columns.map(({ name }) => row[name])
}
