import { readStored, writeStored } from '@shopdb/ui'

export type RecentItem = { type: string; id: number; title: string; subtitle: string | null; url: string }

const key = 'shopdb.recent'

export function recentItems(): readonly RecentItem[] {
  const stored = readStored(key)
  return Array.isArray(stored) ? stored : []
}

/** The newest first, each once, eight at most. */
export function rememberItem(item: RecentItem): void {
  const others = recentItems().filter((candidate) => candidate.url !== item.url)
  writeStored(key, [item, ...others].slice(0, 8))
}
