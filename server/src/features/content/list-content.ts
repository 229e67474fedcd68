import type { ChartContent, ContentColumn, TableContent, TableRow, ValueType } from '@shopdb/contract/plugin-content'
import type { Caller } from '../../platform/caller.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { findField, type RecordServices } from '../records/index.ts'
import { joinQuery, readList } from './read-list.ts'

/** Columns of a table over records: those asked for, else the ones the list shows. References show their label. */
export function columnsOf(model: ResourceModel, names: readonly string[] | undefined): ContentColumn[] {
  const listed = model.fields.filter((field) => field.list !== null).toSorted((one, other) => (one.list ?? 0) - (other.list ?? 0)).slice(0, 6)
  const fields = names?.flatMap((name) => findField(model, name) ?? []) ?? (listed.length > 0 ? listed : model.fields.filter((field) => !field.readOnly).slice(0, 6))
  return fields.map(columnOf)
}

function columnOf(field: FieldModel): ContentColumn {
  const unit = field.schema['x-shopdb']?.unit
  const type = field.reference ? 'text' : valueTypeOf(field)
  return { name: field.labelName ?? field.name, title: field.title, ...(type && { type }), ...(unit && { unit }) }
}

export function valueTypeOf({ schema }: FieldModel): ValueType | undefined {
  if (schema.format === 'date' || schema.format === 'date-time') return schema.format
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.type === 'boolean') return 'boolean'
  return schema.enum ? 'word' : 'text'
}

export function rowsOf(type: string, columns: readonly ContentColumn[], items: readonly Record<string, unknown>[]): TableRow[] {
  return items.map((item) => ({ ...Object.fromEntries(columns.map(({ name }) => [name, scalarOf(item[name])])), ...(typeof item['id'] === 'number' && { link: { type, id: item['id'] } }) }))
}

export function scalarOf(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return value === null || value === undefined ? null : JSON.stringify(value)
}

/** The first rows of a list. */
export async function tableOfList(services: RecordServices, model: ResourceModel, caller: Caller, wanted: { type: string; query: string; columns: readonly string[] | undefined; limit: number }): Promise<TableContent> {
  const { type, query, limit } = wanted
  const columns = columnsOf(model, wanted.columns)
  const page = await readList(services, model, caller, joinQuery(`limit=${limit}`, query))
  return { columns, rows: rowsOf(type, columns, page.items), total: page.totalIsExact ? page.total : null, link: { type, query } }
}

/** How many records there are for each value of a declared filter; all of them are counted, along its index. */
export async function chartOfList(services: RecordServices, model: ResourceModel, caller: Caller, wanted: { type: string; query: string; groupBy: string; kind: 'bar' | 'donut' }): Promise<ChartContent> {
  const { type, query, groupBy, kind } = wanted
  const groups = await services.lists.groups(model, Object.fromEntries(new URLSearchParams(query)), groupBy, (parsed) => services.scopeOf(model, caller, parsed))
  const points = groups.map(({ value, label, count }) => ({ label: label === null ? '' : String(label), value: count, link: { type, query: joinQuery(query, value === null ? `filter[${groupBy}][isnull]=true` : `${groupBy}=${encodeURIComponent(String(value))}`) } }))
  return { kind, series: [{ name: model.titlePlural, points }], link: { type, ...(query && { query }) } }
}
