import type { Platform } from '../../platform/platform.ts'
import { toJson, type JsonValue } from '../../platform/resources/record-values.ts'
import type { RecordInput } from '../../platform/resources/validate-input.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { findChanges, type StoredChange } from '../changes/index.ts'
import type { RecordValues } from './record-rules.ts'

export type Conflict = { field: string; title: string; yours: JsonValue | JsonValue[]; theirs: JsonValue; theirsBy: string | null; theirsAt: string | null }

/** Where the changes of a record stand: its own history, or that of its owner. */
export type HistoryTarget = { kind: string; entityId: number }

/** More changes than this are not looked at; what lies further back is a conflict of unknown origin. */
const looksBack = 100

/** Both values of every field that the request would write and somebody else has changed since the version it read. */
export async function findConflicts(platform: Platform, model: ResourceModel, target: HistoryTarget, current: RecordValues, version: number, input: RecordInput): Promise<Conflict[]> {
  const stored = await findChanges(platform.database, target.kind, target.entityId, looksBack, null)
  const own = stored.filter((change) => versionAfter(model, Number(current.id), change) !== null)
  const since = own.filter((change) => Number(versionAfter(model, Number(current.id), change)) > version)
  const isComplete = stored.length < looksBack || since.length < own.length
  return model.fields.flatMap((field): Conflict[] => {
    const yours = input[field.name]
    const theirs = toJson(field, current[field.column])
    if (yours === undefined || yours === theirs) return []
    const change = since.find((entry) => changesField(model, Number(current.id), entry, field))
    if (!change && isComplete) return []
    return [{ field: field.name, title: field.title, yours, theirs, theirsBy: change?.actor ?? null, theirsAt: change ? new Date(change.at).toISOString() : null }]
  })
}

/** The version that a change gave the record; null when it is about a child or another record. */
function versionAfter(model: ResourceModel, id: number, change: StoredChange): number | null {
  const row = change.rows.find((candidate) => candidate.table === model.parts[0]?.table && candidate.key[1] === id)
  return typeof row?.after?.version === 'number' ? row.after.version : null
}

function changesField(model: ResourceModel, id: number, change: StoredChange, field: FieldModel): boolean {
  const table = model.parts[field.part]?.table
  return change.rows.some((row) => row.table === table && row.key[1] === id && row.after !== null && field.column in row.after)
}
