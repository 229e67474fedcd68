import type { JsonSchema } from './json-schema.ts'

/** A title for people. */
export const word = { type: 'string', minLength: 1, maxLength: 120 } as const
/** Names of fields are camelCase. */
export const fieldName = { pattern: '^[a-z][A-Za-z0-9]{0,47}$' } as const
const fieldNames = { type: 'array', minItems: 1, items: { type: 'string' } } as const
/** Names of tables are lower case, the words run together. */
export const tableName = { type: 'string', pattern: '^[a-z][a-z0-9]{1,47}$' } as const

const fieldAnnotation = {
  type: 'object',
  additionalProperties: false,
  properties: {
    identifier: { type: 'boolean' }, unique: { type: 'boolean' }, searched: { type: 'boolean' }, list: { type: 'integer', minimum: 0, maximum: 1000 },
    filter: { type: 'boolean' }, sort: { type: 'boolean' }, reference: tableName, relation: { type: 'object', additionalProperties: false, required: ['name', 'inverseName'], properties: { name: { type: 'string', minLength: 1, maxLength: 60 }, inverseName: { type: 'string', minLength: 1, maxLength: 60 } } }, collected: { type: 'boolean' }, unit: { type: 'string', maxLength: 20 },
    widget: { type: 'string', enum: ['text', 'multiline', 'number', 'bytes', 'date', 'datetime', 'switch', 'select', 'reference', 'mac', 'ip', 'url'] },
    sensitive: { type: 'boolean' }, group: word, order: { type: 'integer', minimum: 0, maximum: 1000 }, help: { type: 'string', maxLength: 500 }, readOnly: { type: 'boolean' },
  },
} as const satisfies JsonSchema

/** Of a field that has one column. */
const scalarKeywords = {
  title: word, description: { type: 'string', maxLength: 500 },
  minLength: { type: 'integer', minimum: 0 }, maxLength: { type: 'integer', minimum: 1, maximum: 100_000 }, minimum: { type: 'number' }, maximum: { type: 'number' },
  multipleOf: { type: 'number', enum: [0.1, 0.01, 0.001, 0.0001, 0.00001, 0.000001] }, pattern: { type: 'string', maxLength: 200 },
  format: { type: 'string', enum: ['date', 'date-time', 'ipv4', 'ipv6', 'ip', 'mac', 'uri', 'uuid', 'email'] },
  enum: { type: 'array', minItems: 1, maxItems: 200, uniqueItems: true, items: { type: 'string', minLength: 1, maxLength: 64 } },
  default: { type: ['string', 'number', 'boolean'] },
  'x-shopdb': fieldAnnotation,
} as const satisfies Record<string, JsonSchema>

/** A field that has one column: the closed mapping from JSON Schema to columns. */
export const scalarField = {
  type: 'object', additionalProperties: false, required: ['type'],
  properties: { type: { type: 'string', enum: ['string', 'integer', 'number', 'boolean'] }, ...scalarKeywords },
} as const satisfies JsonSchema

const collectionField = {
  type: 'object', additionalProperties: false, required: ['type', 'items', 'x-shopdb'],
  properties: {
    type: { type: 'string', const: 'array' }, title: word, description: { type: 'string', maxLength: 500 }, maxItems: { type: 'integer', minimum: 1, maximum: 10_000 },
    items: {
      type: 'object', additionalProperties: false, required: ['type', 'properties'],
      properties: {
        type: { type: 'string', const: 'object' }, title: word,
        properties: { type: 'object', minProperties: 1, maxProperties: 60, propertyNames: fieldName, additionalProperties: scalarField },
        required: { type: 'array', items: { type: 'string' } },
      },
    },
    'x-shopdb': {
      type: 'object', additionalProperties: false,
      properties: { table: tableName, resource: tableName, key: fieldNames, aliases: { type: 'object', additionalProperties: { type: 'string', maxLength: 64 } }, collected: { type: 'boolean' }, group: word, order: { type: 'integer' }, help: { type: 'string' } },
      oneOf: [{ required: ['table'] }, { required: ['resource'] }],
    },
  },
} as const satisfies JsonSchema

/** What an asset type's JSON file may contain: the closed subset of JSON Schema that the host can store, show and collect. */
export const assetTypeFileSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://shopdb.local/schema/asset-type.schema.json',
  title: 'ShopDB asset type',
  type: 'object',
  additionalProperties: false,
  required: ['$id', 'title', 'type', 'properties', 'x-shopdb'],
  properties: {
    $schema: { type: 'string' },
    $id: { type: 'string', pattern: '^[a-z][a-z0-9]{1,31}\\.[a-z][a-z0-9]{1,31}$', description: '`<plugin>.<type>`' },
    title: word,
    description: { type: 'string', maxLength: 500 },
    type: { type: 'string', const: 'object' },
    required: { type: 'array', items: { type: 'string' }, uniqueItems: true },
    properties: {
      type: 'object', maxProperties: 200, propertyNames: fieldName,
      additionalProperties: { if: { properties: { type: { const: 'array' } } }, then: collectionField, else: scalarField } as JsonSchema, // `if` is not part of what `Infer` reads
    },
    'x-shopdb': {
      type: 'object', additionalProperties: false, required: ['collection', 'titlePlural'],
      properties: {
        collection: tableName, titlePlural: word, icon: { type: 'string', pattern: '^[a-z0-9-]{1,60}$' }, table: tableName,
        identity: { type: 'array', minItems: 1, maxItems: 10, items: fieldNames }, nameFrom: fieldNames, numberFrom: fieldNames,
        collectorAliases: { type: 'object', additionalProperties: { type: 'string' } },
        filters: { type: 'array', items: { type: 'string' }, uniqueItems: true }, sorts: { type: 'array', items: { type: 'string' }, uniqueItems: true }, defaultSort: { type: 'string' },
      },
    },
  },
} as const satisfies JsonSchema
