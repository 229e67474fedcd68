import { useApi, type SelectOption } from '@shopdb/ui'

/** Finds assets by what somebody types: number, name, serial number. */
export function useAssetChoice(): (text: string) => Promise<SelectOption[]> {
  const api = useApi()
  return async (text) => {
    const { items } = await api.get<{ items: { id: number; assetNumber: string; name: string | null }[] }>('/api/assets', { limit: 10, ...(text.trim() && { q: text.trim() }) })
    return items.map(({ id, assetNumber, name }) => ({ value: id, label: assetNumber, hint: name }))
  }
}
