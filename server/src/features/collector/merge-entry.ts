import type { FieldModel } from '../../platform/resources/resource-model.ts'
import type { Row } from '../changes/index.ts'
import type { RecordValues } from '../records/index.ts'
import { searchBody, type SearchDocument } from '../search/index.ts'
import { itemReference, type BatchReferences } from './batch-references.ts'
import type { CollectorType } from './collector-type.ts'
import type { Matched } from './match-entries.ts'
import { mergeAsset, newAsset, newAssetRows } from './merge-asset.ts'
import { mergeItems, type RowDraft } from './merge-items.ts'

export type MergeNeeds = { references: BatchReferences; existing: ReadonlyMap<string, ReadonlyMap<number, readonly Row[]>>; /** What people entered about how the asset is reached, where its records say nothing about it. */ addresses: readonly string[]; at: number; assetNumber: string; statusId: number | null }
export type MergedEntry = { after: RecordValues; rows: RowDraft[]; search: SearchDocument | null }

/** What one record changes: the rows of the asset and its children, and its search document when that differs. */
export function mergeEntry(type: CollectorType, entry: Matched, id: number, needs: MergeNeeds): MergedEntry {
  const { references, existing, at } = needs
  const ofRecord = (field: FieldModel): number | null => references.labelId(field, entry.record.labels.get(field))
  const asset = entry.before ? mergeAsset(type, entry.record, entry.before, ofRecord, at) : null
  const after = asset?.after ?? newAsset(type, entry.record, ofRecord, needs.assetNumber, needs.statusId, at)
  const rows = asset?.rows ?? newAssetRows(type, id, after)
  const texts: string[] = [...needs.addresses]
  let childrenChanged = false
  for (const collection of type.collections) {
    const sent = entry.record.collections.get(collection.recordName)
    const known = existing.get(collection.recordName)?.get(id) ?? []
    const merge = sent ? mergeItems(collection, known, sent, { plugin: type.plugin, at, assetId: id, labelId: (field, item) => itemReference(references, field, item.labels) }) : { drafts: [], current: known }
    rows.push(...merge.drafts)
    childrenChanged ||= merge.drafts.length > 0 && collection.items.name === 'communications'
    if (collection.items.name === 'communications') texts.push(...merge.current.flatMap((row) => [row.macaddress, row.ipaddress, row.hostname]).filter((value): value is string => typeof value === 'string'))
  }
  const searchedChanged = !asset || asset.changed.some((field) => field.searched)
  return { after, rows, search: searchedChanged || childrenChanged ? searchDocumentOf(type, id, after, texts) : null }
}

function searchDocumentOf(type: CollectorType, id: number, values: RecordValues, texts: readonly string[]): SearchDocument {
  const own = type.model.fields.filter((field) => field.searched).map((field) => values[field.column] ?? null)
  const title = values.name && values.name !== values.assetnumber ? `${values.assetnumber} · ${values.name}` : String(values.assetnumber)
  return { kind: type.kind, entityId: id, title, subtitle: [type.model.title, values.serialnumber].filter(Boolean).join(' · '), body: searchBody([...own.map((value) => (value === null ? null : String(value))), ...texts]) }
}
