import type { Platform } from '../../platform/platform.ts'
import { toJson, type JsonValue } from '../../platform/resources/record-values.ts'
import type { RecordInput } from '../../platform/resources/validate-input.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { changesSince } from '../changes/index.ts'
import type { RecordValues } from './record-rules.ts'

export type Conflict = { field: string; title: string; yours: JsonValue | JsonValue[]; theirs: JsonValue; theirsBy: string | null; theirsAt: string | null }

/** Both values of every field that the request would write and somebody else has changed since the version it read. */
export async function findConflicts(platform: Platform, model: ResourceModel, id: number, current: RecordValues, version: number, input: RecordInput): Promise<Conflict[]> {
  const since = await changesSince(platform.database, model.kind, id, Math.max(1, Number(current.version) - version))
  return model.fields.flatMap((field): Conflict[] => {
    const yours = input[field.name]
    const theirs = toJson(field, current[field.column])
    if (yours === undefined || yours === theirs) return []
    const change = since.find((entry) => entry.rows.some((row) => row.after !== null && field.column in row.after))
    return [{ field: field.name, title: field.title, yours, theirs, theirsBy: change?.actor ?? null, theirsAt: change ? new Date(change.at).toISOString() : null }]
  })
}
