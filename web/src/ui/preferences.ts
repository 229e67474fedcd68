import { reactive, watchEffect } from 'vue'

export type Theme = 'auto' | 'light' | 'dark'
export type Density = 'compact' | 'comfortable' | 'touch'
export type Preferences = { theme: Theme; density: Density; locale: 'en' | 'de'; letterKeys: boolean }

const storageKey = 'shopdb.preferences'

function initial(): Preferences {
  const stored = readStored(storageKey)
  const locale = navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en'
  return { theme: 'auto', density: 'comfortable', locale, letterKeys: true, ...(typeof stored === 'object' ? stored : null) }
}

/** What this person set on this device. */
export const preferences: Preferences = reactive(initial())

/** Keeps the document in step with the preferences and remembers them. */
export function applyPreferences(): void {
  watchEffect(() => {
    const root = document.documentElement
    root.dataset['theme'] = preferences.theme
    root.dataset['density'] = preferences.density
    writeStored(storageKey, { ...preferences })
  })
}

/** Storage may be refused (private windows, policies); the application then simply forgets. */
export function readStored(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}

/** Answers whether the browser keeps it: a full or forbidden store costs nothing but the memory of a preference. */
export function writeStored(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}
