/**
 * The closed JSON Schema of a migration file. It runs before anything else looks at the file: names and types are
 * parsed, never handed on to SQL as they are.
 */
const name = { type: 'string', pattern: '^[a-z][a-z0-9_]{0,47}$' } as const
const columnType = { type: 'string', pattern: '^(?:id|serial|integer|boolean|timestamp|real|date|text|json|string\\([1-9][0-9]{0,3}\\)|decimal\\([1-9][0-9]?,[0-9]\\))$' } as const
const scalar = { type: ['string', 'number', 'null'] } as const
const expression = { $ref: '#/$defs/expression' } as const
const names = { type: 'array', items: name, minItems: 1, maxItems: 16, uniqueItems: true } as const
const conditions = { type: 'array', minItems: 1, maxItems: 8, items: closed({ column: name, is: scalar }) } as const
const assignments = { type: 'object', propertyNames: name, minProperties: 1, additionalProperties: expression } as const

const columnDefinition = closed(
  { type: columnType, nullable: { const: true }, default: { type: ['string', 'number'] }, references: name, onDelete: { enum: ['cascade', 'set null', 'restrict'] } },
  ['type'],
)

function closed(properties: Record<string, object>, required = Object.keys(properties)): object {
  return { type: 'object', properties, required, additionalProperties: false }
}

function operation(op: string, properties: Record<string, object>, optional: Record<string, object> = {}): object {
  return closed({ op: { const: op }, table: name, ...properties, ...optional }, ['op', 'table', ...Object.keys(properties)])
}

const literal = { type: ['string', 'number'], maxLength: 200, pattern: '^[^\\\\\\u0000-\\u001f]*$' } as const
const checks = {
  type: 'array', minItems: 1, maxItems: 50,
  items: { oneOf: [closed({ column: name, in: { type: 'array', items: literal, minItems: 1, maxItems: 100, uniqueItems: true } }), { ...closed({ column: name, atLeast: { type: 'number' }, atMost: { type: 'number' } }, ['column']), minProperties: 2 }] },
} as const
const unique = { unique: { const: true } } as const
const columnsOfTable = { type: 'object', propertyNames: name, minProperties: 1, maxProperties: 200, additionalProperties: columnDefinition } as const

const operations: object[] = [
  operation('createTable', { columns: columnsOfTable, primaryKey: names }, { checks }),
  operation('dropTable', {}),
  operation('addColumn', { column: name, definition: columnDefinition }),
  operation('dropColumn', { column: name }),
  operation('renameColumn', { from: name, to: name }),
  operation('widenColumn', { column: name, type: columnType }),
  operation('addIndex', { columns: names }, unique),
  operation('dropIndex', { columns: names }, unique),
  operation('addSearchIndex', { column: name, grams: name }),
  operation('dropSearchIndex', {}),
  operation('data', { set: assignments }, { where: conditions }),
  operation('insertRows', { rows: { type: 'array', minItems: 1, maxItems: 1000, items: { type: 'object', propertyNames: name, additionalProperties: scalar } } }),
  operation('deleteWhere', { where: conditions }),
  operation('moveRows', { to: name, set: assignments }, { where: conditions }),
  operation('run', { function: { type: 'string', pattern: '^[a-z][A-Za-z0-9]{0,63}$' } }),
]

const expressions: object[] = [
  closed({ value: scalar }),
  closed({ column: name }),
  ...['lower', 'upper', 'trim', 'naturalKey'].map((key) => closed({ [key]: expression })),
  ...['concat', 'coalesce'].map((key) => closed({ [key]: { type: 'array', items: expression, minItems: 1, maxItems: 16 } })),
  closed({ map: closed({ from: expression, values: { type: 'object', additionalProperties: scalar }, otherwise: expression }, ['from', 'values']) }),
  closed({ lookup: closed({ table: name, by: name, column: name }) }),
]

export const migrationSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A migration of ShopDB or of one of its plugins',
  type: 'object',
  properties: { $schema: { type: 'string' }, operations: { type: 'array', minItems: 1, maxItems: 2000, items: { $ref: '#/$defs/operation' } } },
  required: ['operations'],
  additionalProperties: false,
  $defs: {
    operation: { type: 'object', required: ['op'], discriminator: { propertyName: 'op' }, oneOf: operations },
    expression: { oneOf: expressions },
  },
}
