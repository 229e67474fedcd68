import type { FieldSchema } from '@shopdb/contract/field-schema'
import type { Platform } from '../../platform/platform.ts'
import type { SettingDeclaration, SettingValue } from '../../platform/setting-registry.ts'
import { defineExtensionPoint, type PluginHandle, type PluginHost } from '../../plugin-host/index.ts'
import { checkValue, readSetting } from '../settings/index.ts'

type SettingsSchema = NonNullable<PluginHandle['manifest']['settings']>
type Flags = NonNullable<PluginHandle['manifest']['flags']>
type Context = Pick<Platform, 'database' | 'settings' | 'auth' | 'log'>

/** How long a changed setting takes at most to be seen by plugins of other server processes; of this one they see it at once. */
const refreshMilliseconds = 2000

/**
 * Declares the settings of plugins as `plugin.<name>.<key>`, their flags as `plugin.<name>.flags.<flag>`, and gives
 * plugins their values. Plugins read them without waiting, so the values are kept here.
 */
export function createPluginSettings(platform: Context) {
  const values = new Map<string, SettingValue>()
  const undeclare = new Map<readonly SettingDeclaration[], () => void>()
  let timer: NodeJS.Timeout | undefined

  /** A value stored under an older schema counts as none until somebody sets it anew. */
  async function load(key: string): Promise<void> {
    const declaration = platform.settings.get(key)
    if (!declaration) return
    const value = await readSetting(platform, key)
    const [problem] = value === null || value === declaration.default ? [] : checkValue(declaration, value)
    if (problem && values.get(key) !== declaration.default) platform.log.warn({ setting: key, problem: problem.message }, 'the stored value does not satisfy the setting any more; the default counts')
    values.set(key, problem ? declaration.default : value)
  }

  async function refresh(): Promise<void> {
    try {
      for (const key of [...values.keys()]) await load(key)
    } catch (error) {
      platform.log.warn({ err: error }, 'could not read the settings of plugins')
    }
  }

  function definePoint<Value>(host: PluginHost, key: string, declarationsOf: (plugin: PluginHandle, value: Value) => SettingDeclaration[]): void {
    const declared = new WeakMap<PluginHandle, SettingDeclaration[]>()
    host.defineExtensionPoint(defineExtensionPoint<Value>({
      key,
      added: async (plugin, value) => {
        const declarations = declarationsOf(plugin, value)
        undeclare.set(declarations, platform.settings.declare(declarations))
        declared.set(plugin, declarations)
        for (const declaration of declarations) await load(declaration.key)
      },
      removed: (plugin) => {
        const declarations = declared.get(plugin) ?? []
        undeclare.get(declarations)?.()
        undeclare.delete(declarations)
        for (const declaration of declarations) if (!platform.settings.get(declaration.key)) values.delete(declaration.key)
      },
    }))
  }

  return {
    connect(host: PluginHost): void {
      definePoint<SettingsSchema>(host, 'settings', settingsOf)
      definePoint<Flags>(host, 'flags', flagsOf)
      host.provideContext('settings', { provide: ({ name, manifest }) => valuesOf(Object.keys(manifest.settings?.properties ?? {}), (key) => values.get(`plugin.${name}.${key}`) ?? undefined) })
      host.provideContext('flags', { provide: ({ name, manifest }) => valuesOf(Object.keys(manifest.flags ?? {}), (flag) => values.get(`plugin.${name}.flags.${flag}`) === true) })
      platform.settings.watch((key) => (values.has(key) ? load(key) : undefined))
    },
    start: (): void => void (timer = setInterval(() => void refresh(), refreshMilliseconds).unref()),
    stop: (): void => clearInterval(timer),
  }
}

function settingsOf({ name, manifest }: PluginHandle, { properties }: SettingsSchema): SettingDeclaration[] {
  return Object.entries(properties).map(([key, property]) => {
    const schema = property as FieldSchema // the manifest check compiled it and found its default to satisfy it
    return { key: `plugin.${name}.${key}`, title: schema.title ?? key, schema, default: schema.default ?? null, secret: schema['x-shopdb']?.sensitive ?? false, group: manifest.title ?? name }
  })
}

function flagsOf({ name, manifest }: PluginHandle, flags: Flags): SettingDeclaration[] {
  return Object.entries(flags).map(([flag, { title, description, default: preset = false }]) => ({
    key: `plugin.${name}.flags.${flag}`, title, schema: { type: 'boolean', title, ...(description !== undefined && { description }) }, default: preset, group: manifest.title ?? name,
  }))
}

/** Getters, so that a changed value counts at the next access. */
function valuesOf(names: readonly string[], valueOf: (name: string) => unknown): object {
  const values = {}
  for (const name of names) Object.defineProperty(values, name, { enumerable: true, get: () => valueOf(name) })
  return Object.freeze(values)
}
