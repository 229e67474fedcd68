import { Validator } from '@cfworker/json-schema'
import type { FieldSchema, ResourceSchema } from '@shopdb/contract/field-schema'

/** One field of a form, as the schema and its annotation describe it. */
export type FormFieldSpec = {
  name: string
  title: string
  type: FieldSchema['type']
  format?: string | null
  required: boolean
  reference?: string | null
  labelName?: string | null
  widget?: string | null
  unit?: string | null
  help?: string | null
  enum?: readonly string[] | null
  maxLength?: number | null
  group?: string | null
  mono?: boolean
}

export type FormGroup = { title: string | null; fields: readonly FormFieldSpec[] }
export type FormValues = Record<string, unknown>

/** Fields under their headings, headings in the order of their first field. */
export function groupFields(fields: readonly FormFieldSpec[]): FormGroup[] {
  const groups = new Map<string | null, FormFieldSpec[]>()
  for (const field of fields) {
    const group = field.group ?? null
    const list = groups.get(group)
    if (list) list.push(field)
    else groups.set(group, [field])
  }
  return [...groups].map(([title, list]) => ({ title, fields: list }))
}

/** What is typed into an input, as the value the schema asks for; empty means not given. */
export function typedValue(field: Pick<FormFieldSpec, 'type' | 'format'>, input: unknown): unknown {
  if (input === '' || input === undefined || input === null) return null
  if (typeof input !== 'string') return input
  if (field.type === 'integer' || field.type === 'number') {
    const value = Number(input.trim().replace(',', '.'))
    return Number.isNaN(value) ? input : value
  }
  if (field.format === 'date-time') {
    const at = new Date(input)
    return Number.isNaN(at.getTime()) ? input : at.toISOString()
  }
  return input
}

/** A stored moment as the local time a datetime input shows. */
export function localDateTime(value: unknown): string {
  const at = new Date(String(value))
  if (Number.isNaN(at.getTime())) return ''
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** Only what differs from the values before; a change request carries nothing else. */
export function changedValues(before: FormValues, after: FormValues): FormValues {
  const names = Object.keys(after).filter((name) => (after[name] ?? null) !== (before[name] ?? null))
  return Object.fromEntries(names.map((name) => [name, after[name] ?? null]))
}

export type FormFinding = { field: string; keyword: string; message: string }

/** Checks the given fields before the server does, field by field; the server has the last word. */
export function checkForm(schema: Pick<ResourceSchema, 'properties'>, fields: readonly FormFieldSpec[], values: FormValues): FormFinding[] {
  return fields.flatMap((field) => {
    const value = values[field.name] ?? null
    if (value === null) return field.required ? [{ field: field.name, keyword: 'required', message: '' }] : []
    const property = schema.properties[field.name]
    if (!property) return []
    const { 'x-shopdb': _annotation, ...plain } = property
    const result = new Validator({ ...plain, enum: plain.enum ? [...plain.enum] : undefined, format: knownFormat(plain.format) } as object, '2020-12', true).validate(value) // the literal types of contract schemas are narrower than the validator's
    const error = result.errors[0]
    return error ? [{ field: field.name, keyword: error.keyword, message: error.error }] : []
  })
}

/** The server's own formats (ip, mac) accept notations the browser's checker does not know. */
function knownFormat(format: string | undefined): string | undefined {
  return format === 'date' || format === 'date-time' || format === 'email' || format === 'uri' || format === 'uuid' ? format : undefined
}
