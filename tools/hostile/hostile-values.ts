import { asList, asRecord, type Schema } from '@shopdb/cli/plugin-checks/samples/operations'
import { typeOf, typesOf } from '@shopdb/cli/plugin-checks/samples/valid-value'

/** A value made from a valid one by spoiling one place. `mustFail`: the schema forbids it, so 2xx would be wrong. */
export type Variant = { name: string; value: unknown; mustFail: boolean }

/** Texts that break programs which paste, cut or decode them; each is a legal string. */
export const nastyTexts: Readonly<Record<string, string>> = {
  'SQL injection': "x'); drop table assets; --",
  'SQL always true': "' or '1'='1",
  'LIKE wildcards': '%_\\%',
  'script element': '<script>alert(1)</script>',
  template: '{{7*7}}${7*7}#{7*7}',
  path: '../../../../etc/passwd',
  'format string': '%s%n%x',
  'NUL character': 'a\u0000b',
  'control characters': '\u0001\u001b[31m\r\n\t',
  'lone surrogate': 'a\ud800b',
  'right to left': 'abc\u202etxt.exe',
  'combining marks': `e${'\u0301'.repeat(40)}`,
  'four-byte characters': '\u{1F4A5}\u{20000}',
  'zero width': 'a\u200b\u200d\ufeffb',
  'reserved word': 'constructor',
  'blank only': ' \t ',
  'number as text': '1e309',
}

const wrongTypes: readonly (readonly [string, unknown])[] = [['string', 'text'], ['number', 12.5], ['boolean', true], ['array', [1]], ['object', { a: 1 }], ['null', null]]

/** Spoils every place of a body, three levels deep. */
export function hostileBodies(schema: Schema, valid: unknown): Variant[] {
  const shape = asRecord(valid)
  const taken = [schema.type ?? 'object'].flat().map(String)
  const whole: Variant[] = wrongTypes.filter(([type]) => !taken.includes(type)).map(([type, value]) => ({ name: `a ${type} instead of the body`, value, mustFail: true }))
  return [...whole, ...missing(schema, shape), ...spoilProperties(schema, shape, 3), ...crowded(shape)]
}

/** A document that no schema describes may hold anything; none of it may break the server. */
export function strangeMembers(valid: Readonly<Record<string, unknown>>): Variant[] {
  const strange = [...wrongTypes, ...Object.entries(nastyTexts), ['huge', 'x'.repeat(200_000)] as const, ['beyond 64 bits', 1e300] as const]
  return [...Object.keys(valid).flatMap((member) => strange.map(([name, value]) => ({ name: `${member}: ${name}`, value: { ...valid, [member]: value }, mustFail: false }))), ...crowded(valid)]
}

function missing(schema: Schema, valid: Readonly<Record<string, unknown>>): Variant[] {
  return asList(schema.required).map(String).map((name) => ({
    name: `without ${name}`,
    value: Object.fromEntries(Object.entries(valid).filter(([key]) => key !== name)),
    mustFail: true,
  }))
}

/** Members nobody declared: prototype names, many, and very deep. */
function crowded(valid: Readonly<Record<string, unknown>>): Variant[] {
  const poisoned: unknown = JSON.parse(`{ "__proto__": { "administrator": true }, "constructor": { "prototype": { "administrator": true } } }`)
  return [
    { name: 'prototype members', value: Object.assign(Object.create(null), valid, poisoned), mustFail: false },
    { name: '10,000 unknown members', value: { ...valid, ...Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`unknown${index}`, index])) }, mustFail: false },
    { name: '200 levels deep', value: { ...valid, deep: Array.from({ length: 200 }).reduce((inner) => [inner], []) }, mustFail: false },
  ]
}

function spoilProperties(schema: Schema, valid: Readonly<Record<string, unknown>>, depth: number): Variant[] {
  return Object.entries(asRecord(schema.properties)).filter(([name]) => name in valid).flatMap(([name, property]) =>
    hostileValues(asRecord(property), valid[name], depth).map((variant) => ({ ...variant, name: `${name}: ${variant.name}`, value: { ...valid, [name]: variant.value } })))
}

