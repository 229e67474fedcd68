import { sql, type CompiledQuery, type RawBuilder } from 'kysely'
import type { Database, PreparedRead, SqlValue } from '../database/database.ts'
import type { ResourceRegistry } from '../platform.ts'
import { Problem } from '../problem.ts'
import { decodeCursor, encodeCursor, type Cursor } from './cursor.ts'
import { countQuery, driverAlias, facetQuery, filterCondition, isCursorSlot, pageQuery, pageShapeOf, type ListCondition, type PageShape } from './list-plan.ts'
import { parseListRequest, sortToken, type Filter, type ListRequest, type QueryString } from './list-request.ts'
import { createRowWriter, type RowWriter } from './write-rows.ts'
import type { FieldModel, ResourceModel } from './resource-model.ts'

/** Totals are counted to this many unless `count=exact`; beyond it `totalIsExact` is false. */
export const totalCap = 10_000
const totalLifetime = 2_000
const plansKept = 500

type Statement = { read: PreparedRead; parameters: readonly unknown[]; write: RowWriter }
type Plan = { request: ListRequest; statements: Map<string, Statement>; total: { value: number; exact: boolean; until: number; generation: number } | null; facets: { text: string; until: number; generation: number } | null }

/** What limits a list beside its query: visibility and found ids. `none` answers an empty list without a statement. */
export type ListScope = { conditions: readonly ListCondition[]; capped?: boolean }

/** Records that share a value; `label` names what a reference refers to. */
export type ListGroup = { value: SqlValue | boolean; label: SqlValue | boolean; count: number }

export type ListEngine = {
  /** The JSON text of one page. `scope` is resolved by the caller from who asks and from `q`. */
  list: (model: ResourceModel, url: string, query: QueryString, scope: (request: ListRequest) => ListScope | Promise<ListScope>) => string | Promise<string>
  /** How many records there are for each value of a declared filter, all counted; at most 200 values, the most frequent first. */
  groups: (model: ResourceModel, query: QueryString, field: string, scope: (request: ListRequest) => ListScope | Promise<ListScope>) => Promise<ListGroup[]>
  /** Called after every commit: totals of before are not shown any more. */
  invalidate: () => void
  request: (model: ResourceModel, query: QueryString) => ListRequest
  /** The text and parameters of a first page, for tests that read the plan. */
  explain: (model: ResourceModel, query: QueryString) => CompiledQuery
}

