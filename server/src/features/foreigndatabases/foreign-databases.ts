import type { ForeignDatabase, HealthAnswer } from '@shopdb/plugin-api'
import { createForeignDatabase, type ForeignDatabaseLink } from '../../platform/foreign-database/foreign-database.ts'
import { createKysely } from '../../platform/database/kysely-engine.ts'
import { defineExtensionPoint, type ExtensionPoint, type PluginHandle } from '../../plugin-host/index.ts'

type Capabilities = { foreign_databases?: readonly string[] }
export type ForeignDatabases = { point: ExtensionPoint<Capabilities>; contextFor: (plugin: PluginHandle) => (name: string) => ForeignDatabase }
/** `urls` are those of the environment, by the name of the variable. */
type Options = { dataDir: string; urls: ReadonlyMap<string, string> }

/** The environment variable that has the address: `TICKETS_STOCK_URL` for the database `stock` of the plugin `tickets`. */
export const variableOf = (plugin: string, name: string): string => `${plugin}_${name}_URL`.toUpperCase()

/** Databases that plugins read and that are not ShopDB's. Each plugin has connections of its own. */
export function createForeignDatabases({ dataDir, urls }: Options): ForeignDatabases {
  const links = new WeakMap<PluginHandle, ReadonlyMap<string, ForeignDatabaseLink>>()

  function linksOf(plugin: PluginHandle): ReadonlyMap<string, ForeignDatabaseLink> {
    const known = links.get(plugin)
    if (known) return known
    const made = new Map((plugin.manifest.capabilities?.foreign_databases ?? []).map((name) => [name, openFor(plugin, name)]))
    links.set(plugin, made)
    return made
  }

  function openFor(plugin: PluginHandle, name: string): ForeignDatabaseLink {
    const address = (): string | null => {
      const setting = plugin.settings()[`${name}Url`]
      return urls.get(variableOf(plugin.name, name)) ?? (typeof setting === 'string' && setting !== '' ? setting : null)
    }
    const link = createForeignDatabase({ name, url: address, dataDir, log: plugin.log })
    plugin.own(`the database ${name}`, link.close)
    plugin.addHealth(`database ${name}`, () => healthOf(plugin.name, name, link))
    return link
  }

  return {
    point: defineExtensionPoint<Capabilities>({
      key: 'capabilities', isUnlisted: true,
      added: (plugin, { foreign_databases: names = [] }) => {
        // Beside the start, which waits for no foreign server.
        if (names.length > 0) for (const link of linksOf(plugin).values()) void link.look()
      },
    }),
    contextFor: (plugin) => (name) => {
      const link = linksOf(plugin).get(name)
      if (!link) throw new Error(`The plugin "${plugin.name}" asks for the database "${name}", but its capability "foreign_databases" does not name it. Add it there.`)
      return apiOf(link)
    },
  }
}

function apiOf(link: ForeignDatabaseLink): ForeignDatabase {
  return {
    state: link.state,
    all: async <Row>(query: Parameters<ForeignDatabase['all']>[0], parameters: readonly unknown[] = []) => {
      const rows = typeof query === 'string' ? await link.all(query, parameters) : await link.all(query.text, query.parameters)
      return rows as Row[] // the author says what the statement answers; nobody else can know
    },
    kysely: <Handle>() => createKysely(link.engine(), async (sql, parameters) => ({ rows: await link.all(sql, parameters) as never[], changes: 0 })) as Handle, // the author's own type of the same Kysely
  }
}

function healthOf(plugin: string, name: string, link: ForeignDatabaseLink): HealthAnswer {
  const { status, reason, writable, pool } = link.state()
  const figures = { ...pool }
  if (status === 'absent') return { status: 'degraded', detail: `The database "${name}" has no address: set ${variableOf(plugin, name)}, or the setting "${name}Url".`, figures }
  if (status === 'down') return { status: 'down', detail: `The database "${name}" does not answer (${reason ?? 'no reason'}).`, figures }
  if (writable !== null) return { status: 'degraded', detail: `The database "${name}" is opened for reading only, but ${writable}: give it a role that may only SELECT.`, figures }
  return { status: status === 'ready' ? 'ok' : 'degraded', figures }
}
