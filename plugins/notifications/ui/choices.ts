import { useApi, type SelectOption } from '@shopdb/ui'

type Item = { id: number; name?: string | null; path?: string | null; assetNumber?: string }
type Found = (text: string) => Promise<SelectOption[]>

/** Finds what a notification is aimed at by what somebody types. */
export function useChoices(): { locations: Found; businessUnits: Found; assets: Found; types: () => Promise<SelectOption[]> } {
  const api = useApi()
  const search = (path: string, optionOf: (item: Item) => SelectOption): Found => async (text) => {
    const { items } = await api.get<{ items: Item[] }>(path, { limit: 20, ...(text.trim() && { q: text.trim() }) })
    return items.map(optionOf)
  }
  return {
    locations: search('/api/locations', ({ id, name, path }) => ({ value: id, label: path ?? name ?? String(id) })),
    businessUnits: search('/api/businessunits', ({ id, name }) => ({ value: id, label: name ?? String(id) })),
    assets: search('/api/assets', ({ id, assetNumber, name }) => ({ value: id, label: assetNumber ?? String(id), hint: name ?? null })),
    types: () => search('/api/notifications/types', ({ id, name }) => ({ value: id, label: name ?? String(id) }))(''),
  }
}
