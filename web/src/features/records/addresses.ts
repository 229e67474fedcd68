import type { ResourceDescription } from '../../api/models.ts'
import type { RecordItem } from '../../api/records.ts'

/** Where a record's page is. An asset found among all assets has its page under its own type. */
export function recordAddress(model: ResourceDescription, record: RecordItem, byKind: (kind: unknown) => ResourceDescription | undefined): string {
  const type = model.name === 'assets' ? byKind(record['type']) : undefined
  return `/${(type ?? model).name}/${record.id}`
}

/** What a record is called by people. */
export function recordLabel(model: ResourceDescription, record: RecordItem): string {
  const label = record[model.label] ?? record['name'] ?? record['title'] ?? record['assetNumber']
  return label === null || label === undefined || label === '' ? `#${record.id}` : String(label)
}
