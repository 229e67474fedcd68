import { useMessages } from '@shopdb/ui'
import { computed, type ComputedRef } from 'vue'
import type { UiItem } from '../api/plugin-ui.ts'
import { loadPart } from './load-part.ts'
import { describeFailure, partKey, shownFailure } from './part-failures.ts'
import { partTitle } from './part-title.ts'
import { useSlotItems } from './use-plugin-ui.ts'

export type PaletteCommand = { key: string; title: string; subtitle: string; icon: string | null; run: (query: string) => Promise<void> }

/** Commands of plugins. Their modules load when they are chosen, so the palette never waits for them. */
export function usePaletteCommands(): ComputedRef<readonly PaletteCommand[]> {
  const items = useSlotItems(() => 'palette.command/v1')
  return computed(() => items.value.map((item) => ({ key: partKey(item), title: partTitle(item), subtitle: item.pluginTitle, icon: item.icon, run: (query) => run(item, query, 0) })))
}

async function run(item: UiItem, query: string, attempt: number): Promise<void> {
  const { t } = useMessages()
  let loaded = false
  try {
    const command = await loadPart(item, attempt)
    loaded = true
    if (typeof command !== 'function') throw new Error(t('slot.noCommand'))
    await Reflect.apply(command, undefined, [{ query }])
  } catch (error) {
    describeFailure(item, error, () => void run(item, query, loaded ? attempt : attempt + 1), (failure) => { shownFailure.value = failure })
  }
}
