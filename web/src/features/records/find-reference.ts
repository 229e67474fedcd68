import type { SelectOption } from '@shopdb/ui'
import { listRecords } from '../../api/records.ts'
import { useModels } from '../../plugin-host/use-models.ts'
import { recordLabel } from './addresses.ts'

/** Finds records of a resource to refer to, by any text they are searched by. */
export function useFindReference(): (resource: string, text: string) => Promise<readonly SelectOption[]> {
  const { byName } = useModels()
  return async (resource, text) => {
    const model = byName(resource)
    if (!model) return []
    const query = new URLSearchParams({ limit: '30', count: 'none' })
    if (text.trim()) query.set('q', text.trim())
    const page = await listRecords(model.path, query)
    return page.items.map((record) => ({ value: record.id, label: recordLabel(model, record), hint: hintOf(record, model.label) }))
  }
}

function hintOf(record: Record<string, unknown>, label: string): string | null {
  const hint = label === 'name' ? record['assetNumber'] ?? record['parent'] : record['name']
  return typeof hint === 'string' ? hint : null
}
