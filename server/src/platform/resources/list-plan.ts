import { sql, type RawBuilder } from 'kysely'
import type { Engine, SqlValue } from '../database/database.ts'
import type { ResourceRegistry } from '../platform.ts'
import { sortColumnOf } from './build-model.ts'
import type { Cursor } from './cursor.ts'
import { keyOf } from './field-key.ts'
import type { Filter, ListRequest } from './list-request.ts'
import { toRow } from './record-values.ts'
import type { FieldModel, ResourceModel } from './resource-model.ts'
import { containsCondition, startsWithCondition } from './text-conditions.ts'

/** A further condition on the driver table, written by the feature that owns the resource (visibility, found ids). */
export type ListCondition = { key: string; where: (driver: string, id: string) => RawBuilder<unknown> }

/** A parameter that is known only when a page is asked for: the cursor's value and id. */
export type CursorSlot = { slot: 'value' | 'id' }

export function isCursorSlot(parameter: unknown): parameter is CursorSlot {
  return typeof parameter === 'object' && parameter !== null && 'slot' in parameter
}

/** One column of the answer, in the order of the selected columns. */
export type OutputColumn = { name: string; field: FieldModel | null }

/** Name of the column that says whether the record of a reference is live, where all fields are shown. */
export const isLiveColumn = (field: FieldModel): string => `${field.name} is live`

export const driverAlias = 'd'

/**
 * The page query. The inner query finds the ids of one page as a range of one index of the driver table; the outer one
 * joins what the page shows. So the joins cost the same for every page, and the plan does not depend on the values.
 */
export function pageQuery(model: ResourceModel, registry: ResourceRegistry, request: ListRequest, page: PageShape, conditions: readonly ListCondition[], shown: ShownFields = 'list'): { query: RawBuilder<unknown>; columns: OutputColumn[] } {
  const { selections, joins, columns } = outputOf(model, registry, shown)
  const inner = idQuery(model, request, page, conditions)
  const order = sql.raw(page.backwards === request.sort.descending ? 'asc' : 'desc')
  const query = sql`select k.id as id, k.s as s, ${sql.join(selections)} from (${inner}) as k ${sql.join(joins, sql` `)} order by k.n ${page.backwards ? sql`desc` : sql`asc`}, k.s ${order}, k.id ${order}`
  return { query, columns }
}

/** What changes the text of the page query beside filter and sort. */
export type PageShape = {
  engine: Engine
  /** Reading towards the beginning: a `prev` cursor, or the last page. */
  backwards: boolean
  cursor: 'none' | 'value' | 'null'
  offset: boolean
}

export function pageShapeOf(engine: Engine, request: ListRequest, cursor: Cursor | null): PageShape {
  const cursorShape = cursor ? (cursor.value === null ? 'null' : 'value') : 'none'
  return { engine, backwards: cursor ? cursor.direction === 'prev' : request.last, cursor: cursorShape, offset: request.offset > 0 && !cursor }
}

/** Ids and sort values of one page: a union of index ranges, one for each combination of "any of" values. */
export function idQuery(model: ResourceModel, request: ListRequest, page: PageShape, conditions: readonly ListCondition[]): RawBuilder<unknown> {
  const leading = request.filters.some(isPinpoint) ? undefined : leadingFilter(request.filters)
  const residual = request.filters.filter((filter) => filter !== leading)
  const ranges = nullRanges(request.sort.field, request.sort.descending, page)
  const values: (SqlValue | undefined)[] = leading ? leading.values.map((value) => filterValue(leading.field, value)) : [undefined]
  const limit = sql.raw(String(request.limit + 1))
  const skip = page.offset ? sql` offset ${sql.raw(String(request.offset))}` : sql``
  const branchLimit = page.offset ? sql.raw(String(request.limit + 1 + request.offset)) : limit
  const branches = values.flatMap((value) => ranges.map((range) => branchQuery(model, request, page, range, leading, value, residual, conditions)))
  const order = sql.raw(page.backwards === request.sort.descending ? 'asc' : 'desc')
  const [only] = branches
  if (only && branches.length === 1) return sql`${only} limit ${limit}${skip}`
  const union = sql.join(branches.map((branch, index) => sql`select * from (${branch} limit ${branchLimit}) as ${sql.ref(`b${index}`)}`), sql` union all `)
  return sql`select id, s, n from (${union}) as u order by n ${page.backwards ? sql`desc` : sql`asc`}, s ${order}, id ${order} limit ${limit}${skip}`
}

