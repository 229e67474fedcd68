import type { Codec, PluginContext, PluginLog, RowValue, SqlQuery } from '@shopdb/plugin-api'
import type { PluginHandle } from './extension-points.ts'
import { createLimitedFetch } from './limited-fetch.ts'
import { createOwnDatabase } from './own-database.ts'
import { createPluginClock } from './plugin-clock.ts'
import { createPluginErrors } from './plugin-problem.ts'
import { PluginAnswer } from './plugin-routes.ts'
import type { Database } from '../platform/database/database.ts'
import { naturalKey } from '../platform/natural-key.ts'

/** What a feature gives to plugins under one name of the context. */
export type ContextProvider = {
  /** Key under `capabilities` without which the member throws. */
  capability?: string
  /** Called once per activation, at the first use. */
  provide: (plugin: PluginHandle) => unknown
}

export type ContextParts = {
  database: Database
  now: () => number
  /** Tables that do not belong to the plugin. */
  foreignTables: (plugin: string) => ReadonlySet<string>
  serviceOf: (plugin: string, dependency: string) => unknown
  /** Runs a service in the name of the plugin that offers it. */
  enter: <Result>(plugin: string, label: string, work: () => Result) => Result
  /** Told of every member a plugin reads; counts those that will go. */
  useDeprecated: (plugin: string, id: string) => void
}

const membersOfFeatures: Readonly<Record<string, string | null>> = {
  assets: null, collector: null, records: null, relationships: null, attachments: null, auditLog: null, resolveAssetPosition: null, search: null, realtime: null, sockets: null, notices: null, people: 'people', deliver: 'deliver', jobs: 'jobs', redis: 'redis', foreignDatabase: 'foreign_databases',
}

/** Members of the context that features provide; filled before the host starts. */
export function createContextProviders(parts: ContextParts) {
  const providers = new Map<string, ContextProvider>()
  return {
    provide: (member: string, provider: ContextProvider): void => void providers.set(member, provider),
    /** Once for each activation; `hooks` are those the plugin has. */
    create(plugin: PluginHandle, hooks: readonly string[] = []): PluginContext {
      for (const key of Object.keys(plugin.manifest)) parts.useDeprecated(plugin.name, `manifest.${key}`)
      for (const hook of hooks) parts.useDeprecated(plugin.name, `hook.${hook}`)
      return createContext(plugin, parts, providers)
    },
  }
}

export type ContextProviders = ReturnType<typeof createContextProviders>

function createContext(plugin: PluginHandle, parts: ContextParts, providers: ReadonlyMap<string, ContextProvider>): PluginContext {
  const context = {}
  const members = new Map<string, ContextProvider>(Object.entries(hostMembers(parts)))
  for (const [member, capability] of Object.entries(membersOfFeatures)) members.set(member, missing(member, capability))
  for (const [member, provider] of providers) members.set(member, { ...provider, capability: provider.capability ?? membersOfFeatures[member] ?? undefined })
  for (const [member, provider] of members) Object.defineProperty(context, member, lazily(plugin, member, provider, parts.useDeprecated))
  return Object.freeze(context) as PluginContext // each member of the type stands in hostMembers or membersOfFeatures; a test compares them
}

/** Members are made when first used: a plugin pays for what it reads, and what it may not read throws there. */
function lazily(plugin: PluginHandle, member: string, { capability, provide }: ContextProvider, useDeprecated: ContextParts['useDeprecated']): PropertyDescriptor {
  let made: { value: unknown } | undefined
  return {
    enumerable: true,
    get: () => {
      useDeprecated(plugin.name, `context.${member}`)
      if (capability !== undefined && !hasCapability(plugin, capability)) {
        throw new Error(`The plugin "${plugin.name}" uses context.${member}, but its manifest does not ask for the capability "${capability}". Add it under "capabilities".`)
      }
      made ??= { value: provide(plugin) }
      return made.value
    },
  }
}

function hasCapability({ manifest }: PluginHandle, capability: string): boolean {
  const wanted = Object.entries(manifest.capabilities ?? {}).find(([name]) => name === capability)?.[1]
  return Array.isArray(wanted) ? wanted.length > 0 : wanted === true
}

function missing(member: string, capability: string | null): ContextProvider {
  return {
    capability: capability ?? undefined,
    provide: () => {
      throw new Error(`context.${member} is not there: no feature of this host provides it.`)
    },
  }
}

