import { showToast, useMessages } from '@shopdb/ui'
import { placeAsset, type PositionSource } from '../../api/assets.ts'
import { queryClient } from '../../api/query-client.ts'
import { getRecord } from '../../api/records.ts'
import { problemToast } from '../../plugin-host/problem-text.ts'

export type PlacedBefore = { source: PositionSource; x: number; y: number } | null

/** Moves assets on the map at once, with a way back to where they stood, or to no position of their own. */
export function usePlacing(changed: () => Promise<unknown>): (id: number, name: string, to: { x: number; y: number }, before: PlacedBefore) => Promise<void> {
  const { t } = useMessages()

  async function put(id: number, place: { mapX: number; mapY: number } | null): Promise<boolean> {
    try {
      const asset = await getRecord('/api/assets', id)
      await placeAsset(id, asset.version, place)
      return true
    } catch (error) {
      problemToast(error)
      return false
    } finally {
      await queryClient.invalidateQueries({ queryKey: ['record'] })
      await queryClient.invalidateQueries({ queryKey: ['history'] })
      await changed()
    }
  }

  return async (id, name, to, before) => {
    if (!(await put(id, { mapX: round(to.x), mapY: round(to.y) }))) return
    const back = before?.source === 'asset' ? { mapX: before.x, mapY: before.y } : null
    showToast(t('map.moved', { what: name }), { action: { label: t('kit.undo'), run: async () => void (await put(id, back)) } })
  }
}

/** A tenth of a millimetre on a plan of one metre; more digits are only noise in the history. */
function round(share: number): number {
  return Math.round(share * 10_000) / 10_000
}
