import type { ContractChange } from './contract-change.ts'

/** `accepted`: plugins write it and the host reads it. `given`: the host writes it and plugins read it. */
export type Direction = 'accepted' | 'given'

type Schema = Readonly<Record<string, unknown>>
type Tell = (kind: ContractChange['kind'], place: string, what: string) => void

/**
 * Compares two JSON Schemas. What is accepted may become wider, what is given may become narrower; the other way round
 * breaks plugins that were right until then.
 */
export function compareSchemas(part: string, before: unknown, after: unknown, direction: Direction): ContractChange[] {
  const changes: ContractChange[] = []
  compare(asSchema(before), asSchema(after), direction, '', (kind, place, what) => changes.push({ kind, part, place: place || '/', what }))
  return changes
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? { ...value } : { always: value }
}

function compare(before: Schema, after: Schema, direction: Direction, place: string, tell: Tell): void {
  compareMembers(before, after, direction, place, tell)
  compareRequired(before, after, direction, place, tell)
  compareSets('type', before, after, direction, place, tell)
  compareSets('enum', before, after, direction, place, tell)
  compareLimits(before, after, direction, place, tell)
  for (const key of ['const', 'pattern', 'format', 'multipleOf', 'uniqueItems', 'callable', 'default', '$ref', 'always']) {
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) continue
    const isWider = direction === 'accepted' && after[key] === undefined && key !== 'default'
    tell(isWider ? 'minor' : 'major', place, `"${key}" was ${JSON.stringify(before[key])}, is ${JSON.stringify(after[key])}`)
  }
  for (const key of ['title', 'description', '$id', '$schema']) if (before[key] !== after[key]) tell('patch', place, `"${key}" is worded differently`)
  for (const key of ['items', 'propertyNames', 'not', 'if', 'then', 'else']) compareOptional(before[key], after[key], direction, `${place}/${key}`, tell)
  for (const key of ['anyOf', 'oneOf', 'allOf']) compareLists(before[key], after[key], direction, `${place}/${key}`, tell)
}

function compareMembers(before: Schema, after: Schema, direction: Direction, place: string, tell: Tell): void {
  for (const key of ['properties', 'patternProperties']) {
    const [old, now] = [asSchema(before[key] ?? {}), asSchema(after[key] ?? {})]
    for (const name of Object.keys(old)) {
      if (name in now) compare(asSchema(old[name]), asSchema(now[name]), direction, `${place}/${name}`, tell)
      else tell('major', `${place}/${name}`, 'is gone')
    }
    for (const name of Object.keys(now)) if (!(name in old)) tell('minor', `${place}/${name}`, 'is new')
  }
  const [open, shut] = [before.additionalProperties, after.additionalProperties]
  if (JSON.stringify(open) === JSON.stringify(shut)) return
  if (typeof open === 'object' && typeof shut === 'object') return compare(asSchema(open), asSchema(shut), direction, `${place}/*`, tell)
  tell(direction === 'accepted' && open === false ? 'minor' : 'major', place, `further members: ${JSON.stringify(open ?? true)} became ${JSON.stringify(shut ?? true)}`)
}

function compareRequired(before: Schema, after: Schema, direction: Direction, place: string, tell: Tell): void {
  const [old, now] = [listOf(before.required), listOf(after.required)]
  for (const name of now) if (!old.includes(name)) tell(direction === 'accepted' ? 'major' : 'minor', `${place}/${String(name)}`, 'is required now')
  for (const name of old) if (!now.includes(name)) tell(direction === 'accepted' ? 'minor' : 'major', `${place}/${String(name)}`, 'is not required any more')
}

/** Types and enums: a set that is accepted may grow, one that is given may shrink. None at all is everything. */
function compareSets(key: 'type' | 'enum', before: Schema, after: Schema, direction: Direction, place: string, tell: Tell): void {
  const [old, now] = [listOf(before[key]), listOf(after[key])]
  if (JSON.stringify(old) === JSON.stringify(now)) return
  const isEverything = (list: readonly unknown[]): boolean => list.length === 0
  const lost = isEverything(old) ? !isEverything(now) : old.some((value) => !now.includes(value)) && !isEverything(now)
  const won = isEverything(now) ? !isEverything(old) : now.some((value) => !old.includes(value)) && !isEverything(old)
  const what = `"${key}" was ${JSON.stringify(before[key])}, is ${JSON.stringify(after[key])}`
  if (!lost && !won) return
  tell((direction === 'accepted' ? lost : won) ? 'major' : 'minor', place, what)
}

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']

function compareLimits(before: Schema, after: Schema, direction: Direction, place: string, tell: Tell): void {
  for (const [keys, none] of [[lower, -Infinity], [upper, Infinity]] as const) {
    for (const key of keys) {
      const [old, now] = [Number(before[key] ?? none), Number(after[key] ?? none)]
      if (old === now) continue
      const isNarrower = none < 0 ? now > old : now < old
      tell(isNarrower === (direction === 'accepted') ? 'major' : 'minor', place, `"${key}" was ${String(before[key] ?? 'none')}, is ${String(after[key] ?? 'none')}`)
    }
  }
}

function compareOptional(before: unknown, after: unknown, direction: Direction, place: string, tell: Tell): void {
  if (before === undefined && after === undefined) return
  if (before === undefined || after === undefined) return tell((direction === 'accepted') === (after === undefined) ? 'minor' : 'major', place, after === undefined ? 'is gone' : 'is new')
  compare(asSchema(before), asSchema(after), direction, place, tell)
}

function compareLists(before: unknown, after: unknown, direction: Direction, place: string, tell: Tell): void {
  const [old, now] = [listOf(before), listOf(after)]
  for (let index = 0; index < Math.max(old.length, now.length); index += 1) {
    if (index < old.length && index < now.length) compare(asSchema(old[index]), asSchema(now[index]), direction, `${place}/${index}`, tell)
    else tell((direction === 'accepted') === (index >= old.length) && !place.endsWith('allOf') ? 'minor' : 'major', `${place}/${index}`, index >= old.length ? 'is new' : 'is gone')
  }
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : [value].flat()
}
