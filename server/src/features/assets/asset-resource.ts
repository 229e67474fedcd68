import { buildField, buildModel, columnsOf, hostColumns, hostFields, identifierIndexes, listIndexes, sortColumnOf, uniqueIndexes } from '../../platform/resources/build-model.ts'
import { defineTable, type TableSpec } from '../../platform/database/table-model.ts'
import { date, longText, moment, real, reference, text } from '../../platform/resources/fields.ts'
import type { FieldModel, ResourceDeclaration, ResourceModel } from '../../platform/resources/resource-model.ts'

/** The platform's unit. What a type adds stands in the plugin's extension table, keyed by the asset id. */
export const assetDeclaration: ResourceDeclaration = {
  name: 'assets', singular: 'asset', titlePlural: 'Assets', label: 'assetNumber', icon: 'boxes', defaultSort: 'assetNumber',
  schema: {
    title: 'Asset', type: 'object', required: ['assetNumber', 'typeId'],
    properties: {
      assetNumber: text('Asset number', 100, { minLength: 1, identifier: true, unique: true, searched: true, sort: true, list: 1, group: 'Identity' }),
      name: text('Name', 255, { identifier: true, searched: true, sort: true, list: 2, group: 'Identity' }),
      serialNumber: text('Serial number', 120, { identifier: true, searched: true, list: 6, group: 'Identity', collected: true }),
      typeId: reference('Type', 'assettypes', { filter: true, readOnly: true, list: 3 }),
      statusId: reference('Status', 'statuses', { filter: true, list: 4, group: 'State' }),
      businessUnitId: reference('Business unit', 'businessunits', { filter: true, list: 8, group: 'State' }),
      vendorId: reference('Vendor', 'vendors', { list: 9, group: 'Product', collected: true }),
      modelId: reference('Model', 'models', { list: 10, group: 'Product', collected: true }),
      locationId: reference('Location', 'locations', { filter: true, list: 5, group: 'Place' }),
      mapX: real('Map position across', { minimum: 0, maximum: 1, group: 'Place', description: 'Share of the width of the floor plan, 0 at the left.' }),
      mapY: real('Map position down', { minimum: 0, maximum: 1, group: 'Place', description: 'Share of the height of the floor plan, 0 at the top.' }),
      purchaseDate: date('Purchased', { group: 'Warranty' }),
      warrantyUntil: date('Warranty until', { group: 'Warranty', list: 11 }),
      notes: longText('Notes', { searched: true, group: 'Notes' }),
    },
  },
}

/** When a collector last saw an asset, and what it sent: narrow, because a heartbeat of a whole fleet rewrites it. */
export const sightingsTable = defineTable({
  name: 'sightings',
  columns: {
    assetid: { type: 'integer', references: 'assets', onDelete: 'cascade' },
    lastseen: 'timestamp',
    collector: 'string(32)',
    recordkey: 'integer?',
    payloadhash: 'integer?',
    matchedby: 'string(120)?',
  },
  primaryKey: ['assetid'],
  indexes: [{ columns: ['recordkey'] }],
})

export const sightingsPart = 1

const lastSeenField: FieldModel = { ...buildField('lastSeen', { ...moment('Last seen'), 'x-shopdb': { readOnly: true, list: 7 } }, sightingsPart, false), keyColumn: null }

const parts = [{ table: 'assets', key: 'id' }, { table: 'sightings', key: 'assetid', optional: true, foreign: true }] as const

/** The fields of the core asset, shared by every type. */
export function coreAssetFields(): FieldModel[] {
  const required = new Set(assetDeclaration.schema.required)
  const own = Object.entries(assetDeclaration.schema.properties).map(([name, schema]) => buildField(name, schema, 0, required.has(name)))
  return [...own, lastSeenField, ...hostFields()]
}

export function buildAssetModel(): ResourceModel {
  const fields = coreAssetFields()
  return {
    ...buildModel(assetDeclaration), fields, parts, hasProvenance: true,
    collections: [{ name: 'communications', title: 'Communications', schema: { type: 'array' }, resource: 'communications', key: ['name'], collected: true }],
    tables: [assetsTable(fields)],
  }
}

function assetsTable(fields: readonly FieldModel[]): TableSpec {
  const own = fields.filter((field) => field.part === 0)
  const filters = own.filter((field) => field.filter).map((field) => field.column)
  const sorts = own.filter((field) => field.sort).map(sortColumnOf)
  return {
    name: 'assets', columns: { id: 'id', ...columnsOf(own), ...hostColumns, provenance: 'text?' }, primaryKey: ['id'],
    indexes: [...uniqueIndexes(own), ...identifierIndexes(own.filter((field) => !field.sort)), ...listIndexes(filters, sorts, 'id')],
  }
}
