import type { FieldsContent, TableContent } from '@shopdb/contract/plugin-content'
import type { Level0Panel } from '@shopdb/contract/plugin-ui-level0'
import type { Caller } from '../../platform/caller.ts'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { columnsOf, currentQuery, joinQuery, readableModel, rowsOf, scalarOf, tableOfList, valueTypeOf } from '../content/index.ts'
import { findField, type RecordServices } from '../records/index.ts'
import type { Panel } from './panel.ts'

const rowsShown = 50

/** A panel that a plugin declares over fields, an array field or records that refer to the asset, without code. */
export function declaredPanel(services: RecordServices, declared: Level0Panel, ownTypes: readonly string[]): Panel {
  const { id, title, kind, permission, order, types = ownTypes } = declared
  return { id, title, kind, permission, order, types, declared: true, load: (assetId, caller) => loadPanel(services, declared, assetId, caller) }
}

async function loadPanel(services: RecordServices, { fields = [], list, collection = '', columns }: Level0Panel, assetId: number, caller: Caller): Promise<unknown> {
  if (list) {
    const model = readableModel(services, caller, list.type)
    const query = joinQuery(`${list.by}=${assetId}`, currentQuery(list.query, services.platform.now()))
    return tableOfList(services, model, caller, { type: list.type, query, columns, limit: rowsShown })
  }
  const { platform } = services
  const model = await platform.resources.specific(platform.database, readableModel(services, caller, 'assets'), assetId)
  const record = await services.read(model, assetId)
  if (!record) throw new Problem('NOT_FOUND')
  return fields.length > 0 ? fieldsOfRecord(model, record, fields) : itemsOfRecord(services, model, record, collection, columns)
}

function fieldsOfRecord(model: ResourceModel, record: Readonly<Record<string, unknown>>, names: readonly string[]): FieldsContent {
  const items = names.flatMap((name) => {
    const field = findField(model, name)
    if (!field) return []
    const { unit, help } = field.schema['x-shopdb'] ?? {}
    const id = record[field.name]
    const link = field.reference && typeof id === 'number' ? { type: field.reference, id } : undefined
    const type = field.reference ? 'text' as const : valueTypeOf(field)
    return [{ title: field.title, value: scalarOf(record[field.labelName ?? field.name]), ...(type && { type }), ...(unit && { unit }), ...(help && { help }), ...(link && { link }) }]
  })
  return { items }
}

function itemsOfRecord({ platform }: RecordServices, model: ResourceModel, record: Readonly<Record<string, unknown>>, collection: string, names: readonly string[] | undefined): TableContent {
  const found = model.collections.find(({ name }) => name === collection)
  const items = found ? platform.resources.get(found.resource) : undefined
  const rows: unknown = record[collection]
  if (!items || !Array.isArray(rows)) return { columns: [{ name: 'id', title: 'Id', type: 'number' }], rows: [] }
  const shown = names ?? items.fields.filter(({ name, readOnly }) => name !== items.ownerField && !readOnly).map(({ name }) => name)
  const columns = columnsOf(items, shown)
  return { columns, rows: rowsOf(items.name, columns, rows.slice(0, rowsShown * 10)), total: rows.length }
}
