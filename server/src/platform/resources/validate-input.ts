import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormatsModule from 'ajv-formats'
import type { FieldProblem } from '@shopdb/contract/errors'
import { ipKey, macKey } from '../natural-key.ts'
import { Problem } from '../problem.ts'
import { inputSchema, type JsonSchema } from './input-schema.ts'
import { nearest } from './nearest.ts'
import type { JsonValue } from './record-values.ts'
import type { ResourceModel } from './resource-model.ts'

// The package is CommonJS: under native ESM its callable stands at `default`.
const addFormats = addFormatsModule.default

/** One validator for everything that core checks: closed formats, the annotation keyword, all errors at once. */
export function createValidator(): Ajv {
  // 0.004 is 4000.0000000000005 times 0.000001 in floating point.
  const ajv = new Ajv({ allErrors: true, strict: false, coerceTypes: false, allowUnionTypes: true, multipleOfPrecision: 6 })
  addFormats(ajv)
  ajv.addKeyword('x-shopdb')
  ajv.addFormat('mac', (text: string) => macKey(text) !== null)
  ajv.addFormat('ip', (text: string) => ipKey(text) !== null)
  return ajv
}

export type RecordInput = Record<string, JsonValue | JsonValue[]>

export type InputValidator = {
  /** Returns what may be written; read-only fields that a client sends back are left out, unknown ones are refused. */
  check: (model: ResourceModel, mode: 'create' | 'patch', input: unknown, further?: Readonly<Record<string, JsonSchema>>) => RecordInput
}

export function createInputValidator(): InputValidator {
  const ajv = createValidator()
  const compiled = new WeakMap<ResourceModel, Map<string, ValidateFunction>>()
  const validatorOf = (model: ResourceModel, mode: 'create' | 'patch', further: Readonly<Record<string, JsonSchema>>): ValidateFunction => {
    const ofModel = compiled.get(model) ?? new Map<string, ValidateFunction>()
    compiled.set(model, ofModel)
    const known = ofModel.get(mode)
    if (known) return known
    const validate = ajv.compile(inputSchema(model, mode, further))
    ofModel.set(mode, validate)
    return validate
  }
  return {
    check: (model, mode, input, further = {}) => {
      if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new Problem('REQUEST_INVALID', { detail: 'The body must be a JSON object.', fields: [{ path: '', message: 'must be an object' }] })
      const validate = validatorOf(model, mode, further)
      const problems = [...unknownFields(model, input, further), ...(validate(input) ? [] : (validate.errors ?? []).map(fieldProblem)), ...brokenTexts(input), ...blankTexts(model, { ...input })]
      if (problems.length > 0) throw new Problem('REQUEST_INVALID', { detail: `${problems[0]?.path || 'The body'}: ${problems[0]?.message ?? ''}`, fields: problems })
      return writableFields(model, input, further)
    },
  }
}

export function fieldProblem(error: ErrorObject): FieldProblem {
  const missing = error.keyword === 'required' ? `/${String(error.params.missingProperty)}` : ''
  const allowed: unknown = error.params.allowedValues
  return { path: `${error.instancePath}${missing}`, message: error.message ?? 'is not valid', ...(Array.isArray(allowed) ? { allowed: allowed.map(String) } : {}) }
}

function unknownFields(model: ResourceModel, input: object, further: Readonly<Record<string, JsonSchema>>): FieldProblem[] {
  const known = new Set(['id', 'version', ...Object.keys(further), ...model.fields.flatMap((field) => [field.name, ...(field.labelName ? [field.labelName] : [])]), ...model.collections.map((collection) => collection.name), ...answeredOnly])
  return Object.keys(input).filter((name) => !known.has(name)).map((name) => ({ path: `/${name}`, message: `is not a field of ${model.name}; nearest: "${nearest(name, [...known])}"` }))
}

/** Members of an answered record that are neither fields nor collections; sent back they are ignored. */
const answeredOnly = ['provenance', 'position', 'archived', 'deletedAt']

function writableFields(model: ResourceModel, input: object, further: Readonly<Record<string, JsonSchema>>): RecordInput {
  const writable = new Set([...model.fields.filter((field) => !field.readOnly).map((field) => field.name), ...Object.keys(further)])
  return Object.fromEntries(Object.entries(input).filter(([name]) => writable.has(name)))
}

/** NUL and lone surrogates cannot be stored alike on every engine; they are a client's fault, said at the field. */
function brokenTexts(input: object): FieldProblem[] {
  return Object.entries(input).filter(([, value]) => (Array.isArray(value) ? value.some(isBroken) : isBroken(value))).map(([name]) => ({ path: `/${name}`, message: 'holds characters that cannot be stored (NUL or half a surrogate pair)' }))
}

function isBroken(value: unknown): boolean {
  return typeof value === 'string' && (value.includes('\u0000') || !value.isWellFormed())
}

/** Blanks alone are no value. */
function blankTexts(model: ResourceModel, input: Readonly<Record<string, unknown>>): FieldProblem[] {
  const isBlank = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.trim() === ''
  return model.fields.filter((field) => field.required && isBlank(input[field.name])).map((field) => ({ path: `/${field.name}`, message: 'must not be blank' }))
}
