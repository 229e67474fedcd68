import type { Platform } from '../../platform/platform.ts'
import type { PluginHolding } from '../../platform/plugin-holding.ts'
import { settingsOfPlugin } from './store.ts'

/** Values of a plugin's settings. Secret ones stay sealed: they open where the same SECRET_KEY is. */
export function settingsHolding({ settings }: Pick<Platform, 'settings'>): PluginHolding {
  return {
    title: 'settings',
    rows: async (_reader, { name }) => [settingsOfPlugin(name)],
    registered: (plugin) => settings.all().filter(({ key }) => key.startsWith(`plugin.${plugin}.`)).map(({ key }) => `setting ${key}`),
  }
}
