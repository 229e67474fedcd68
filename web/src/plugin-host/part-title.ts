import { useMessages } from '@shopdb/ui'
import type { UiItem } from '../api/plugin-ui.ts'

/** Title of an entry: the plugin's text for it in the reader's language, or what it declares. */
export function partTitle(item: UiItem): string {
  const { t, te } = useMessages()
  const key = `${item.plugin}.slots.${item.id}`
  return te(key) ? t(key) : item.title
}
