import type { AssetTypeSchema, CollectionSchema } from '@shopdb/contract/asset-type'
import type { FieldSchema } from '@shopdb/contract/field-schema'
import type { ColumnSpec, TableSpec } from '../../platform/database/table-model.ts'
import { buildField, buildModel, columnsOf, identifierIndexes, listIndexes, sortColumnOf, uniqueIndexes } from '../../platform/resources/build-model.ts'
import type { CollectionModel, FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { assetDeclaration, buildAssetModel, coreAssetFields } from './asset-resource.ts'

export type AssetTypeModels = { type: ResourceModel; /** Further tables of the type, as resources of their own. */ children: ResourceModel[] }

const extensionPart = 2
const defaultFilters = ['statusId', 'locationId', 'businessUnitId']
const defaultSorts = ['assetNumber', 'name', 'modifiedAt']

/** Turns an asset type of a plugin into the model from which table, REST, list, form, search and collector follow. */
export function buildAssetType(plugin: string, path: string, schema: AssetTypeSchema): AssetTypeModels {
  const annotation = schema['x-shopdb']
  const table = annotation.table ?? annotation.collection
  const offered = { filters: new Set(annotation.filters ?? defaultFilters), sorts: new Set(annotation.sorts ?? defaultSorts) }
  const core = coreAssetFields().map((field) => ({ ...field, filter: field.filter && offered.filters.has(field.name), sort: field.sort && offered.sorts.has(field.name) }))
  const own = ownFields(schema)
  const collections = collectionsOf(schema, table)
  const fields = [...core.slice(0, -3), ...own, ...core.slice(-3)]
  const base = buildAssetModel()
  const type: ResourceModel = {
    ...base, name: annotation.collection, singular: schema.title.toLowerCase(), title: schema.title, titlePlural: annotation.titlePlural, icon: annotation.icon ?? null,
    path, kind: schema.$id, plugin, parts: [...base.parts, { table, key: 'assetid' }], driver: extensionPart, fields,
    collections: [...base.collections, ...collections.map((collection) => collection.model).filter((model) => model.resource !== 'communications')],
    defaultSort: annotation.defaultSort ?? assetDeclaration.defaultSort ?? 'assetNumber',
    permissions: { read: `${plugin}.read`, write: `${plugin}.write`, delete: `${plugin}.delete` },
    tables: [extensionTable(table, core, own)],
    identity: annotation.identity ?? [], nameFrom: annotation.nameFrom ?? [], numberFrom: annotation.numberFrom ?? [],
  }
  const children = collections.flatMap(({ model, items }) => (items ? [childModel(plugin, path, model, items)] : []))
  return { type, children }
}

function ownFields(schema: AssetTypeSchema): FieldModel[] {
  const required = new Set(schema.required)
  return Object.entries(schema.properties).filter(([, field]) => field.type !== 'array').map(([name, field]) => buildField(name, field, extensionPart, required.has(name)))
}

/** The type's own columns, and the host's copies of the core columns that its lists filter and sort by. */
function extensionTable(name: string, core: readonly FieldModel[], own: readonly FieldModel[]): TableSpec {
  const copied = core.filter((field) => field.filter || field.sort)
  const copies: Record<string, ColumnSpec> = Object.fromEntries(copied.map((field) => [sortColumnOf(field), copyType(field)]))
  const filters = [...copied, ...own].filter((field) => field.filter).map(sortColumnOf)
  const sorts = [...copied, ...own].filter((field) => field.sort).map(sortColumnOf)
  return {
    name, primaryKey: ['assetid'],
    columns: { assetid: { type: 'integer', references: 'assets', onDelete: 'cascade' }, ...columnsOf(own), active: { type: 'boolean', default: 1 }, ...copies },
    indexes: [...uniqueIndexes(own), ...identifierIndexes(own), ...listIndexes(filters, sorts, 'assetid')],
  }
}

function copyType(field: FieldModel): ColumnSpec {
  const type = field.keyColumn ? ('string(200)' as const) : field.type
  return field.nullable ? `${type}?` : type
}

type Collected = { model: CollectionModel; items: Readonly<Record<string, FieldSchema>> | null; required: readonly string[] }

function collectionsOf(schema: AssetTypeSchema, table: string): Collected[] {
  return Object.entries(schema.properties).filter((entry): entry is [string, CollectionSchema] => entry[1].type === 'array').map(([name, field]) => {
    const annotation = field['x-shopdb']
    const model: CollectionModel = { name, title: field.title ?? name, schema: field, resource: annotation.resource ?? annotation.table ?? `${table}${name}`.toLowerCase(), key: annotation.key ?? [], collected: true }
    return { model, items: annotation.resource ? null : (field.items.properties ?? {}), required: field.items.required ?? [] }
  })
}

/** A further table is a resource owned by the asset: its rows are listed, written and audited like any other record. */
function childModel(plugin: string, path: string, collection: CollectionModel, items: Readonly<Record<string, FieldSchema>>): ResourceModel {
  const names = Object.keys(items)
  const label = collection.key[0] ?? names[0] ?? 'id'
  const assetId: FieldSchema = { type: 'integer', title: 'Asset', 'x-shopdb': { reference: 'assets', filter: true } }
  const model = buildModel({
    name: collection.resource, singular: collection.title.toLowerCase(), titlePlural: collection.title, label, defaultSort: items[label]?.['x-shopdb']?.sort ? label : '-modifiedAt', ownerField: 'assetId', permissionNoun: plugin,
    path: `${path}/${collection.name.toLowerCase()}`,
    schema: { title: collection.title, type: 'object', required: ['assetId'], properties: { assetId, ...items, collectedBy: { type: 'string', maxLength: 32, title: 'Collected by', 'x-shopdb': { readOnly: true } } } },
  })
  return { ...model, plugin }
}
