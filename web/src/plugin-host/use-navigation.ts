import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { listNavigation, type NavigationItem } from '../api/navigation.ts'

export type NavigationSection = { name: string | null; items: readonly NavigationItem[] }

/** What core and the plugins put into the navigation, by section, each in its order. */
export function useNavigation(): { sections: ComputedRef<readonly NavigationSection[]>; items: ComputedRef<readonly NavigationItem[]> } {
  const query = useQuery({ queryKey: ['navigation'], queryFn: listNavigation, staleTime: 60_000 })
  const items = computed(() => [...(query.data.value ?? [])].sort((one, other) => one.order - other.order || one.title.localeCompare(other.title)))
  const sections = computed(() => {
    const names = [...new Set(items.value.map((item) => item.section))]
    return names.map((name) => ({ name, items: items.value.filter((item) => item.section === name) }))
  })
  return { sections, items }
}