/** Runs lists. Parsed and compiled once per query string; then a page costs one statement. */
export function createListEngine(database: Database, registry: ResourceRegistry, now: () => number): ListEngine {
  const plans = new Map<string, Plan>()
  let generation = 0
  let registryGeneration = registry.generation

  const planOf = (model: ResourceModel, url: string, query: QueryString): Plan => {
    if (registryGeneration !== registry.generation) {
      plans.clear()
      registryGeneration = registry.generation
    }
    const key = `${model.kind}?${withoutCursor(url)}`
    const known = plans.get(key)
    if (known) return known
    const plan: Plan = { request: parseListRequest(model, { ...query, cursor: undefined }), statements: new Map(), total: null, facets: null }
    if (plans.size >= plansKept) plans.delete(plans.keys().next().value ?? '')
    plans.set(key, plan)
    return plan
  }

  const compile = (query: RawBuilder<unknown>): CompiledQuery => query.compile(database.read)

  const statementOf = (model: ResourceModel, plan: Plan, request: ListRequest, shape: PageShape, conditions: readonly ListCondition[]): Statement => {
    const key = `${shape.backwards}${shape.cursor}${conditions.map((condition) => condition.key).join()}`
    const known = plan.statements.get(key)
    if (known) return known
    const { query, columns } = pageQuery(model, registry, request, shape, conditions)
    const compiled = compile(query)
    const statement = { read: database.prepare(compiled.sql), parameters: compiled.parameters, write: createRowWriter(columns, 2) }
    if (plan.statements.size < 20) plan.statements.set(key, statement)
    return statement
  }

  const pageOf = (request: ListRequest, cursor: Cursor | null, shape: PageShape, statement: Statement, rows: readonly SqlValue[][]): { items: string; next: string | null; prev: string | null } => {
    const hasMore = rows.length > request.limit
    const page = shape.backwards ? rows.slice(0, request.limit).toReversed() : rows
    const count = Math.min(rows.length, request.limit)
    const first = page[0]
    const last = page[count - 1]
    const token = sortToken(request.sort)
    const more = shape.backwards ? { next: cursor !== null, prev: hasMore } : { next: hasMore, prev: cursor !== null || request.offset > 0 }
    return {
      items: statement.write(page, 0, count),
      next: more.next && last ? encodeCursor(token, last[1] ?? null, last[0] ?? 0, 'next') : null,
      prev: more.prev && first ? encodeCursor(token, first[1] ?? null, first[0] ?? 0, 'prev') : null,
    }
  }

  const total = async (model: ResourceModel, plan: Plan, request: ListRequest, scope: ListScope): Promise<{ value: number; exact: boolean }> => {
    const reusable = scope.conditions.length === 0
    const cap = request.count === 'exact' ? null : totalCap
    const compiled = compile(countQuery(model, request, scope.conditions, cap))
    const started = generation
    const rows = await database.prepare(compiled.sql)(compiled.parameters.map(asSql))
    const counted = Number(rows[0]?.[0] ?? 0)
    const result = { value: cap === null ? counted : Math.min(counted, cap), exact: (cap === null || counted <= cap) && !scope.capped }
    if (reusable) plan.total = { ...result, until: now() + totalLifetime, generation: started }
    return result
  }

  const facets = async (model: ResourceModel, plan: Plan, request: ListRequest, scope: ListScope): Promise<string> => {
    if (request.facets.length === 0) return ''
    if (scope.conditions.length === 0 && plan.facets && plan.facets.until > now() && plan.facets.generation === generation) return plan.facets.text
    const started = generation
    const parts: string[] = []
    for (const field of request.facets) parts.push(`${JSON.stringify(field.name)}:${JSON.stringify(await facetOf(model, request, field, scope))}`)
    const text = `,"facets":{${parts.join()}}`
    if (scope.conditions.length === 0) plan.facets = { text, until: now() + totalLifetime, generation: started }
    return text
  }

  const facetOf = async (model: ResourceModel, request: ListRequest, field: FieldModel, scope: ListScope, cap: number | null = 50_000): Promise<{ value: SqlValue; label: SqlValue; count: number }[]> => {
    const compiled = compile(facetQuery(model, request, field, scope.conditions, cap))
    const rows = await database.prepare(compiled.sql)(compiled.parameters.map(asSql))
    const labels = field.reference ? await labelsOf(database, registry, field.reference, rows.map((row) => row[0] ?? null)) : new Map<SqlValue, SqlValue>()
    return rows.map(([value = null, count]) => ({ value, label: field.reference ? (labels.get(value) ?? null) : value, count: Number(count) }))
  }

  const groups: ListEngine['groups'] = async (model, query, name, scopeOf) => {
    const request = parseListRequest(model, { ...query, facets: name })
    const filters = await Promise.all(request.filters.map((filter) => resolveLabels(database, registry, filter)))
    const [field] = request.facets
    const found = field ? await facetOf(model, { ...request, filters }, field, await scopeOf(request), null) : []
    return field?.type === 'boolean' ? found.map(({ value, count }) => ({ value: value === 1, label: value === 1, count })) : found
  }

  const list: ListEngine['list'] = (model, url, query, scopeOf) => {
    const plan = planOf(model, url, query)
    const cursorText = typeof query.cursor === 'string' && query.cursor !== '' ? query.cursor : null
    const cursor = cursorText ? decodeCursor(cursorText, sortToken(plan.request.sort), plan.request.sort.field) : null
    const scope = scopeOf(plan.request)
    if (scope instanceof Promise || plan.request.filters.some((filter) => filter.byLabel)) return listSlowly(model, plan, cursor, scope)
    return finish(model, plan, plan.request, cursor, scope)
  }

  const listSlowly = async (model: ResourceModel, plan: Plan, cursor: Cursor | null, scope: ListScope | Promise<ListScope>): Promise<string> => {
    const filters = await Promise.all(plan.request.filters.map((filter) => resolveLabels(database, registry, filter)))
    const volatile = { ...plan, statements: new Map(), total: null, facets: null }
    return finish(model, volatile, { ...plan.request, filters }, cursor, await scope)
  }

  const finish = (model: ResourceModel, plan: Plan, request: ListRequest, cursor: Cursor | null, scope: ListScope): string | Promise<string> => {
    const shape = pageShapeOf(database.engine, request, cursor)
    const statement = statementOf(model, plan, request, shape, scope.conditions)
    const rows = statement.read(statement.parameters.map((parameter) => (isCursorSlot(parameter) ? slotValue(parameter.slot, cursor) : asSql(parameter))))
    const counted = countedAlready(plan, request, scope)
    if (!(rows instanceof Promise) && counted && request.facets.length === 0) return render(pageOf(request, cursor, shape, statement, rows), counted, '')
    return finishSlowly(model, plan, request, cursor, scope, shape, statement, rows)
  }

  /** No statement is needed for the total when none is wanted or a fresh one is at hand. */
  const countedAlready = (plan: Plan, request: ListRequest, scope: ListScope): { value: number | null; exact: boolean } | null => {
    if (request.count === 'none') return { value: null, exact: false }
    if (!plan.total || scope.conditions.length > 0 || plan.total.until <= now()) return null
    // "More than the cap" stays true through a few commits; an exact number must not be one of before.
    return plan.total.generation === generation || !plan.total.exact ? plan.total : null
  }

  const finishSlowly = async (model: ResourceModel, plan: Plan, request: ListRequest, cursor: Cursor | null, scope: ListScope, shape: PageShape, statement: Statement, pending: SqlValue[][] | Promise<SqlValue[][]>): Promise<string> => {
    const rows = await pending
    const counted = countedAlready(plan, request, scope) ?? (await total(model, plan, request, scope))
    return render(pageOf(request, cursor, shape, statement, rows), counted, await facets(model, plan, request, scope))
  }

  return {
    list, groups,
    invalidate: () => { generation += 1 },
    request: parseListRequest,
    explain: (model, query) => {
      const request = parseListRequest(model, query)
      return compile(pageQuery(model, registry, request, pageShapeOf(database.engine, request, null), []).query)
    },
  }
}

