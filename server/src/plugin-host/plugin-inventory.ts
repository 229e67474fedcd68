import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { UninstallEntry, UninstallFate, UninstallPolicy } from '@shopdb/contract/plugins'
import type { Database } from '../platform/database/database.ts'
import { presentTables, readChainTables, type ChainTables } from '../platform/migrations/chain-tables.ts'
import { readLedger, readSequences } from '../platform/migrations/ledger.ts'
import { recordedModel } from '../platform/migrations/migrator.ts'
import type { SchemaModel } from '../platform/migrations/model.ts'
import type { HeldPlugin, HeldRows, HeldValue, PluginHolding } from '../platform/plugin-holding.ts'
import { countHeld, countTable } from './holding-store.ts'

export type InventoryOptions = {
  database: Database
  holdings: () => readonly PluginHolding[]
  /** Folders in the data folder that have a folder of each plugin: copies of its code, its files. */
  folders: readonly string[]
}

/** Everything there is of one plugin in this site, found without its code. */
export type Inventory = {
  plugin: HeldPlugin
  chain: ChainTables
  /** Its tables that are there, with their rows. */
  tables: { name: string; rows: number }[]
  held: { title: string; rows: HeldRows; count: number }[]
  values: { title: string; found: readonly HeldValue[] }[]
  counters: Map<string, number>
  folders: { path: string; files: number }[]
  /** Names registered in this process. */
  registered: string[]
  /** Rows of tables and held rows together. */
  rows: number
  coreModel: SchemaModel
}

export async function takeInventory({ database, holdings, folders }: InventoryOptions, name: string, furtherTables: readonly string[] = []): Promise<Inventory> {
  const chain = await readChainTables(database, name)
  const plugin: HeldPlugin = { name, tables: [...new Set([...chain.names, ...furtherTables])] }
  const tables: Inventory['tables'] = []
  for (const table of await presentTables(database, plugin.tables)) tables.push({ name: table, rows: await countTable(database, table) })
  const held: Inventory['held'] = []
  const values: Inventory['values'] = []
  for (const { title, rows, values: inside } of holdings()) {
    for (const selection of (await rows?.(database, plugin)) ?? []) held.push({ title, rows: selection, count: await countHeld(database, selection) })
    const found = (await inside?.find(database, plugin)) ?? []
    if (found.length > 0) values.push({ title, found })
  }
  return {
    plugin, chain, tables, held, values,
    counters: await readSequences(database, plugin.tables),
    folders: folders.map((folder) => join(folder, name)).filter(existsSync).map((path) => ({ path, files: countFiles(path) })),
    registered: holdings().flatMap(({ registered }) => registered?.(name) ?? []),
    rows: [...tables, ...held.map(({ count }) => ({ rows: count }))].reduce((sum, { rows }) => sum + rows, 0),
    coreModel: recordedModel(await readLedger(database)),
  }
}

function countFiles(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
}

/** The lines of a plan; what there is nothing of is left out, except tables. */
export function entriesOf(inventory: Inventory, policy: UninstallPolicy): UninstallEntry[] {
  const { tables, held, values, counters, chain, folders } = inventory
  const fate: UninstallFate = policy === 'keep' ? 'stays' : policy === 'archive' ? 'archived' : 'deleted'
  const gone: UninstallFate = policy === 'keep' ? 'stays' : 'deleted'
  return [
    ...tables.map(({ name, rows }): UninstallEntry => ({ what: 'table', name, count: rows, fate })),
    ...held.filter(({ count }) => count > 0).map(({ title, count }): UninstallEntry => ({ what: 'rows', name: title, count, fate })),
    ...values.map(({ title, found }): UninstallEntry => ({ what: 'values', name: title, count: found.length, fate })),
    ...[...counters.keys()].map((name): UninstallEntry => ({ what: 'counter', name, count: 1, fate })),
    ...(chain.migrations.length > 0 ? [{ what: 'migrations', name: inventory.plugin.name, count: chain.migrations.length, fate } as const] : []),
    // Copies of its code are made again at the next start of the plugin.
    ...folders.map(({ path, files }): UninstallEntry => ({ what: 'folder', name: path, count: files, fate: gone })),
  ]
}

/** What a sweep found, in words; empty when nothing is left. */
export function remainsOf({ tables, held, values, counters, chain, folders, registered }: Inventory): string[] {
  return [
    ...tables.map(({ name }) => `table ${name}`),
    ...held.filter(({ count }) => count > 0).map(({ title, count }) => `${count} ${title}`),
    ...values.map(({ title, found }) => `${found.length} ${title}`),
    ...[...counters.keys()].map((name) => `id counter ${name}`),
    ...chain.migrations.map(({ file }) => `migration ${file}`),
    ...folders.map(({ path }) => `folder ${path}`),
    ...registered.map((name) => `registered ${name}`),
  ]
}
