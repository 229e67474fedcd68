import type { FormFieldSpec, FormValues } from '@shopdb/ui'
import type { ParameterSchema } from '../../api/reports.ts'
import type { LocationQuery } from 'vue-router'

/** The fields of the form that asks for a report's parameters. */
export function parameterFields(schema: ParameterSchema | null): FormFieldSpec[] {
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name, title: property.title ?? name, type: property.type, format: property.format ?? null, required: schema?.required?.includes(name) ?? false, enum: property.enum?.map(String) ?? null,
    help: property.description ?? null, unit: property['x-shopdb']?.unit ?? null, maxLength: property.maxLength ?? null, reference: null,
  }))
}

/** What the address says, then what the report proposes. Texts become the numbers and switches they stand for. */
export function parameterValues(schema: ParameterSchema | null, query: LocationQuery): FormValues {
  return Object.fromEntries(Object.entries(schema?.properties ?? {}).map(([name, property]) => [name, typed(query[name], property.type) ?? property.default ?? null]))
}

function typed(value: LocationQuery[string] | undefined, type: unknown): unknown {
  const text = Array.isArray(value) ? value[0] : value
  if (text === null || text === undefined || text === '') return null
  if (type === 'boolean') return text === 'true' || text === '1'
  if (type !== 'integer' && type !== 'number') return text
  const amount = Number(text)
  return Number.isNaN(amount) ? text : amount
}

/** The same in an address: only what was given. */
export function parameterQuery(values: FormValues): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '').map(([name, value]) => [name, String(value)]))
}
