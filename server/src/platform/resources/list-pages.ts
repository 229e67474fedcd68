import type { RawBuilder } from 'kysely'
import type { Database, SqlValue } from '../database/database.ts'
import type { ResourceRegistry } from '../platform.ts'
import type { Cursor } from './cursor.ts'
import { countQuery, isCursorSlot, pageQuery, pageShapeOf, type OutputColumn } from './list-plan.ts'
import { asSql, resolveLabels, slotValue, type ListScope } from './list-records.ts'
import { parseListRequest, type ListRequest, type QueryString } from './list-request.ts'
import type { ResourceModel } from './resource-model.ts'

/** Rows as arrays: id, sort value, then the columns. */
export type ListPage = { columns: readonly OutputColumn[]; rows: SqlValue[][] }

/** Leading columns of a row of a page that are no column of the answer. */
export const leadingColumns = 2

const pageLength = 500

/** Everything that a list query matches, for exports and bulk changes: filter, sort and `q` of the list, page by page. */
export type CompleteList = {
  count: () => Promise<number>
  /** All fields, in the order of the list. One page stands in memory; the next is read when it is asked for. */
  pages: () => AsyncGenerator<ListPage>
}

/** What says which page to show; everything that matches has no pages. */
const pageMembers = ['limit', 'cursor', 'offset', 'last', 'count', 'facets', 'format'] as const

export function parseCompleteRequest(model: ResourceModel, query: QueryString): ListRequest {
  const wanted = Object.fromEntries(Object.entries(query).filter(([name]) => !pageMembers.some((member) => member === name)))
  return { ...parseListRequest(model, wanted), limit: pageLength, isComplete: true }
}

/** `scope` belongs to the request, resolved by the caller from who asks. */
export async function completeList(database: Database, registry: ResourceRegistry, model: ResourceModel, parsed: ListRequest, scope: ListScope): Promise<CompleteList> {
  const filters = await Promise.all(parsed.filters.map((filter) => resolveLabels(database, registry, filter)))
  const request = { ...parsed, filters }

  async function* pages(): AsyncGenerator<ListPage> {
    const statements = new Map<string, ReturnType<typeof statementOf>>()
    for (let cursor: Cursor | null = null; ;) {
      const shape = pageShapeOf(database.engine, request, cursor)
      const statement = statements.get(shape.cursor) ?? statementOf(pageQuery(model, registry, request, shape, scope.conditions, 'all'))
      statements.set(shape.cursor, statement)
      const rows = await statement.read(statement.parameters.map((parameter) => (isCursorSlot(parameter) ? slotValue(parameter.slot, cursor) : asSql(parameter))))
      const page = rows.slice(0, pageLength)
      if (page.length > 0) yield { columns: statement.columns, rows: page }
      const last = page.at(-1)
      if (rows.length <= pageLength || !last) return
      cursor = { id: Number(last[0]), value: sortValue(last[1]), direction: 'next' }
    }
  }

  function statementOf({ query, columns }: { query: RawBuilder<unknown>; columns: OutputColumn[] }) {
    const { sql, parameters } = query.compile(database.read)
    return { read: database.prepare(sql), parameters, columns }
  }

  return {
    pages,
    count: async () => {
      const { sql, parameters } = countQuery(model, request, scope.conditions, null).compile(database.read)
      const rows = await database.prepare(sql)(parameters.map(asSql))
      return Number(rows[0]?.[0] ?? 0)
    },
  }
}

function sortValue(value: SqlValue | undefined): Cursor['value'] {
  return typeof value === 'string' || typeof value === 'number' ? value : null
}