/** Rows with a value come first, rows without last, in both directions and on every engine: two ranges. */
type NullRange = 'values' | 'nulls' | 'all'

function nullRanges(field: FieldModel, _descending: boolean, page: PageShape): NullRange[] {
  if (!field.nullable) return ['all']
  if (page.cursor === 'value') return page.backwards ? ['values'] : ['values', 'nulls']
  if (page.cursor === 'null') return page.backwards ? ['values', 'nulls'] : ['nulls']
  return ['values', 'nulls']
}

/** More alternatives than this are no ranges of an index of their own: a statement holds only so many branches. */
const mostRanges = 100

/** The equality filter whose composite index the list runs over. */
function leadingFilter(filters: readonly Filter[]): Filter | undefined {
  return filters.find((filter) => filter.field.filter && (filter.operator === 'eq' || filter.operator === 'in') && filter.values.length <= mostRanges)
}

/** An identifier is shared by few rows: they are found by its index and sorted, whatever the order of the list. */
function isPinpoint({ field, operator }: Filter): boolean {
  return field.keyColumn !== null && (operator === 'eq' || operator === 'in')
}

/** Whether an index leads with the key alone; those of copies and of sorts lead with `active`. */
function hasOwnIndex(model: ResourceModel, { field }: Filter): boolean {
  return field.part === model.driver ? field.unique || !field.sort : !(field.filter || field.sort)
}

/** A limit that limits nothing, and keeps every engine from planning the sort together with the search. */
const noLimit = sql.raw(String(Number.MAX_SAFE_INTEGER))

function branchQuery(model: ResourceModel, request: ListRequest, page: PageShape, range: NullRange, leading: Filter | undefined, value: SqlValue | undefined, residual: readonly Filter[], conditions: readonly ListCondition[]): RawBuilder<unknown> {
  const id = driverId(model)
  const sort = driverColumn(sortColumnOf(request.sort.field))
  const pinpoints = residual.filter(isPinpoint)
  // As an expression it tempts no engine without statistics into an index that begins with it.
  const active = pinpoints.some((filter) => hasOwnIndex(model, filter)) ? sql`${driverColumn('active')} + 0` : driverColumn('active')
  const where: RawBuilder<unknown>[] = [sql`${active} = ${request.archived ? 0 : 1}`]
  if (leading && value !== undefined) where.push(sql`${driverColumn(filterColumn(leading.field))} = ${value}`)
  where.push(...residual.map((filter) => filterCondition(model, filter)))
  where.push(...conditions.map((condition) => condition.where(driverAlias, driverKey(model))))
  where.push(...rangeConditions(request, page, range, sort, id))
  const order = sql.raw(page.backwards === request.sort.descending ? 'asc' : 'desc')
  // Where every sort value is NULL the id alone is the order; PostgreSQL sees it in the index only in full, MariaDB only so.
  const orderBy = range === 'nulls' && page.engine !== 'postgres' ? sql`${id} ${order}` : sql`${sort} ${order}, ${id} ${order}`
  // PostgreSQL takes a bare null in a union for a text, which numbers and moments cannot stand beside.
  const shown = range === 'nulls' && page.engine !== 'postgres' ? sql`null` : sort
  if (pinpoints.length > 0) return sql`select * from (select ${id} as id, ${shown} as s, ${sql.raw(range === 'nulls' ? '1' : '0')} as n from ${driverFrom(model, residual)} where ${sql.join(where, sql` and `)} limit ${noLimit}) as p order by s ${order}, id ${order}`
  return sql`select ${id} as id, ${shown} as s, ${sql.raw(range === 'nulls' ? '1' : '0')} as n from ${driverFrom(model, residual)} where ${sql.join(where, sql` and `)} order by ${orderBy}`
}

