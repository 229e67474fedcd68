import { fieldName, scalarField, tableName, word } from './asset-type-schema.ts'
import type { ResourceSchema } from './field-schema.ts'
import type { JsonSchema } from './json-schema.ts'

/** What a table of kind `resource` says about itself, under `x-shopdb` at the top of its JSON Schema. */
export type ResourceTableAnnotation = {
  /** Heading of its list, for people: `Repairs`. */
  titlePlural: string
  /** Last part of its address, below that of the plugin: `/api/lockers/repairs`. Default: the name of the table. */
  collection?: string
  /** The field that names a record to people. Default: the first one. */
  label?: string
  /** Icon by its Lucide name. */
  icon?: string
  /** The order when none is asked for, with `-` before it for descending. Default: the label when it is marked `sort`, else `-modifiedAt`. */
  defaultSort?: string
  /** The required reference to an asset that owns the record: what changes stands in the asset's history, and the record goes with the asset. */
  ownerField?: string
  /** Permissions of the plugin instead of `<plugin>.read`, `<plugin>.write` and `<plugin>.delete`. */
  permissions?: { read?: string; write?: string; delete?: string }
  /** Written by the plugin's code only, through `context.records`; people read it. */
  readOnly?: boolean
}

/**
 * A file `tables/<name>.json` of kind `resource`: a JSON Schema of type object with the annotation above. Its fields are
 * declared like those of an asset type, arrays excepted. `x-shopdb.reference` names `assets`, a look-up of the platform or
 * another table of the plugin.
 * @example { "title": "Repair", "type": "object", "required": ["assetId", "fault"], "x-shopdb": { "titlePlural": "Repairs", "ownerField": "assetId" }, "properties": { "assetId": { "type": "integer", "x-shopdb": { "reference": "assets", "filter": true } }, "fault": { "type": "string", "maxLength": 200 } } }
 */
export type ResourceTableSchema = ResourceSchema & { 'x-shopdb': ResourceTableAnnotation }

const permission = { type: 'string', pattern: '^[a-z][a-z0-9]{1,47}\\.[a-z][a-z0-9]{1,31}$' } as const

/** What a table's JSON file of kind `resource` may contain: the closed subset that the host can store, show, find and undo. */
export const resourceTableFileSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://shopdb.local/schema/resource-table.schema.json',
  title: 'ShopDB resource table',
  type: 'object',
  additionalProperties: false,
  required: ['title', 'type', 'properties', 'x-shopdb'],
  properties: {
    $schema: { type: 'string' },
    title: word,
    description: { type: 'string', maxLength: 500 },
    type: { type: 'string', const: 'object' },
    required: { type: 'array', items: { type: 'string' }, uniqueItems: true },
    properties: { type: 'object', minProperties: 1, maxProperties: 100, propertyNames: fieldName, additionalProperties: scalarField },
    'x-shopdb': {
      type: 'object', additionalProperties: false, required: ['titlePlural'],
      properties: {
        titlePlural: word, collection: tableName, label: { type: 'string' }, icon: { type: 'string', pattern: '^[a-z0-9-]{1,60}$' }, defaultSort: { type: 'string' }, ownerField: { type: 'string' },
        permissions: { type: 'object', additionalProperties: false, properties: { read: permission, write: permission, delete: permission } },
        readOnly: { type: 'boolean' },
      },
    },
  },
} as const satisfies JsonSchema
