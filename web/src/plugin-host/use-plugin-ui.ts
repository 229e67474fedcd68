import { addMessages, locales } from '@shopdb/ui'
import { useQuery } from '@tanstack/vue-query'
import { computed, effectScope, watch, type ComputedRef } from 'vue'
import type { SlotId } from '@shopdb/contract/slots'
import { listPluginUi, watchPluginUi, type UiAnswer, type UiItem } from '../api/plugin-ui.ts'
import { queryClient } from '../api/query-client.ts'
import { session } from '../api/session.ts'

type PluginUi = { items: ComputedRef<readonly UiItem[]>; ready: ComputedRef<boolean>; error: ComputedRef<unknown>; reload: () => void }

const scope = effectScope(true)
let shared: PluginUi | undefined

/** What plugins put into the slots; one observer serves every slot. */
export function usePluginUi(): PluginUi {
  shared ??= scope.run(createPluginUi)
  if (!shared) throw new Error('The scope of the plugin screens has ended')
  return shared
}

function createPluginUi(): PluginUi {
  const user = computed(() => session.value?.user.id ?? null)
  const query = useQuery({ queryKey: ['plugin-ui', user], queryFn: listPluginUi, staleTime: 60_000, refetchInterval: 60_000, enabled: computed(() => user.value !== null) }, queryClient)
  watch(query.data, (answer) => { if (answer) mergeMessages(answer) }, { immediate: true })
  const live = computed(() => user.value !== null && query.data.value?.live === true)
  watch(live, (isLive, _before, onCleanup) => { if (isLive) onCleanup(watchPluginUi(() => void query.refetch())) }, { immediate: true })
  return {
    items: computed(() => query.data.value?.items ?? []),
    ready: computed(() => query.data.value !== undefined),
    error: computed(() => query.error.value),
    reload: () => void query.refetch(),
  }
}

/** Texts of a plugin stand under its name; before anything of it is drawn. */
function mergeMessages({ messages }: UiAnswer): void {
  for (const locale of locales) addMessages(locale, messages[locale] ?? {})
}

/** The entries of one slot, in their order. `type` leaves out those made for other asset types. */
export function useSlotItems(slot: () => SlotId, type: () => string | undefined = () => undefined): ComputedRef<readonly UiItem[]> {
  const { items } = usePluginUi()
  return computed(() => items.value.filter((item) => item.slot === slot() && suits(item, type())))
}

function suits(item: UiItem, type: string | undefined): boolean {
  return type === undefined || item.types.length === 0 || item.types.includes(type)
}
