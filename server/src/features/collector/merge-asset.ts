import type { SqlValue } from '../../platform/database/database.ts'
import type { FieldModel } from '../../platform/resources/resource-model.ts'
import { changedFields, defaultValues, formatProvenance, insertRows, parseProvenance, setField, stampFields, updateRows, type RecordValues } from '../records/index.ts'
import type { CollectorType } from './collector-type.ts'
import type { RowDraft } from './merge-items.ts'
import type { ReadRecord } from './read-record.ts'

export type AssetMerge = { after: RecordValues; rows: RowDraft[]; changed: FieldModel[] }

/** Fields that people locked keep their value; so does what the record leaves out or sends empty. */
export function mergeAsset(type: CollectorType, record: ReadRecord, before: RecordValues, labelId: (field: FieldModel) => number | null, at: number): AssetMerge {
  const provenance = parseProvenance(textOrNull(before.provenance))
  const after: RecordValues = { ...before }
  const locked = new Set(provenance.locked)
  for (const [field, value] of valuesToSet(type, record, labelId)) if (!locked.has(field.name)) setField(after, field, value)
  followName(type, before, after, locked)
  const changed = changedFields(type.model, before, after)
  if (changed.length === 0) return { after, rows: [], changed }
  after.version = Number(before.version) + 1
  after.modifiedat = at
  after.provenance = formatProvenance(stampFields(provenance, `c:${type.plugin}`, at, changed.map((field) => field.name)))
  return { after, rows: updateRows(type.model, Number(before.id), before, after).map((row) => ({ ...row, key: [...row.key] })), changed }
}

/** `id` 0 until the batch is counted. */
export function newAsset(type: CollectorType, record: ReadRecord, labelId: (field: FieldModel) => number | null, assetNumber: string, statusId: number | null, at: number): RecordValues {
  const after: RecordValues = { ...defaultValues(type.model), id: 0, version: 1, active: 1, deletedat: null, createdat: at, modifiedat: at, typeid: type.typeId }
  const set = [...valuesToSet(type, record, labelId)]
  for (const [field, value] of set) setField(after, field, value)
  const number = type.model.fields.find((field) => field.name === 'assetNumber')
  const name = type.model.fields.find((field) => field.name === 'name')
  if (number) setField(after, number, assetNumber)
  if (name) setField(after, name, firstFilled(type, record, type.model.nameFrom))
  if ((after.statusid ?? null) === null) after.statusid = statusId
  after.provenance = formatProvenance(stampFields({ stamps: [], locked: [] }, `c:${type.plugin}`, at, ['assetNumber', 'name', ...set.map(([field]) => field.name)]))
  return after
}

export function newAssetRows(type: CollectorType, id: number, values: RecordValues): RowDraft[] {
  return insertRows(type.model, id, values).map((row) => ({ ...row, key: [...row.key] }))
}

function* valuesToSet(type: CollectorType, record: ReadRecord, labelId: (field: FieldModel) => number | null): Iterable<[FieldModel, SqlValue]> {
  for (const { field } of type.fields) {
    const value = field.reference ? labelId(field) : record.values.get(field)
    if (value !== undefined && value !== null) yield [field, value]
  }
}

/** A name that came from the collector follows its source; one that a person gave stays. */
function followName(type: CollectorType, before: RecordValues, after: RecordValues, locked: ReadonlySet<string>): void {
  const name = type.model.fields.find((field) => field.name === 'name')
  const source = type.model.fields.find((field) => field.name === type.model.nameFrom[0])
  if (!name || !source || locked.has('name') || before[source.column] === after[source.column]) return
  if (before.name === null || before.name === before[source.column]) setField(after, name, after[source.column] ?? null)
}

export function firstFilled(type: CollectorType, record: ReadRecord, names: readonly string[]): string | null {
  for (const name of names) {
    const field = type.model.fields.find((candidate) => candidate.name === name)
    const value = field ? record.values.get(field) : null
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

function textOrNull(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}
