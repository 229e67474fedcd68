import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendCsv } from '../../platform/http/csv.ts'
import { completeList, leadingColumns, parseCompleteRequest, type ListPage } from '../../platform/resources/list-pages.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { ambiguousLabels, chooseColumns, createCellReader, csvColumnsOf, type CsvColumn } from './csv-columns.ts'
import type { RecordServices } from './record-services.ts'

const exportMembers = ['columns', 'headers', 'bom'] as const

/**
 * A list as CSV: everything that the same query matches, in its order, read page by page while the client takes it. Rows
 * that others change meanwhile are as they are when their page is read.
 */
export async function exportRecords(services: RecordServices, model: ResourceModel, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { platform } = services
  const query = { ...(request.query as Record<string, unknown>) } // Fastify parses it into a plain object; every member is checked below
  const [wanted, headers] = [query['columns'], query['headers']]
  for (const name of exportMembers) delete query[name]
  const columns = chooseColumns(csvColumnsOf(model, services.rules.get(model.base)?.furtherColumns?.(model) ?? []), typeof wanted === 'string' ? wanted : null)
  const parsed = parseCompleteRequest(model, query)
  const list = await completeList(platform.database, platform.resources, model, parsed, await services.scopeOf(model, request.caller, parsed))
  const pages = list.pages()
  // The first page is read before anything is sent, so that what cannot be read is answered as an error.
  const first = await pages.next()
  const rows = rowsOf(services, columns, first, pages)
  const day = new Date(platform.now()).toISOString().slice(0, 10)
  return sendCsv(request, reply, `${model.name}-${day}.csv`, columns.map((column) => (headers === 'titles' ? column.title : column.name)), rows)
}

async function* rowsOf({ platform }: RecordServices, columns: readonly CsvColumn[], first: IteratorResult<ListPage>, rest: AsyncGenerator<ListPage>): AsyncGenerator<unknown[]> {
  const ambiguous = await ambiguousLabels(platform, columns)
  for (let page = first; page.done !== true; page = await rest.next()) {
    const further = new Map<string, Map<number, string[]>>()
    const ids = page.value.rows.map((row) => Number(row[0]))
    for (const column of columns) if (column.further) further.set(column.name, await column.further.load(platform.database, ids))
    const cells = createCellReader(columns, page.value.columns, leadingColumns, ambiguous)
    for (const row of page.value.rows) yield cells(row, further)
  }
}
