import type { FieldProblem } from '@shopdb/contract/errors'
import type { Transaction } from '../../platform/database/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { isLive, isReferredTo } from './store.ts'
import type { RecordValues } from './record-rules.ts'

/** Every reference of the given fields leads to a live record. */
export async function checkReferences(platform: Platform, transaction: Transaction, fields: readonly FieldModel[], values: RecordValues, knownLive?: Set<string>): Promise<void> {
  const problems: FieldProblem[] = []
  for (const field of fields) {
    const id = values[field.column] ?? null
    if (!field.reference || id === null) continue
    const target = platform.resources.get(field.reference)
    if (!target) continue
    const key = `${target.name} ${String(id)}`
    if (knownLive?.has(key)) continue
    if (await isLive(transaction, target, id)) knownLive?.add(key)
    else problems.push({ path: `/${field.name}`, message: `There is no ${target.title.toLowerCase()} with id ${id}.` })
  }
  if (problems.length > 0) throw new Problem('REFERENCE_MISSING', { detail: problems[0]?.message ?? '', fields: problems })
}

/** A record that others refer to is not deleted; the answer says which and where. */
export async function checkUnused(platform: Platform, transaction: Transaction, model: ResourceModel, id: number): Promise<void> {
  const usedBy: { resource: string; field: string }[] = []
  for (const other of platform.resources.all()) {
    for (const field of other.fields) {
      const isOther = field.reference === model.base && other.ownerField !== field.name
      if (isOther && (await isUsed(platform, transaction, other, field, id))) usedBy.push({ resource: other.name, field: field.name })
    }
  }
  if (usedBy.length > 0) throw new Problem('IN_USE', { detail: `${model.title} ${id} is used by ${usedBy.map((use) => use.resource).join(', ')}.`, extra: { usedBy } })
}

/** Whether a live record refers to it; children of deleted records do not count, nobody sees them. */
async function isUsed(platform: Platform, transaction: Transaction, other: ResourceModel, field: FieldModel, id: number): Promise<boolean> {
  const part = other.parts[field.part]
  const isInherited = other.base !== other.name && field.part === 0
  if (!part || part.foreign || isInherited) return false
  const owner = other.fields.find((candidate) => candidate.name === other.ownerField)
  const ownerTable = owner?.reference ? platform.resources.get(owner.reference)?.parts[0]?.table : undefined
  return isReferredTo(transaction, other, field, owner && ownerTable ? { column: owner.column, table: ownerTable } : null, id)
}
