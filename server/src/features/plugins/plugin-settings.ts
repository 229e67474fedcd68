import type { FieldSchema } from '@shopdb/contract/field-schema'
import type { Platform } from '../../platform/platform.ts'
import type { SettingDeclaration, SettingValue } from '../../platform/setting-registry.ts'
import { defineExtensionPoint, type PluginHandle, type PluginHost } from '../../plugin-host/index.ts'
import { readSetting } from '../settings/index.ts'

type SettingsSchema = NonNullable<PluginHandle['manifest']['settings']>
type Context = Pick<Platform, 'database' | 'settings' | 'auth' | 'log'>

/** How long a changed setting takes at most to be seen by plugins of other server processes. */
const refreshMilliseconds = 2000

/**
 * Declares the settings of plugins as `plugin.<name>.<key>` and gives plugins their values. Plugins read them without
 * waiting, so the values are kept here and read again every two seconds.
 */
export function createPluginSettings(platform: Context) {
  const values = new Map<string, SettingValue>()
  const undeclare = new Map<string, () => void>()
  let timer: NodeJS.Timeout | undefined

  async function add(plugin: PluginHandle, schema: SettingsSchema): Promise<void> {
    const declarations = declarationsOf(plugin, schema)
    undeclare.set(plugin.name, platform.settings.declare(declarations))
    for (const { key } of declarations) values.set(key, await readSetting(platform, key))
  }

  function remove({ name }: PluginHandle): void {
    undeclare.get(name)?.()
    undeclare.delete(name)
    for (const key of [...values.keys()]) if (key.startsWith(`plugin.${name}.`)) values.delete(key)
  }

  async function refresh(): Promise<void> {
    try {
      for (const key of [...values.keys()]) values.set(key, await readSetting(platform, key))
    } catch (error) {
      platform.log.warn({ err: error }, 'could not read the settings of plugins')
    }
  }

  return {
    connect(host: PluginHost): void {
      host.defineExtensionPoint(defineExtensionPoint<SettingsSchema>({ key: 'settings', added: add, removed: remove }))
      host.provideContext('settings', { provide: (plugin) => valuesOf(plugin, values) })
    },
    start: (): void => void (timer = setInterval(() => void refresh(), refreshMilliseconds).unref()),
    stop: (): void => clearInterval(timer),
  }
}

function declarationsOf({ name, manifest }: PluginHandle, { properties }: SettingsSchema): SettingDeclaration[] {
  return Object.entries(properties).map(([key, property]) => {
    const schema = property as FieldSchema // the manifest check compiled it and found its default to satisfy it
    return { key: `plugin.${name}.${key}`, title: schema.title ?? key, schema, default: schema.default ?? null, secret: schema['x-shopdb']?.sensitive ?? false, group: manifest.title ?? name }
  })
}

/** Getters, so that a changed setting counts at the next access. */
function valuesOf({ name, manifest }: PluginHandle, values: ReadonlyMap<string, SettingValue>): object {
  const settings = {}
  for (const key of Object.keys(manifest.settings?.properties ?? {})) {
    Object.defineProperty(settings, key, { enumerable: true, get: () => values.get(`plugin.${name}.${key}`) ?? undefined })
  }
  return Object.freeze(settings)
}
