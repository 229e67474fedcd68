import type { FieldSchema } from '@shopdb/contract/field-schema'
import type { FieldModel, ResourceModel } from './resource-model.ts'

export type JsonSchema = Record<string, unknown>

/** The schema of what a request may write. With `patch` nothing is required. */
export function inputSchema(model: ResourceModel, mode: 'create' | 'patch', further: Readonly<Record<string, JsonSchema>> = {}): JsonSchema {
  const fields = model.fields.filter((field) => !field.readOnly)
  const required = mode === 'create' ? fields.filter((field) => field.required && field.schema.default === undefined).map((field) => field.name) : []
  return {
    type: 'object',
    properties: { ...Object.fromEntries(fields.map((field) => [field.name, fieldInputSchema(field)])), version: { type: 'integer', description: 'The version you read, instead of If-Match.' }, ...further },
    ...(required.length > 0 ? { required } : {}),
  }
}

function fieldInputSchema(field: FieldModel): JsonSchema {
  const { enum: choices, ...schema } = field.schema
  const limits = { ...limitsOf(field, schema), title: field.title }
  if (field.required) return { ...limits, ...(choices ? { enum: choices } : {}) }
  return { ...limits, type: [field.schema.type, 'null'], ...(choices ? { enum: [...choices, null] } : {}) }
}

/** Every text has an upper bound and every integer is one that all engines and JSON hold exactly. */
function limitsOf(field: FieldModel, schema: Omit<FieldSchema, 'enum'>): Omit<FieldSchema, 'enum'> {
  if (schema.type === 'string') return { maxLength: 100_000, ...(field.required ? { minLength: 1 } : {}), ...schema }
  if (field.reference) return { minimum: 1, maximum: Number.MAX_SAFE_INTEGER, ...schema }
  if (schema.type === 'integer') return { minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...schema }
  return schema.type === 'number' ? { minimum: -1e12, maximum: 1e12, ...schema } : schema
}

/** The schema of a record as it is answered. */
export function recordSchema(model: ResourceModel): JsonSchema {
  const properties: Record<string, JsonSchema> = { id: { type: 'integer' }, version: { type: 'integer' } }
  for (const field of model.fields) {
    properties[field.name] = { type: field.nullable ? [field.schema.type, 'null'] : field.schema.type, title: field.title, ...(field.schema.description ? { description: field.schema.description } : {}) }
    if (field.labelName) properties[field.labelName] = { type: ['string', 'null'], description: `Label of ${field.name}; read-only.` }
  }
  for (const collection of model.collections) properties[collection.name] = { type: 'array', title: collection.title, items: { type: 'object', additionalProperties: true } }
  return { type: 'object', properties, additionalProperties: true }
}