/** `s >= v and (s > v or id > i)`: the expanded form, because MariaDB uses no index for `(s, id) > (v, i)`. */
function rangeConditions(request: ListRequest, page: PageShape, range: NullRange, sort: RawBuilder<unknown>, id: RawBuilder<unknown>): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = []
  if (range === 'values') conditions.push(sql`${sort} is not null`)
  if (range === 'nulls') conditions.push(sql`${sort} is null`)
  const comparison = page.backwards === request.sort.descending ? '>' : '<'
  const strictly = sql.raw(comparison)
  if (page.cursor === 'value' && range !== 'nulls') {
    const value = { slot: 'value' } satisfies CursorSlot
    conditions.push(sql`${sort} ${sql.raw(`${comparison}=`)} ${value} and (${sort} ${strictly} ${value} or ${id} ${strictly} ${{ slot: 'id' } satisfies CursorSlot})`)
  }
  if (page.cursor === 'null' && range === 'nulls') conditions.push(sql`${id} ${strictly} ${{ slot: 'id' } satisfies CursorSlot}`)
  return conditions
}

export function driverKey(model: ResourceModel): string {
  return model.parts[model.driver]?.key ?? 'id'
}

function driverId(model: ResourceModel): RawBuilder<unknown> {
  return driverColumn(driverKey(model))
}

function driverColumn(column: string): RawBuilder<unknown> {
  return sql.ref(`${driverAlias}.${column}`)
}

/** The driver table, joined to the main one when a filter needs a column that only the main table has. */
export function driverFrom(model: ResourceModel, filters: readonly Filter[]): RawBuilder<unknown> {
  const table = model.parts[model.driver]?.table ?? ''
  const main = model.parts[0]
  const needsMain = main && model.driver > 0 && filters.some((filter) => !isAnsweredByDriver(model, filter))
  if (!needsMain) return sql`${sql.table(table)} as d`
  return sql`${sql.table(table)} as d inner join ${sql.table(main.table)} as m on ${sql.ref(`m.${main.key}`)} = ${driverId(model)}`
}

/**
 * Filters and sorts of other parts are copied into the driver; everything else stands in its own part. Of a text only the
 * key is copied, and parts of a text are not looked for in keys.
 */
function isAnsweredByDriver(model: ResourceModel, { field, operator }: Filter): boolean {
  if (field.part === model.driver) return true
  return (field.filter || field.sort) && operator !== 'contains' && operator !== 'startswith'
}

/** Text is compared by its normalised key, so that `cnc-1` finds `CNC-1`. */
function filterColumn(field: FieldModel): string {
  return sortColumnOf(field)
}

export function filterValue(field: FieldModel, value: string): SqlValue {
  if (field.keyColumn) return keyOf(field, value)
  if (field.type === 'boolean') return value === 'true' ? 1 : 0
  if (field.type === 'integer' || field.type === 'real' || field.type.startsWith('decimal')) return toRow(field, Number(value))
  return toRow(field, value)
}

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

export function filterCondition(model: ResourceModel, filter: Filter): RawBuilder<unknown> {
  const alias = isAnsweredByDriver(model, filter) ? driverAlias : 'm'
  const column = sql.ref(`${alias}.${filterColumn(filter.field)}`)
  const textColumn = sql.ref(`${alias}.${filter.field.column}`)
  const [first = ''] = filter.values
  switch (filter.operator) {
    case 'isnull': return first === 'true' ? sql`${column} is null` : sql`${column} is not null`
    case 'ne': return sql`(${column} is null or ${column} not in (${sql.join(filter.values.map((value) => filterValue(filter.field, value)))}))`
    case 'gt': case 'gte': case 'lt': case 'lte': return sql`${column} ${sql.raw(comparisons[filter.operator])} ${filterValue(filter.field, first)}`
    case 'startswith': return startsWithCondition(filter.field, { text: textColumn, key: column }, first)
    case 'contains': return containsCondition(textColumn, first)
    default: return sql`${column} in (${sql.join(filter.values.map((value) => filterValue(filter.field, value)))})`
  }
}

