import type { FieldProblem } from '@shopdb/contract/errors'
import { Problem } from '../problem.ts'
import { nearest } from './nearest.ts'
import type { FieldModel, ResourceModel } from './resource-model.ts'
import { decodeCursor, type Cursor } from './cursor.ts'

export type FilterOperator = 'eq' | 'ne' | 'in' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' | 'startswith' | 'isnull'
export const filterOperators: readonly FilterOperator[] = ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'contains', 'startswith', 'isnull']

export type Filter = { field: FieldModel; operator: FilterOperator; values: readonly string[]; byLabel: boolean }

/** A parsed list query: what a saved view, a bulk operation, an export and a scope store as a string (product.md I4). */
export type ListRequest = {
  filters: Filter[]
  sort: { field: FieldModel; descending: boolean }
  limit: number
  cursor: Cursor | null
  last: boolean
  offset: number
  count: 'none' | 'capped' | 'exact'
  q: string | null
  facets: FieldModel[]
  archived: boolean
  /** Everything that matches is wanted, not a page of it: a search for `q` is not cut short. */
  isComplete?: boolean
}

export type QueryString = Record<string, unknown>

const reserved = ['limit', 'cursor', 'last', 'offset', 'count', 'sort', 'q', 'facets', 'archived', 'format'] as const

export function parseListRequest(model: ResourceModel, query: QueryString): ListRequest {
  const problems: FieldProblem[] = []
  const request: ListRequest = {
    filters: parseFilters(model, query, problems),
    sort: parseSort(model, textOf(query.sort), problems),
    limit: parseInteger(query.limit, 'limit', 1, 500, 50, problems),
    cursor: null,
    last: textOf(query.last) === 'true',
    offset: parseInteger(query.offset, 'offset', 0, 10_000, 0, problems),
    count: parseChoice(textOf(query.count), 'count', ['none', 'capped', 'exact'] as const, 'capped', problems),
    q: textOf(query.q)?.trim().slice(0, 200) || null,
    facets: parseFacets(model, textOf(query.facets), problems),
    archived: textOf(query.archived) === 'true',
  }
  parseChoice(textOf(query.format), 'format', ['json', 'csv'] as const, 'json', problems)
  if (problems.length > 0) throw new Problem('QUERY_UNKNOWN', { detail: problems[0]?.message ?? '', fields: problems })
  const cursor = textOf(query.cursor)
  if (cursor) request.cursor = decodeCursor(cursor, sortToken(request.sort), request.sort.field)
  return request
}

export function sortToken(sort: ListRequest['sort']): string {
  return (sort.descending ? '-' : '') + sort.field.name
}

function textOf(value: unknown): string | null {
  if (Array.isArray(value)) return textOf(value.at(-1))
  return value === undefined || value === null ? null : String(value)
}

function parseInteger(value: unknown, name: string, lowest: number, highest: number, fallback: number, problems: FieldProblem[]): number {
  const text = textOf(value)
  if (text === null || text === '') return fallback
  const number = Number(text)
  if (Number.isInteger(number) && number >= lowest && number <= highest) return number
  problems.push({ path: name, message: `${name} takes a whole number from ${lowest} to ${highest}.` })
  return fallback
}

function parseChoice<T extends string>(value: string | null, name: string, allowed: readonly T[], fallback: T, problems: FieldProblem[]): T {
  if (value === null) return fallback
  const found = allowed.find((choice) => choice === value)
  if (found) return found
  problems.push({ path: name, message: `${name} takes ${allowed.join(', ')}.`, allowed })
  return fallback
}

function parseSort(model: ResourceModel, value: string | null, problems: FieldProblem[]): ListRequest['sort'] {
  const token = value || model.defaultSort
  const descending = token.startsWith('-')
  const name = descending ? token.slice(1) : token
  const sortable = model.fields.filter((field) => field.sort)
  const field = sortable.find((candidate) => candidate.name === name) ?? sortable[0]
  if (!field) throw new Error(`${model.name} declares no sort`)
  if (field.name !== name) {
    const allowed = sortable.map((candidate) => candidate.name)
    problems.push({ path: 'sort', message: `"${name}" is not a sort of ${model.name}; nearest: "${nearest(name, allowed)}".`, allowed })
  }
  return { field, descending }
}

