import type { FieldProblem } from '@shopdb/contract/errors'
import type { SqlValue } from '../../platform/database/database.ts'
import type { CollectionModel, FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { recordMembers, type CollectorType } from './collector-type.ts'
import { plainText, readValue } from './read-values.ts'

export type ReadItem = { values: ReadonlyMap<FieldModel, SqlValue>; /** Label texts of references, by field. */ labels: ReadonlyMap<FieldModel, string>; raw: Record<string, unknown> }

/** A record as far as it could be read. What is not in it stays untouched in the asset. */
export type ReadRecord = {
  values: Map<FieldModel, SqlValue>
  labels: Map<FieldModel, string>
  /** Present only for the lists that the record has. */
  collections: Map<string, ReadItem[]>
  extras: Record<string, unknown>
  problems: FieldProblem[]
}

/** Reads what is valid, names what is not, keeps what is unknown. */
export function readRecord(type: CollectorType, raw: Readonly<Record<string, unknown>>): ReadRecord {
  const record: ReadRecord = { values: new Map(), labels: new Map(), collections: new Map(), extras: {}, problems: [] }
  const byName = fieldNames(type)
  for (const name in raw) {
    const known = Object.hasOwn(type.aliases, name) ? (type.aliases[name] ?? name) : name
    const field = byName.fields.get(known)
    const collection = byName.collections.get(known)
    if (field) readField(type, record, field, `/${name}`, raw[name])
    else if (collection) record.collections.set(known, readItems(type, record, collection, `/${name}`, raw[name]))
    else if (!recordMembers.includes(name)) record.extras[name] = raw[name]
  }
  return record
}

type Names = { fields: Map<string, FieldModel>; collections: Map<string, CollectorType['collections'][number]> }
const namesOfType = new WeakMap<CollectorType, Names>()

function fieldNames(type: CollectorType): Names {
  const known = namesOfType.get(type)
  if (known) return known
  const names = { fields: new Map(type.fields.map(({ recordName, field }) => [recordName, field])), collections: new Map(type.collections.map((collection) => [collection.recordName, collection])) }
  namesOfType.set(type, names)
  return names
}

function readField(type: CollectorType, record: ReadRecord, field: FieldModel, path: string, raw: unknown): void {
  if (field.reference) return setLabel(type, record.labels, field, raw)
  const read = readValue(field, raw)
  if ('problem' in read) record.problems.push({ path, message: read.problem, ...(field.schema.enum ? { allowed: field.schema.enum } : {}) })
  else record.values.set(field, read.value)
}

/** "Debian GNU/Linux 12", or an object with name and version; cut to what the look-up's name can hold. */
function labelText(raw: unknown, longest: number): string | null {
  const text = typeof raw === 'object' && raw !== null && 'name' in raw ? nameWithVersion(plainText(raw.name), 'version' in raw ? plainText(raw.version) : '') : plainText(raw)
  const label = text.replaceAll('\u0000', '').toWellFormed().normalize('NFC').trim()
  return [...label].slice(0, longest).join('').trim() || null
}

function nameWithVersion(name: string, version: string): string {
  return version === '' || name.includes(version) ? name : `${name} ${version}`
}

function readItems(type: CollectorType, record: ReadRecord, collection: CollectorType['collections'][number], path: string, raw: unknown): ReadItem[] {
  if (!Array.isArray(raw)) {
    record.problems.push({ path, message: 'is not a list' })
    return []
  }
  return raw.slice(0, 10_000).flatMap((entry: unknown, index) => readItem(type, record, collection, `${path}/${index}`, entry) ?? [])
}

function readItem(type: CollectorType, record: ReadRecord, { items, collection, aliases }: CollectorType['collections'][number], path: string, raw: unknown): ReadItem | null {
  if (typeof raw !== 'object' || raw === null) {
    record.problems.push({ path, message: 'is not an object' })
    return null
  }
  const values = new Map<FieldModel, SqlValue>()
  const labels = new Map<FieldModel, string>()
  const members: Record<string, unknown> = Object.fromEntries(Object.entries(raw).map(([name, value]) => [Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name, value]))
  for (const field of items.fields) {
    if (field.readOnly || field.name === items.ownerField) continue
    const value = members[field.labelName ?? field.name]
    if (value === undefined) continue
    if (field.reference) setLabel(type, labels, field, value)
    else setValue(record, values, field, `${path}/${field.name}`, value)
  }
  const missing = items.fields.find((field) => isNeeded(field, items, collection) && (field.reference ? !labels.has(field) : (values.get(field) ?? null) === null))
  if (!missing) return { values, labels, raw: members }
  const name = missing.labelName ?? missing.name
  record.problems.push({ path, message: `lacks ${Object.keys(aliases).find((alias) => aliases[alias] === name) ?? name}, by which it is recognised` })
  return null
}

/** What an item is recognised by, and what its table cannot be without. */
function isNeeded(field: FieldModel, items: ResourceModel, collection: CollectionModel): boolean {
  if (field.name === items.ownerField || field.readOnly) return false
  return field.required || collection.key.includes(field.labelName ?? field.name)
}

function setLabel(type: CollectorType, labels: Map<FieldModel, string>, field: FieldModel, value: unknown): void {
  const label = labelText(value, type.labelLengths[field.reference ?? ''] ?? 60)
  if (label) labels.set(field, label)
}

function setValue(record: ReadRecord, values: Map<FieldModel, SqlValue>, field: FieldModel, path: string, raw: unknown): void {
  const read = readValue(field, raw)
  if ('problem' in read) record.problems.push({ path, message: read.problem })
  else values.set(field, read.value)
}