/** Spoils one value, and what is inside it. */
export function hostileValues(schema: Schema, valid: unknown, depth = 1): Variant[] {
  const allowed = typesOf(schema)
  const wrong = wrongTypes.filter(([type]) => allowed.length > 0 && !isAllowed(type, allowed)).map(([type, value]) => ({ name: `a ${type}`, value, mustFail: true }))
  return [...wrong, ...spoilByType(schema, valid), ...(depth > 1 ? inside(schema, valid, depth) : [])]
}

function isAllowed(type: string, allowed: readonly string[]): boolean {
  return allowed.includes(type)
}

function spoilByType(schema: Schema, valid: unknown): Variant[] {
  if (Array.isArray(schema.enum)) return [{ name: 'outside the enum', value: 'never-a-member', mustFail: true }]
  const type = typeOf(schema)
  if (type === 'string') return spoilText(schema)
  if (type === 'integer' || type === 'number') return spoilNumber(schema, type)
  return type === 'array' && Array.isArray(valid) ? spoilArray(schema, valid) : []
}

function spoilText(schema: Schema): Variant[] {
  const bounded = typeof schema.maxLength === 'number'
  const long = 'x'.repeat(Math.min(200_000, Number(schema.maxLength ?? 100_000) + 1))
  const formatted = typeof schema.format === 'string' || typeof schema.pattern === 'string'
  return [
    { name: 'too long', value: long, mustFail: bounded && long.length > Number(schema.maxLength) },
    { name: 'empty', value: '', mustFail: Number(schema.minLength ?? 0) > 0 },
    ...Object.entries(nastyTexts).map(([name, value]) => ({ name, value, mustFail: formatted && name === 'SQL injection' && !fits(schema, value) })),
  ]
}

function fits(schema: Schema, value: string): boolean {
  return typeof schema.pattern === 'string' && new RegExp(schema.pattern, 'u').test(value)
}

function spoilNumber(schema: Schema, type: 'integer' | 'number'): Variant[] {
  const beyond = [
    ...(typeof schema.maximum === 'number' && schema.maximum < Number.MAX_SAFE_INTEGER ? [{ name: 'above the maximum', value: schema.maximum + 1, mustFail: true }] : []),
    ...(typeof schema.minimum === 'number' && schema.minimum > Number.MIN_SAFE_INTEGER ? [{ name: 'below the minimum', value: schema.minimum - 1, mustFail: true }] : []),
  ]
  const reference = typeof asRecord(schema['x-shopdb']).reference === 'string'
  return [
    ...beyond,
    ...(type === 'integer' ? [{ name: 'a fraction', value: 1.5, mustFail: true }] : []),
    ...(reference ? [{ name: 'a record that is not there', value: 999_999_999_999, mustFail: true }] : []),
    { name: 'beyond 2^53', value: 2 ** 60, mustFail: false },
    { name: 'beyond 64 bits', value: 1e300, mustFail: false },
    { name: 'negative zero', value: -0, mustFail: false },
  ]
}

function spoilArray(schema: Schema, valid: readonly unknown[]): Variant[] {
  const many = Array.from({ length: Number(schema.maxItems ?? 2_000) + 1 }, () => valid[0])
  return [
    { name: 'too many items', value: many, mustFail: typeof schema.maxItems === 'number' },
    { name: 'no item', value: [], mustFail: Number(schema.minItems ?? 0) > 0 },
    { name: 'null as item', value: [null], mustFail: false },
  ]
}

function inside(schema: Schema, valid: unknown, depth: number): Variant[] {
  if (typeOf(schema) === 'object') return spoilProperties(schema, asRecord(valid), depth - 1)
  if (!Array.isArray(valid) || valid.length === 0) return []
  return hostileValues(asRecord(schema.items), valid[0], depth - 1).map((variant) => ({ ...variant, name: `item: ${variant.name}`, value: [variant.value, ...valid.slice(1)] }))
}
