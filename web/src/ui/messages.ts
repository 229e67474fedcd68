import { shallowRef, type WritableComputedRef } from 'vue'
import { createI18n } from 'vue-i18n'

export const locales = ['en', 'de'] as const
export type Locale = (typeof locales)[number]

type MessageTree = { [key: string]: string | MessageTree }

export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: {}, missingWarn: false, fallbackWarn: false })

/** Texts of the current language. Plugins find theirs under their own name. */
export type Messages = {
  t: (key: string, values?: Record<string, unknown>, plural?: number) => string
  te: (key: string) => boolean
  locale: WritableComputedRef<string>
}

const messages: Messages = {
  t: (key, values = {}, plural) => (plural === undefined ? i18n.global.t(key, values) : i18n.global.t(key, values, plural)),
  te: (key) => i18n.global.te(key),
  locale: i18n.global.locale,
}

export function useMessages(): Messages {
  return messages
}

/** Rises with every text that is added. */
export const messageRevision = shallowRef(0)

export function addMessages(locale: Locale, messages: MessageTree): void {
  i18n.global.mergeLocaleMessage(locale, messages)
  messageRevision.value += 1
}

export function useLocale(locale: Locale): void {
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
}
