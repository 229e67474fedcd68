import type { Database, SqlValue, Transaction } from './database/database.ts'

type Reader = Pick<Database, 'all'>

/** A plugin as what it has left is looked for: its folder may have gone, the ledger of migrations still knows its tables. */
export type HeldPlugin = { name: string; tables: readonly string[] }

/** Rows of one table of the platform that are there because of a plugin. `where` is a condition over its columns. */
export type HeldRows = { table: string; where: string; parameters: readonly SqlValue[] }

/** Something inside a row that stays, such as one permission that a role grants. Plain JSON; `label` is what people read. */
export type HeldValue = { label: string; [member: string]: string | number }

/**
 * What a feature keeps because of a plugin. Every feature that writes a plugin's name, or the id of one of its records,
 * into a table of its own declares it: uninstalling counts, archives, deletes and sweeps by these declarations alone.
 */
export type PluginHolding = {
  /** Plural noun, for plans: `settings`. */
  title: string
  /** Whole rows, tables that others refer to first. They are archived as they are, and deleted in the opposite order. */
  rows?: (reader: Reader, plugin: HeldPlugin) => Promise<readonly HeldRows[]>
  /** The tables whose rows `restoreRows` and `assertRestorable` look after. */
  tables?: readonly string[]
  /** Puts archived rows back where inserting them is not enough. */
  restoreRows?: (transaction: Transaction, table: string, rows: readonly Record<string, SqlValue>[]) => Promise<void>
  /** Throws a Problem when archived rows cannot come back because something else has taken their place. */
  assertRestorable?: (reader: Reader, table: string, rows: readonly Record<string, SqlValue>[]) => Promise<void>
  values?: {
    find: (reader: Reader, plugin: HeldPlugin) => Promise<readonly HeldValue[]>
    remove: (transaction: Transaction, plugin: HeldPlugin) => Promise<void>
    restore: (transaction: Transaction, values: readonly HeldValue[]) => Promise<void>
  }
  /** Before its rows are archived or deleted: says what has to be said while they are there. It may be asked again. */
  leaving?: (plugin: HeldPlugin) => Promise<void>
  /** Its rows come into being with the installation itself, so they do not stand in the way of an archive. */
  madeByInstallation?: boolean
  /** Names under which something of the plugin is registered in this process right now. */
  registered?: (plugin: string) => readonly string[]
  /** Rows may have come or gone, by this process or another one: what was remembered of them is out of date. */
  changed?: () => void | Promise<void>
}

/** `kind between 'lockers.' and 'lockers/'`: every kind that begins with the plugin's name and a dot, along an index. */
export function beginsWith(column: string, plugin: string): Pick<HeldRows, 'where' | 'parameters'> {
  return { where: `${column} >= ? and ${column} < ?`, parameters: [`${plugin}.`, `${plugin}/`] }
}