/** What the host provides by itself. A feature may replace a member (`settings`, `flags`) by one that knows more. */
function hostMembers({ database, now, foreignTables, serviceOf, enter }: ContextParts): Record<string, ContextProvider> {
  const ownDatabase = (plugin: PluginHandle) => createOwnDatabase(database, plugin.subject, () => foreignTables(plugin.name))
  return {
    plugin: { provide: ({ name, version, apiPrefix }) => Object.freeze({ name, version, apiPrefix }) },
    settings: { provide: ({ manifest }) => defaultsOf(manifest.settings?.properties ?? {}, (schema) => schema['default']) },
    flags: { provide: ({ manifest }) => defaultsOf(manifest.flags ?? {}, (flag) => flag.default ?? false) },
    log: { provide: pluginLog },
    clock: { provide: (plugin) => createPluginClock(plugin, now) },
    database: { provide: ownDatabase },
    upsert: { provide: (plugin) => (table: string, key: readonly string[], rows: readonly Record<string, RowValue>[]) => ownDatabase(plugin).write((transaction) => transaction.upsertRows(table, key, rows)) },
    services: { provide: (plugin) => servicesOf(plugin, serviceOf, enter) },
    fetch: { capability: 'outbound', provide: (plugin) => createLimitedFetch(plugin) },
    sql: { provide: () => bindValues },
    errors: { provide: ({ name }) => createPluginErrors(name) },
    codec: { provide: () => codec },
    route: { provide: () => (declaration: unknown) => declaration },
    answer: { provide: () => (status: number, body: unknown = undefined, headers: Readonly<Record<string, string>> = {}) => new PluginAnswer(status, body, headers) },
    dispose: { provide: (plugin) => (release: () => void | Promise<void>) => plugin.own('dispose', release) },
  }
}

function defaultsOf<Declaration>(declarations: Readonly<Record<string, Declaration>>, defaultOf: (declaration: Declaration) => unknown): Readonly<Record<string, unknown>> {
  return Object.freeze(Object.fromEntries(Object.entries(declarations).map(([key, declaration]) => [key, defaultOf(declaration)])))
}

function pluginLog({ log }: PluginHandle): PluginLog {
  const line = (level: 'debug' | 'info' | 'warn' | 'error') => (values: Readonly<Record<string, unknown>> | string, text?: string): void => (typeof values === 'string' ? log[level](values) : log[level](values, text))
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}

/** Each service is looked up at every call, so it follows when the other plugin is replaced. */
function servicesOf(plugin: PluginHandle, serviceOf: ContextParts['serviceOf'], enter: ContextParts['enter']): Readonly<Record<string, unknown>> {
  const names = Object.keys(plugin.manifest.dependencies ?? {})
  const proxyOf = (dependency: string) =>
    new Proxy({}, {
      get: (_target, member) => (typeof member === 'string' ? (...parameters: unknown[]) => enter(dependency, `services.${member}`, () => callService(serviceOf(plugin.name, dependency), dependency, member, parameters)) : undefined),
    })
  const declared: Readonly<Record<string, unknown>> = Object.freeze(Object.fromEntries(names.map((dependency) => [dependency, proxyOf(dependency)])))
  return new Proxy(declared, {
    get: (_target, name) => {
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON' || Object.hasOwn(declared, name)) return Reflect.get(declared, name)
      throw new Error(`The plugin "${plugin.name}" uses context.services.${name}, but its manifest does not depend on it. Add it under "dependencies".`)
    },
  })
}

function callService(services: unknown, dependency: string, member: string, parameters: readonly unknown[]): unknown {
  const found: unknown = services && typeof services === 'object' ? Reflect.get(services, member) : undefined
  if (typeof found !== 'function') throw new Error(`The plugin "${dependency}" offers no service "${member}".`)
  return Reflect.apply(found, undefined, parameters)
}

function bindValues(texts: TemplateStringsArray, ...parameters: RowValue[]): SqlQuery {
  return { text: texts.join('?'), parameters }
}

const codec: Codec = {
  timestampToRow: (text) => Date.parse(text),
  timestampFromRow: (milliseconds) => new Date(milliseconds).toISOString(),
  decimalToRow: (value, places) => Math.round(value * 10 ** places),
  decimalFromRow: (value, places) => value / 10 ** places,
  naturalKey,
}
