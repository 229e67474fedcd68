import type { FieldSchema } from '@shopdb/contract/field-schema'

export type SettingValue = string | number | boolean | null | readonly SettingValue[] | { readonly [name: string]: SettingValue }

/** A value the site sets while the server runs. Keys are dotted; those of a plugin begin with `plugin.<name>.`. */
export type SettingDeclaration = {
  key: string
  title: string
  schema: FieldSchema
  default: SettingValue
  /** Stored encrypted; never shown again. */
  secret?: boolean
  group?: string
}

export type SettingRegistry = {
  all: () => readonly SettingDeclaration[]
  get: (key: string) => SettingDeclaration | undefined
  /** Takes the declarations away again when the function it returns is called. */
  declare: (declarations: readonly SettingDeclaration[]) => () => void
  /** Told after a value was stored by this process; the writer waits for it. */
  watch: (listener: (key: string) => Promise<void> | void) => void
  announce: (key: string) => Promise<void>
}

export function createSettingRegistry(): SettingRegistry {
  const settings = new Map<string, SettingDeclaration>()
  const listeners: ((key: string) => Promise<void> | void)[] = []
  return {
    watch: (listener) => void listeners.push(listener),
    announce: async (key) => { for (const listener of listeners) await listener(key) },
    all: () => [...settings.values()],
    get: (key) => settings.get(key),
    declare(declarations) {
      for (const declaration of declarations) {
        if (!/^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)+$/.test(declaration.key)) throw new Error(`"${declaration.key}" cannot be a setting. Keys are dotted words, such as assets.staleDays.`)
        if (settings.has(declaration.key)) throw new Error(`The setting ${declaration.key} is declared twice.`)
        settings.set(declaration.key, declaration)
      }
      return () => { for (const { key } of declarations) settings.delete(key) }
    },
  }
}
