import type { Infer, JsonSchema } from './json-schema.ts'

const columnType = { type: 'string', pattern: '^(id|serial|integer|boolean|timestamp|real|date|text|json|string\\([1-9][0-9]{0,3}\\)|decimal\\([1-9][0-9]?,[0-9]{1,2}\\))\\??$', description: 'As in migrations; a trailing `?` allows null. `id` is taken with `takeIds`, `serial` counts by itself.' } as const
const columnName = '^[a-z][a-z0-9]{0,47}$'

/**
 * A file `tables/<name>.json`: what a table of kind `plain` is made of. `db migrate` writes the migration that leads to it.
 * @example { "columns": { "id": "serial", "assetid": { "type": "integer", "references": "assets", "onDelete": "cascade" }, "level": "integer?" }, "indexes": [{ "columns": ["assetid", "id"] }] }
 */
export const plainTableSchema = {
  type: 'object', additionalProperties: false, required: ['columns'],
  properties: {
    $schema: { type: 'string' },
    columns: {
      type: 'object', minProperties: 1, maxProperties: 100, propertyNames: { pattern: columnName }, description: 'By their names.',
      additionalProperties: {
        anyOf: [columnType, {
          type: 'object', additionalProperties: false, required: ['type'],
          properties: { type: columnType, default: { type: ['string', 'number'] }, references: { type: 'string', pattern: columnName, description: 'A table of the plugin, or `assets`.' }, onDelete: { type: 'string', enum: ['cascade', 'set null'] } },
        }],
      },
    },
    primaryKey: { type: 'array', minItems: 1, maxItems: 5, items: { type: 'string', pattern: columnName }, description: 'Default: the column of type id or serial.' },
    indexes: { type: 'array', maxItems: 50, items: { type: 'object', additionalProperties: false, required: ['columns'], properties: { columns: { type: 'array', minItems: 1, maxItems: 10, items: { type: 'string', pattern: columnName } }, unique: { type: 'boolean' } } } },
  },
} as const satisfies JsonSchema

export type PlainTable = Infer<typeof plainTableSchema>
