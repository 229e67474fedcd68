import { toRow, type JsonValue } from '../../platform/resources/record-values.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { RecordChange, RowChange } from '../changes/index.ts'
import { defaultValues, insertRows, setField, type RecordValues } from '../records/index.ts'
import { searchBody } from '../search/index.ts'

export type Input = Readonly<Record<string, JsonValue>>

/** The column values of a new record. */
export function newValues(model: ResourceModel, id: number, input: Input, at: number): RecordValues {
  const values: RecordValues = { ...defaultsOf(model), id, version: 1, active: 1, deletedat: null, createdat: at, modifiedat: at }
  for (const field of model.fields) {
    const value = input[field.name]
    if (value !== undefined) setField(values, field, toRow(field, value))
  }
  return values
}

const knownDefaults = new WeakMap<ResourceModel, RecordValues>()

function defaultsOf(model: ResourceModel): RecordValues {
  const known = knownDefaults.get(model) ?? defaultValues(model)
  knownDefaults.set(model, known)
  return known
}

/** The row of a child (interface, disk, relationship), which is written with its asset. */
export function childRows(model: ResourceModel, id: number, input: Input, at: number): RowChange[] {
  return insertRows(model, id, newValues(model, id, input, at))
}

/** The change that creates a record of a look-up list. */
export function newLookup(model: ResourceModel, id: number, input: Input, at: number): RecordChange {
  const values = newValues(model, id, input, at)
  const label = String(input[model.label] ?? id)
  const texts = model.fields.filter((field) => field.searched).map((field) => values[field.column])
  const body = searchBody(texts.map((text) => (typeof text === 'string' ? text : null)))
  return { kind: model.kind, entityId: id, label, action: 'created', rows: insertRows(model, id, values), search: { kind: model.kind, entityId: id, title: label, subtitle: String(values.path ?? model.title), body } }
}
