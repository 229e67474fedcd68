import type { NavigationEntry } from '@shopdb/contract/manifest'
import type { Caller } from '../../platform/caller.ts'
import { defineExtensionPoint, type PluginHandle, type PluginHost } from '../../plugin-host/index.ts'

/** One entry as the web application shows it. */
export type NavigationItem = { id: string; title: string; icon: string | null; path: string; section: string | null; order: number; plugin: string | null }

type Owned = { entry: NavigationEntry; plugin: string | null }

/** The navigation of core and of every active plugin. */
export function createNavigation(coreEntries: readonly NavigationEntry[]) {
  const entries: Owned[] = coreEntries.map((entry) => ({ entry, plugin: null }))

  /** Sections stand as core names them first; those of plugins alone come last. */
  const sections = [...new Set(coreEntries.map(({ section = null }) => section))]
  const placeOf = ({ section }: NavigationItem): number => (sections.includes(section) ? sections.indexOf(section) : sections.length)

  function remove({ name }: PluginHandle, removed: readonly NavigationEntry[]): void {
    for (const entry of removed) {
      const at = entries.findIndex((owned) => owned.plugin === name && owned.entry === entry)
      if (at >= 0) entries.splice(at, 1)
    }
  }

  return {
    connect: (host: PluginHost): void =>
      host.defineExtensionPoint(defineExtensionPoint<readonly NavigationEntry[]>({
        key: 'navigation',
        added: ({ name }, added) => void entries.push(...added.map((entry) => ({ entry, plugin: name }))),
        removed: remove,
      })),
    pathsOf: (plugin: string): string[] => entries.filter((owned) => owned.plugin === plugin).map(({ entry }) => entry.path),
    /** What this caller may see: by section, order and title. */
    itemsFor: (caller: Caller): NavigationItem[] => {
      const visible = entries.filter(({ entry }) => entry.permission === undefined || caller.may(entry.permission)).map(toItem)
      return visible.toSorted((one, other) => placeOf(one) - placeOf(other) || one.order - other.order || one.title.localeCompare(other.title))
    },
  }
}

export type Navigation = ReturnType<typeof createNavigation>

function toItem({ entry, plugin }: Owned): NavigationItem {
  const { title, path, icon = null, section = null, order = 100 } = entry
  return { id: `${plugin ?? 'core'}${path.replaceAll('/', '.')}`, title, icon, path, section, order, plugin }
}