function render(page: { items: string; next: string | null; prev: string | null }, total: { value: number | null; exact: boolean }, facets: string): string {
  const quoteOrNull = (text: string | null): string => (text === null ? 'null' : `"${text}"`)
  return `{"items":[${page.items}],"total":${total.value},"totalIsExact":${total.exact},"nextCursor":${quoteOrNull(page.next)},"prevCursor":${quoteOrNull(page.prev)}${facets}}`
}

/** The query string without its cursor: what a plan is kept by. */
function withoutCursor(url: string): string {
  const start = url.indexOf('?')
  if (start < 0) return ''
  const text = url.slice(start + 1)
  const cursor = text.startsWith('cursor=') ? 0 : text.indexOf('&cursor=')
  if (cursor < 0) return text
  const end = text.indexOf('&', cursor + 1)
  return text.slice(0, cursor) + (end < 0 ? '' : text.slice(end))
}

export function slotValue(slot: 'value' | 'id', cursor: Cursor | null): SqlValue {
  return slot === 'id' ? (cursor?.id ?? 0) : (cursor?.value ?? null)
}

export function asSql(parameter: unknown): SqlValue {
  if (parameter === null || typeof parameter === 'string' || typeof parameter === 'number') return parameter
  throw new TypeError(`A statement parameter is a text, a number or null, not ${typeof parameter}`)
}

/** More labels than this are not looked up for one filter. */
const mostLabels = 5_000

/** `vendor=Haas` → the ids of vendors of that name; a label that nobody has matches nothing. */
export async function resolveLabels(database: Database, registry: ResourceRegistry, filter: Filter): Promise<Filter> {
  const target = filter.byLabel && filter.field.reference ? registry.get(filter.field.reference) : undefined
  const label = target?.fields.find((field) => field.name === target.label)
  if (!target || !label || filter.operator === 'isnull') return { ...filter, byLabel: false }
  const operator = filter.operator === 'contains' || filter.operator === 'startswith' ? filter.operator : 'in'
  const matches = filterCondition(target, { field: label, operator, values: filter.values, byLabel: false })
  const { sql: text, parameters } = sql`select d.id from ${sql.table(target.parts[0]?.table ?? target.name)} as ${sql.ref(driverAlias)} where ${matches} limit ${sql.raw(String(mostLabels + 1))}`.compile(database.read)
  const rows = await database.prepare(text)(parameters.map(asSql))
  if (rows.length > mostLabels) throw new Problem('QUERY_UNKNOWN', { detail: `More than ${mostLabels} ${target.titlePlural.toLowerCase()} match; write more of the name.`, fields: [{ path: filter.field.labelName ?? filter.field.name, message: 'matches too many' }] })
  const values = rows.length > 0 ? rows.map((row) => String(row[0])) : [String(noId)]
  return { ...filter, byLabel: false, operator: filter.operator === 'ne' ? 'ne' : 'in', values }
}

const noId = -1

export async function labelsOf(database: Pick<Database, 'all'>, registry: ResourceRegistry, resource: string, ids: readonly SqlValue[]): Promise<Map<SqlValue, SqlValue>> {
  const target = registry.get(resource)
  const label = target?.fields.find((field) => field.name === target.label)
  const wanted = [...new Set(ids)].filter((id) => id !== null)
  if (!target || !label || wanted.length === 0) return new Map()
  const rows = await database.all(`select id, ${label.column} as label from ${target.name} where id in (${wanted.map(() => '?').join()})`, wanted)
  return new Map(rows.map((row) => [row.id ?? null, row.label ?? null]))
}
