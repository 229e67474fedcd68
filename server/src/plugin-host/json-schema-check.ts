import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import type { JsonSchema } from '@shopdb/contract/json-schema'
import { nearest } from '../platform/resources/nearest.ts'

/** One place where a value does not match its schema. `path` is a JSON pointer; `unknownKey` is set for surplus members. */
export type SchemaProblem = { path: string; message: string; unknownKey?: string; nearestKey?: string }

const ajv = new Ajv2020({ allErrors: true, strict: false, allowUnionTypes: true, validateSchema: false, verbose: true })
const addFormats = addFormatsModule.default
addFormats(ajv)
ajv.addKeyword({ keyword: 'callable', validate: (expected: boolean, value: unknown) => !expected || typeof value === 'function', errors: false })

const compiled = new WeakMap<object, ValidateFunction>()

/** Compiles each schema object once; ids are dropped, so that one schema may be given in two copies. */
function validatorOf(schema: JsonSchema): ValidateFunction {
  if (typeof schema === 'boolean') return ajv.compile(schema)
  const known = compiled.get(schema)
  if (known) return known
  const { $id: _id, ...rest } = schema
  const validate = ajv.compile(rest)
  compiled.set(schema, validate)
  return validate
}

/** Every place where `value` does not match; empty when it does. */
export function checkAgainstSchema(schema: JsonSchema, value: unknown): SchemaProblem[] {
  const validate = validatorOf(schema)
  if (validate(value)) return []
  return (validate.errors ?? []).filter((error) => error.keyword !== 'if' && error.keyword !== 'propertyNames').map(toProblem)
}

function toProblem(error: ErrorObject): SchemaProblem {
  const path = error.instancePath
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty)
    return { path: `${path}/${key}`, message: `"${key}" is not known here.`, unknownKey: key, nearestKey: nearestKey(key, error) }
  }
  if (error.keyword === 'required') return { path, message: `"${String(error.params.missingProperty)}" is missing.` }
  if (error.keyword === 'enum') return { path, message: `It must be one of: ${allowedOf(error).join(', ')}.` }
  if (error.keyword === 'const') return { path, message: `It must be ${JSON.stringify(error.params.allowedValue)}.` }
  if (error.keyword === 'callable') return { path, message: 'It must be a function.' }
  if (error.keyword === 'pattern' && error.propertyName) return { path: `${path}/${error.propertyName}`, message: `The key "${error.propertyName}" does not match ${String(error.params.pattern)}.` }
  return { path, message: `It ${error.message ?? 'does not match'}${shown(error.data)}.` }
}

function allowedOf(error: ErrorObject): string[] {
  return Array.isArray(error.params.allowedValues) ? error.params.allowedValues.map(String) : []
}

function nearestKey(key: string, error: ErrorObject): string | undefined {
  const parent: unknown = error.parentSchema?.properties
  return parent && typeof parent === 'object' && Object.keys(parent).length > 0 ? nearest(key, Object.keys(parent)) : undefined
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `; it is "${value.slice(0, 60)}"` : ''
}
