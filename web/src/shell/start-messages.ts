import { watch } from 'vue'
import { addMessages, useLocale, type Locale } from '../ui/messages.ts'
import { preferences } from '../ui/preferences.ts'

const files = { en: () => import('../messages/en.json'), de: () => import('../messages/de.json') }
const loaded = new Set<Locale>()

async function bring(locale: Locale): Promise<void> {
  if (!loaded.has(locale)) addMessages(locale, (await files[locale]()).default)
  loaded.add(locale)
  useLocale(locale)
}

/** Texts are here before anything is drawn; another language is fetched when it is chosen. */
export async function startMessages(): Promise<void> {
  await bring(preferences.locale)
  watch(() => preferences.locale, (locale) => void bring(locale))
}
