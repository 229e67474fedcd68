import type { SqlValue, Transaction } from '../../platform/database/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { keyOf } from '../../platform/resources/field-key.ts'
import { toRow } from '../../platform/resources/record-values.ts'
import type { RecordInput } from '../../platform/resources/validate-input.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { systemCaller } from '../../platform/caller.ts'
import { changeContext, writeChanges, type RecordChange } from '../changes/index.ts'
import { defaultValues, insertRows, setField } from '../records/index.ts'
import { searchBody } from '../search/index.ts'
import { referenceData } from './reference-data.ts'
import { findLabelKeys } from './store.ts'

/** Adds what is missing of the reference data; answers how many records of each resource it added. */
export async function seedReferenceData(platform: Platform): Promise<Record<string, number>> {
  const at = platform.now()
  const context = changeContext(systemCaller, 'system', null, at)
  const added: Record<string, number> = {}
  await platform.database.write(async (transaction) => {
    for (const { resource, records } of referenceData) {
      const model = platform.resources.get(resource)
      if (model) added[resource] = await seedResource(transaction, model, records, (changes) => writeChanges(transaction, context, changes), at)
    }
  })
  return added
}

async function seedResource(transaction: Transaction, model: ResourceModel, records: readonly RecordInput[], write: (changes: RecordChange[]) => Promise<void>, at: number): Promise<number> {
  const label = model.fields.find((field) => field.name === model.label)
  if (!label?.keyColumn) return 0
  const known = await findLabelKeys(transaction, model.name, label.keyColumn)
  const missing = records.filter((record) => !known.has(keyOf(label, String(record[label.name]))))
  if (missing.length === 0) return 0
  const first = await transaction.takeIds(model.name, missing.length)
  await write(missing.map((record, index) => newRecord(model, first + index, record, String(record[label.name]), at)))
  return missing.length
}

function newRecord(model: ResourceModel, id: number, record: RecordInput, label: string, at: number): RecordChange {
  const values: Record<string, SqlValue> = { ...defaultValues(model), id, version: 1, active: 1, deletedat: null, createdat: at, modifiedat: at }
  for (const field of model.fields) {
    const value = record[field.name]
    if (value !== undefined && !Array.isArray(value)) setField(values, field, toRow(field, value))
  }
  return { kind: model.kind, entityId: id, label, action: 'created', rows: insertRows(model, id, values), search: { kind: model.kind, entityId: id, title: label, subtitle: model.title, body: searchBody([label]) } }
}