/** Values are counted of declared filters only: those stand in the table that a list runs over. */
function parseFacets(model: ResourceModel, value: string | null, problems: FieldProblem[]): FieldModel[] {
  if (!value) return []
  return value.split(',').flatMap((name) => findField(model, model.fields.filter((field) => field.filter), name, 'facets', problems) ?? []).map((found) => found.field)
}

/** `status=3`, `status=Retired,Spare`, `filter[memoryBytes][gte]=8`. Reference fields take ids, or labels by the label's name. */
function parseFilters(model: ResourceModel, query: QueryString, problems: FieldProblem[]): Filter[] {
  const filters: Filter[] = []
  for (const [key, raw] of Object.entries(query)) {
    if (reserved.some((name) => name === key)) continue
    const bracket = /^filter\[([^\]]+)\](?:\[([^\]]+)\])?$/.exec(key)
    const found = findFilterField(model, bracket?.[1] ?? key, key, problems)
    const operator = parseOperator(bracket?.[2], key, problems)
    if (!found || !operator) continue
    const text = (Array.isArray(raw) ? raw : [raw]).map(String).join(',')
    filters.push(checkValues({ ...found, operator, values: operator === 'eq' && !bracket ? text.split(',') : operator === 'in' ? text.split(',') : [text] }, key, problems))
  }
  return filters
}

function findFilterField(model: ResourceModel, name: string, path: string, problems: FieldProblem[]): { field: FieldModel; byLabel: boolean } | null {
  return findField(model, model.fields.filter((field) => field.filter || field.sort || field.keyColumn !== null), name, path, problems)
}

function findField(model: ResourceModel, known: readonly FieldModel[], name: string, path: string, problems: FieldProblem[]): { field: FieldModel; byLabel: boolean } | null {
  const byName = known.find((field) => field.name === name)
  if (byName) return { field: byName, byLabel: false }
  const byLabel = known.find((field) => field.labelName === name)
  if (byLabel) return { field: byLabel, byLabel: true }
  const allowed = known.flatMap((field) => (field.labelName ? [field.name, field.labelName] : [field.name]))
  problems.push({ path, message: `"${name}" is not a filter of ${model.name}; nearest: "${nearest(name, path === 'facets' ? allowed : [...allowed, ...reserved])}".`, allowed })
  return null
}

function parseOperator(value: string | undefined, path: string, problems: FieldProblem[]): FilterOperator | null {
  if (value === undefined) return 'eq'
  const found = filterOperators.find((operator) => operator === value)
  if (!found) problems.push({ path, message: `"${value}" is not an operator; nearest: "${nearest(value, filterOperators)}".`, allowed: filterOperators })
  return found ?? null
}

const textOperators: readonly FilterOperator[] = ['contains', 'startswith']
const orderOperators: readonly FilterOperator[] = ['gt', 'gte', 'lt', 'lte']

/** Refuses values that the column cannot hold, and more alternatives than one statement should carry. */
function checkValues(filter: Filter, path: string, problems: FieldProblem[]): Filter {
  const { field, operator, values, byLabel } = filter
  const refuse = (message: string): void => void problems.push({ path, message })
  if (values.length > 100) refuse('At most 100 values.')
  if (values.some((value) => value.includes('\u0000') || !value.isWellFormed())) refuse('holds characters that no value has (NUL or half a surrogate pair)')
  if (textOperators.includes(operator) && !byLabel && !isText(field)) refuse(`${operator} takes a text; ${field.title} is none.`)
  if (orderOperators.includes(operator) && byLabel) refuse(`${operator} takes a value with an order; ${field.labelName ?? field.name} is a label.`)
  if (operator === 'isnull' && !/^(true|false)$/.test(values[0] ?? '')) refuse('isnull takes true or false.')
  if (operator === 'isnull' || byLabel) return filter
  const wrong = values.find((value) => !fits(field, value))
  if (wrong !== undefined) refuse(`"${wrong.slice(0, 40)}" is not a value of ${field.title}.`)
  return filter
}

function isText(field: FieldModel): boolean {
  return field.type === 'text' || field.type === 'date' || field.type.startsWith('string')
}

function fits(field: FieldModel, value: string): boolean {
  if (field.type === 'boolean') return value === 'true' || value === 'false'
  if (field.type === 'timestamp') return !Number.isNaN(Date.parse(value))
  if (field.type === 'integer') return /^-?\d{1,15}$/.test(value)
  if (field.type === 'real' || field.type.startsWith('decimal')) return value.trim() !== '' && Math.abs(Number(value)) <= 1e12
  return true
}
