import type { SqlValue, Transaction } from '../../platform/database/database.ts'
import { keyOf } from '../../platform/resources/field-key.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { RecordChange } from '../changes/index.ts'
import { defaultValues, insertRows, setField } from '../records/index.ts'
import { searchBody } from '../search/index.ts'
import { findByKey, findVersions } from './store.ts'

/** Look-up records by label: found, or created on the way. `changes` holds those that are new. */
export type References = { idOf: (resource: string, label: string) => number | null; changes: RecordChange[] }

/** Resolves every label of a batch with one statement for each resource. */
export async function resolveReferences(transaction: Transaction, resources: ReadonlyMap<string, ResourceModel>, labels: ReadonlyMap<string, ReadonlySet<string>>, at: number): Promise<References> {
  const ids = new Map<string, Map<string, number>>()
  const changes: RecordChange[] = []
  for (const [resource, wanted] of labels) {
    const model = resources.get(resource)
    if (!model || wanted.size === 0) continue
    const resolved = await resolveLabels(transaction, model, wanted, at)
    ids.set(resource, resolved.ids)
    changes.push(...resolved.changes)
  }
  return {
    changes,
    idOf: (resource, label) => {
      const field = labelField(resources.get(resource))
      return field ? (ids.get(resource)?.get(keyOf(field, label)) ?? null) : null
    },
  }
}

function labelField(model: ResourceModel | undefined): ResourceModel['fields'][number] | undefined {
  return model?.fields.find((field) => field.name === model.label)
}

async function resolveLabels(transaction: Transaction, model: ResourceModel, wanted: ReadonlySet<string>, at: number): Promise<{ ids: Map<string, number>; changes: RecordChange[] }> {
  const field = labelField(model)
  if (!field?.keyColumn) return { ids: new Map(), changes: [] }
  const byKey = new Map([...wanted].map((label): [string, string] => [keyOf(field, label), label]))
  const keys = [...byKey.keys()]
  const ids = new Map<string, number>()
  for (let start = 0; start < keys.length; start += 500) {
    const chunk = keys.slice(start, start + 500)
    const rows = await findByKey(transaction, model.name, 'id', field.keyColumn, chunk)
    for (const [id, key] of rows) ids.set(String(key), Number(id))
  }
  const missing = keys.filter((key) => !ids.has(key))
  if (missing.length === 0) return { ids, changes: [] }
  const first = await transaction.takeIds(model.name, missing.length)
  const changes = missing.map((key, index) => newLookup(model, first + index, byKey.get(key) ?? key, at))
  for (const [index, key] of missing.entries()) ids.set(key, first + index)
  return { ids, changes }
}

function newLookup(model: ResourceModel, id: number, label: string, at: number): RecordChange {
  const field = labelField(model)
  const values: Record<string, SqlValue> = { ...defaultValues(model), id, version: 1, active: 1, deletedat: null, createdat: at, modifiedat: at }
  if (field) setField(values, field, label)
  return { kind: model.kind, entityId: id, label, action: 'created', rows: insertRows(model, id, values), search: { kind: model.kind, entityId: id, title: label, subtitle: model.title, body: searchBody([label]) } }
}

/** Versions belong to an application, so their key is both. Returns ids by `<application id> <version>`. */
export async function resolveVersions(transaction: Transaction, model: ResourceModel, wanted: ReadonlyMap<string, { applicationId: number; version: string }>, at: number): Promise<{ ids: Map<string, number>; changes: RecordChange[] }> {
  const applications = [...new Set([...wanted.values()].map((entry) => entry.applicationId))]
  const ids = new Map<string, number>()
  for (let start = 0; start < applications.length; start += 500) {
    const chunk = applications.slice(start, start + 500)
    const rows = await findVersions(transaction, chunk)
    for (const [id, applicationId, version] of rows) ids.set(`${applicationId} ${version}`, Number(id))
  }
  const missing = [...wanted].filter(([key]) => !ids.has(key))
  if (missing.length === 0) return { ids, changes: [] }
  const first = await transaction.takeIds(model.name, missing.length)
  const changes = missing.map(([key, entry], index): RecordChange => {
    const id = first + index
    ids.set(key, id)
    const values: Record<string, SqlValue> = { ...defaultValues(model), id, applicationid: entry.applicationId, version: 1, active: 1, deletedat: null, createdat: at, modifiedat: at }
    const name = labelField(model)
    if (name) setField(values, name, entry.version)
    return { kind: model.kind, entityId: id, label: entry.version, action: 'created', rows: insertRows(model, id, values) }
  })
  return { ids, changes }
}
