import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { listNavigation, type NavigationItem } from '../api/navigation.ts'

export type NavigationSection = { name: string | null; items: readonly NavigationItem[] }

const order = ['overview', 'assets', 'organisation', 'catalogue', 'settings', 'administration']

/** Core and plugins write the same section in different cases. */
function sectionOf(item: NavigationItem): string | null {
  return item.section?.toLowerCase() ?? null
}

/** Sections of plugins stand between the assets and the administration. */
function rank(section: string | null): number {
  const known = order.indexOf(section ?? 'overview')
  return known < 0 ? 1.5 : known
}

/** What core and the plugins put into the navigation, by section, each in its order. */
export function useNavigation(): { sections: ComputedRef<readonly NavigationSection[]>; items: ComputedRef<readonly NavigationItem[]> } {
  const query = useQuery({ queryKey: ['navigation'], queryFn: listNavigation, staleTime: 60_000 })
  const items = computed(() => [...(query.data.value ?? [])].sort((one, other) => one.order - other.order || one.title.localeCompare(other.title)))
  const sections = computed(() => {
    const names = [...new Set(items.value.map((item) => sectionOf(item)))].sort((one, other) => rank(one) - rank(other))
    return names.map((name) => ({ name, items: items.value.filter((item) => sectionOf(item) === name) }))
  })
  return { sections, items }
}
