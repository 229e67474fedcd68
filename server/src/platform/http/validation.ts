import { isIP } from 'node:net'
import type { FieldProblem } from '@shopdb/contract/errors'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formatsModule from 'ajv-formats'
import type { FastifySchema, FastifySchemaCompiler } from 'fastify'

// ajv-formats is CommonJS with the function as `default` of its exports.
const addFormats = formatsModule.default

/** Formats of field-schema.ts that JSON Schema does not define. */
const ownFormats = {
  mac: /^(?:[0-9a-f]{2}[:-]?){5}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/i,
  ip: (value: string) => isIP(value) !== 0,
} as const

/**
 * The validator of every route. Bodies are taken as they are (no coercion, nothing removed); query and path arrive as
 * text and are coerced. Unknown keywords such as `x-shopdb` are allowed.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<FastifySchema> {
  let strictBody: ReturnType<typeof createAjv> | undefined
  let coercing: ReturnType<typeof createAjv> | undefined
  const compile = (schema: object, httpPart: string | undefined): ValidateFunction => (httpPart === 'body' ? (strictBody ??= createAjv(false)) : (coercing ??= createAjv(true))).compile(schema)
  return ({ schema, httpPart }) => (mayFailToCompile(schema) ? compile(schema, httpPart) : compileAtFirstUse(schema, () => compile(schema, httpPart)))
}

/** A reference may lead nowhere, which only compiling shows; what satisfies the meta-schema compiles otherwise. */
function mayFailToCompile(schema: object): boolean {
  return JSON.stringify(schema).includes('"$ref"')
}

/** Most routes of a plugin are not asked for soon after it starts, and compiling them took a quarter of the start of fifty plugins. */
function compileAtFirstUse(schema: object, compile: () => ValidateFunction): ReturnType<FastifySchemaCompiler<FastifySchema>> {
  assertSchema(schema)
  let compiled: ValidateFunction | undefined
  const validate = (value: unknown): boolean => {
    compiled ??= compile()
    const valid = compiled(value)
    validate.errors = compiled.errors
    return valid
  }
  validate.errors = null as ValidateFunction['errors'] // Ajv keeps the errors of the last call on the function, and Fastify reads them there
  return validate
}

/** Checks values outside a request (settings, manifests): the findings, none when all is well. */
export function compileCheck(schema: object): (value: unknown) => FieldProblem[] {
  const validate = createAjv(false).compile(schema)
  return (value) => (validate(value) ? [] : fieldProblems(validate.errors ?? []))
}

let metaSchema: Ajv2020 | undefined

/** Is it a schema at all? One Ajv answers for all: each would compile the meta-schema anew, which takes longer than all routes of a plugin. */
function assertSchema(schema: object): void {
  if (!metaSchema) addFormats((metaSchema = new Ajv2020({ strict: false }))) // with them, "pattern" must be a regular expression
  if (metaSchema.validateSchema(schema) !== true) throw new Error(`schema is invalid: ${metaSchema.errorsText(metaSchema.errors, { dataVar: 'schema' })}`)
}

function createAjv(coerce: boolean): { compile: (schema: object) => ValidateFunction } {
  const ajv = new Ajv2020({ strict: false, allErrors: true, useDefaults: true, coerceTypes: coerce ? 'array' : false, removeAdditional: false, addUsedSchema: false, meta: false, validateSchema: false })
  addFormats(ajv)
  for (const [name, format] of Object.entries(ownFormats)) ajv.addFormat(name, format)
  return {
    compile: (schema) => {
      assertSchema(schema)
      return ajv.compile(schema)
    },
  }
}

/** The findings of Ajv by JSON pointer, at most twenty. */
export function fieldProblems(errors: readonly Pick<ErrorObject, 'instancePath' | 'keyword' | 'params' | 'message'>[]): FieldProblem[] {
  return errors.slice(0, 20).map((error) => {
    const { missingProperty, additionalProperty, unevaluatedProperty, allowedValues } = error.params as Record<string, unknown> // Ajv types params per keyword only
    const property = missingProperty ?? additionalProperty ?? unevaluatedProperty
    const path = typeof property === 'string' ? `${error.instancePath}/${escapePointer(property)}` : error.instancePath
    const allowed = Array.isArray(allowedValues) ? { allowed: allowedValues.map(String) } : {}
    return { path, message: messageFor(error.keyword, error.message), ...allowed }
  })
}

function messageFor(keyword: string, message: string | undefined): string {
  if (keyword === 'required') return 'is missing'
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') return 'is not known here'
  return message ?? 'is not valid'
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
