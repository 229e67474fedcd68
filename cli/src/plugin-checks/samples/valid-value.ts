import { CannotCheck } from '../cannot-check.ts'
import { asList, asRecord, type Schema } from './operations.ts'
import { textMatching } from './text-matching.ts'

/** What a valid value needs beside its schema. */
export type Supply = {
  /** Rises with each call, so that unique fields never collide. */
  next: () => number
  /** Id of an existing record of a resource; undefined leaves an optional reference out. */
  reference: (resource: string) => number | undefined
}

/** One value that the schema accepts, with every property filled that can be. */
export function validValue(schema: Schema, supply: Supply): unknown {
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum.find((each) => each !== null)
  const plain = chosenSchema(schema)
  return plain === schema ? byType[typeOf(schema)](schema, supply) : validValue(plain, supply)
}

/** The schema of the first choice that is not null, with what must hold beside it: the one that `validValue` fills. */
export function chosenSchema(schema: Schema): Schema {
  const choice = [...asList(schema.anyOf), ...asList(schema.oneOf)].map(asRecord).find((each) => each.type !== 'null')
  if (choice !== undefined) return chosenSchema({ ...without(schema, 'anyOf', 'oneOf'), ...choice })
  return Array.isArray(schema.allOf) ? chosenSchema(merge([without(schema, 'allOf'), ...schema.allOf.map(asRecord)])) : schema
}

type TypeName = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null'

export function typeOf(schema: Schema): TypeName {
  const names = typesOf(schema)
  return names.find((name) => name !== 'null') ?? (names.length > 0 ? 'null' : schema.properties === undefined ? 'string' : 'object')
}

export function typesOf(schema: Schema): TypeName[] {
  const known: readonly string[] = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null']
  return [schema.type].flat().filter((name): name is TypeName => typeof name === 'string' && known.includes(name))
}

const byType: Record<TypeName, (schema: Schema, supply: Supply) => unknown> = {
  null: () => null,
  boolean: () => true,
  integer: (schema, supply) => validNumber({ multipleOf: 1, ...schema }, supply),
  number: validNumber,
  string: validString,
  array: (schema, supply) => Array.from({ length: Math.max(1, Number(schema.minItems ?? 0)) }, () => validValue(asRecord(schema.items), supply)),
  object: validObject,
}

function validNumber(schema: Schema, supply: Supply): number | undefined {
  const resource = asRecord(schema['x-shopdb']).reference
  if (typeof resource === 'string') return supply.reference(resource)
  const step = Number(schema.multipleOf ?? 1)
  const lowest = Number(schema.minimum ?? (schema.exclusiveMinimum === undefined ? 0 : Number(schema.exclusiveMinimum) + step))
  const highest = Number(schema.maximum ?? (schema.exclusiveMaximum === undefined ? lowest + 1000 : Number(schema.exclusiveMaximum) - step))
  const start = Math.max(lowest, Math.min(0, highest))
  return Math.min(highest, Math.ceil(start / step) * step)
}

const formats: Readonly<Record<string, (count: number) => string>> = {
  date: () => '2026-02-28',
  'date-time': () => '2026-02-28T12:30:15.250Z',
  time: () => '12:30:15Z',
  email: (count) => `person${count}@example.com`,
  ip: (count) => `10.61.${(count >> 8) % 256}.${count % 256}`,
  ipv4: (count) => `10.61.${(count >> 8) % 256}.${count % 256}`,
  ipv6: (count) => `2001:db8::${(count % 65_535).toString(16)}`,
  mac: (count) => `00:1b:44:${[count >> 16, count >> 8, count].map((part) => (part & 255).toString(16).padStart(2, '0')).join(':')}`,
  uri: (count) => `https://example.com/${count}`,
  uuid: (count) => `6f1c1b1e-0000-4000-8000-${count.toString(16).padStart(12, '0')}`,
}

function validString(schema: Schema, supply: Supply): string {
  const count = supply.next()
  const format = typeof schema.format === 'string' ? formats[schema.format] : undefined
  if (format !== undefined) return format(count)
  const lowest = Number(schema.minLength ?? 1)
  const highest = Number(schema.maxLength ?? Number.MAX_SAFE_INTEGER)
  if (typeof schema.pattern === 'string') return matching(schema.pattern, count, lowest, highest)
  return `Sample ${count}`.slice(-highest).padEnd(lowest, 'x')
}

function matching(pattern: string, count: number, lowest: number, highest: number): string {
  const found = textMatching(pattern, count, lowest, highest)
  if (found === undefined) throw new CannotCheck(`no text was found that matches /${pattern}/; write the pattern with classes such as [A-Za-z0-9], repetitions and choices`)
  return found
}

function validObject(schema: Schema, supply: Supply): Record<string, unknown> {
  const required = new Set(asList(schema.required))
  const entries = Object.entries(asRecord(schema.properties)).flatMap(([name, property]): [string, unknown][] => {
    const given = asRecord(property)
    if (given.readOnly === true || asRecord(given['x-shopdb']).readOnly === true) return []
    const value = validValue(given, supply)
    if (value === undefined && required.has(name)) throw new Error(`No value for the required property "${name}".`)
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(entries)
}

function merge(schemas: readonly Schema[]): Schema {
  const properties = Object.assign({}, ...schemas.map((each) => asRecord(each.properties)))
  const required = schemas.flatMap((each) => asList(each.required))
  return { ...Object.assign({}, ...schemas), ...(Object.keys(properties).length > 0 ? { properties } : {}), ...(required.length > 0 ? { required } : {}) }
}

function without(schema: Schema, ...keys: string[]): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)))
}
