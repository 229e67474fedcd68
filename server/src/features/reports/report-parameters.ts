import type { JsonSchema } from '@shopdb/contract/json-schema'
import type { FastifySchema } from 'fastify'
import { createValidatorCompiler, fieldProblems } from '../../platform/http/validation.ts'
import { Problem } from '../../platform/problem.ts'
import type { Report, ReportParameters } from './report.ts'

/** Says how the answer is written; no report can have a parameter of this name. */
const ownParameters = ['format']
const compile = createValidatorCompiler()
const validators = new WeakMap<object, (value: unknown) => unknown>()

/** Throws at a schema that cannot be used, when the report is added and not when it is run. */
export function assertParameters({ id, parameters }: Pick<Report, 'id' | 'parameters'>): void {
  const taken = ownParameters.find((name) => name in propertiesOf(parameters))
  if (taken !== undefined) throw new Error(`The report "${id}" has a parameter "${taken}", a name that the host uses. Rename it.`)
  validatorOf(parameters)
}

/** The query of a request as the parameters of a report: numbers and booleans as such, defaults filled in, the rest refused. */
export function readParameters({ parameters }: Pick<Report, 'parameters'>, query: Readonly<Record<string, unknown>>): ReportParameters {
  const values: ReportParameters = Object.fromEntries(Object.entries(query).filter(([name]) => !ownParameters.includes(name)))
  const validate = validatorOf(parameters)
  if (validate(values) === true) return values
  const errors: Parameters<typeof fieldProblems>[0] = 'errors' in validate && Array.isArray(validate.errors) ? validate.errors : []
  const fields = fieldProblems(errors).map((field) => ({ ...field, path: field.path.replace(/^\//, '') }))
  throw new Problem('REQUEST_INVALID', { detail: 'The parameters of the report are not valid.', fields })
}

function propertiesOf(schema: JsonSchema | undefined): object {
  return typeof schema === 'object' ? { ...schema.properties } : {}
}

const none = { type: 'object' } as const

function validatorOf(schema: JsonSchema | undefined): (value: unknown) => unknown {
  const given = typeof schema === 'object' ? schema : none
  const known = validators.get(given)
  if (known) return known
  const closed = { additionalProperties: false, ...given } as FastifySchema // Fastify's word for the schema of any part
  const validate = compile({ schema: closed, method: 'GET', url: '', httpPart: 'querystring' })
  validators.set(given, validate)
  return validate
}
