import type { Transaction } from '../../platform/database/database.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import type { RecordChange } from '../changes/index.ts'
import type { CollectorType } from './collector-type.ts'
import type { Matched } from './match-entries.ts'
import { resolveReferences, resolveVersions } from './references.ts'

/** The ids behind the names in a batch of records; what is new among them stands in `changes`. */
export type BatchReferences = { changes: RecordChange[]; labelId: (field: FieldModel, label: string | undefined) => number | null; versionId: (applicationId: number | null, version: string | undefined) => number | null }

export async function referencesOf(transaction: Transaction, type: CollectorType, entries: readonly Matched[], lookups: ReadonlyMap<string, ResourceModel>, at: number): Promise<BatchReferences> {
  const labels = new Map<string, Set<string>>()
  const want = (field: FieldModel, label: string): void => {
    if (!field.reference || field.reference === 'applicationversions') return
    const known = labels.get(field.reference) ?? new Set<string>()
    labels.set(field.reference, known.add(label))
  }
  for (const { record } of entries) {
    for (const [field, label] of record.labels) want(field, label)
    for (const items of record.collections.values()) for (const item of items) for (const [field, label] of item.labels) want(field, label)
  }
  const references = await resolveReferences(transaction, lookups, labels, at)
  const wanted = new Map<string, { applicationId: number; version: string }>()
  for (const { version, application } of softwareOf(type, entries)) {
    const applicationId = references.idOf('applications', application)
    if (applicationId !== null) wanted.set(`${applicationId} ${version}`, { applicationId, version })
  }
  const versionModel = lookups.get('applicationversions')
  const versions = versionModel && wanted.size > 0 ? await resolveVersions(transaction, versionModel, wanted, at) : { ids: new Map<string, number>(), changes: [] }
  return {
    changes: [...references.changes, ...versions.changes],
    labelId: (field, label) => (label && field.reference ? references.idOf(field.reference, label) : null),
    versionId: (applicationId, version) => (applicationId !== null && version ? (versions.ids.get(`${applicationId} ${version}`) ?? null) : null),
  }
}

function* softwareOf(type: CollectorType, entries: readonly Matched[]): Iterable<{ application: string; version: string }> {
  const software = type.collections.find((collection) => collection.items.name === 'installedapplications')
  const field = software?.items.fields.find((candidate) => candidate.reference === 'applications')
  const versionField = software?.items.fields.find((candidate) => candidate.reference === 'applicationversions')
  if (!software || !field || !versionField) return
  for (const { record } of entries) {
    for (const item of record.collections.get(software.recordName) ?? []) {
      const application = item.labels.get(field)
      const version = item.labels.get(versionField)
      if (application && version) yield { application, version }
    }
  }
}

/** An application's version is found under its application; every other reference by its name. */
export function itemReference(references: BatchReferences, field: FieldModel, labels: ReadonlyMap<FieldModel, string>): number | null {
  if (field.reference !== 'applicationversions') return references.labelId(field, labels.get(field))
  const application = [...labels].find(([candidate]) => candidate.reference === 'applications')
  return application ? references.versionId(references.labelId(...application), labels.get(field)) : null
}