/** `all`: long texts too, and of each reference whether its record is live. */
export type ShownFields = 'list' | 'all'

/** What a list shows of a record: every field but long texts, each reference with its label. */
function outputOf(model: ResourceModel, registry: ResourceRegistry, wanted: ShownFields): { selections: RawBuilder<unknown>[]; joins: RawBuilder<unknown>[]; columns: OutputColumn[] } {
  const shown = wanted === 'all' ? model.fields : model.fields.filter((field) => field.list !== null || (field.type !== 'text' && field.type !== 'json'))
  const selections: RawBuilder<unknown>[] = [sql`p0.version`]
  const columns: OutputColumn[] = [{ name: 'version', field: null }]
  const joins = model.parts.map((part, index) => sql`${part.optional ? sql`left join` : sql`inner join`} ${sql.table(part.table)} as ${sql.ref(`p${index}`)} on ${sql.ref(`p${index}.${part.key}`)} = k.id`)
  for (const [index, field] of shown.entries()) {
    selections.push(sql`${sql.ref(`p${field.part}.${field.column}`)} as ${sql.ref(`c${index}`)}`)
    columns.push({ name: field.name, field })
    const target = field.reference ? registry.get(field.reference) : undefined
    const label = target?.fields.find((candidate) => candidate.name === target.label)
    if (!target || !label || !field.labelName) continue
    joins.push(sql`left join ${sql.table(target.name)} as ${sql.ref(`r${index}`)} on ${sql.ref(`r${index}.id`)} = ${sql.ref(`p${field.part}.${field.column}`)}`)
    selections.push(sql`${sql.ref(`r${index}.${label.column}`)} as ${sql.ref(`l${index}`)}`)
    columns.push({ name: field.labelName, field: label })
    if (wanted === 'list') continue
    selections.push(sql`${sql.ref(`r${index}.active`)} as ${sql.ref(`a${index}`)}`)
    columns.push({ name: isLiveColumn(field), field: null })
  }
  return { selections, joins, columns }
}

/** How many match, counted to `cap` at most (null: all of them). */
export function countQuery(model: ResourceModel, request: ListRequest, conditions: readonly ListCondition[], cap: number | null): RawBuilder<unknown> {
  const where = [sql`${driverColumn('active')} = ${request.archived ? 0 : 1}`, ...request.filters.map((filter) => filterCondition(model, filter)), ...conditions.map((condition) => condition.where(driverAlias, driverKey(model)))]
  const limit = cap === null ? sql`` : sql` limit ${sql.raw(String(cap + 1))}`
  return sql`select count(*) as n from (select 1 as x from ${driverFrom(model, request.filters)} where ${sql.join(where, sql` and `)}${limit}) as c`
}

/** Counts per value of one field, over at most `cap` rows (null: all) that match the other filters. */
export function facetQuery(model: ResourceModel, request: ListRequest, facet: FieldModel, conditions: readonly ListCondition[], cap: number | null): RawBuilder<unknown> {
  const others = request.filters.filter((filter) => filter.field !== facet)
  const where = [sql`${driverColumn('active')} = ${request.archived ? 0 : 1}`, ...others.map((filter) => filterCondition(model, filter)), ...conditions.map((condition) => condition.where(driverAlias, driverKey(model)))]
  const column = driverColumn(facet.column)
  return sql`select v, count(*) as n from (select ${column} as v from ${driverFrom(model, others)} where ${sql.join(where, sql` and `)}${cap === null ? sql`` : sql` limit ${sql.raw(String(cap))}`}) as f group by v order by n desc, case when v is null then 1 else 0 end, v limit 200`
}
