import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Database, SqlValue } from '../platform/database/database.ts'
import { quoteName } from '../platform/database/row-statements.ts'
import { platformTables, readLedger } from '../platform/migrations/ledger.ts'
import { recordedModel } from '../platform/migrations/migrator.ts'
import { modelOf } from '../platform/migrations/model.ts'

/** Every row of every table by table, counters of ids among them, as text that can be compared. */
export type SiteDump = Record<string, string[]>

/** What uninstalling leaves changed, each with its reason; everything else is as it was before the plugin came. */
export const knownRemains: Record<string, string> = {
  changes: 'the audit log keeps what happened, with types as text',
  plugingenerations: 'counts how often the wishes of the site have changed',
}

/** Columns that count or date changes of rows that stay. */
const restlessColumns: Record<string, readonly string[]> = { roles: ['version', 'modifiedat'], apitokens: ['lastusedat'], migrations: ['position', 'startedat', 'appliedat'], searchdocs: ['id', 'grams'], assettypes: ['version', 'modifiedat'], plugins: ['changedat', 'installedat', 'installed'], realtimeprocesses: ['leaseuntil'] }

/** `counters` false leaves the id counters of the platform's own tables out: ids are never given twice. */
export async function dumpSite(database: Database): Promise<SiteDump> {
  const model = { ...recordedModel(await readLedger(database)), ...modelOf(platformTables.filter(({ name }) => name !== 'migrationleases')) }
  const dump: SiteDump = {}
  for (const [table, { columns }] of Object.entries(model).sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (table in knownRemains) continue
    const names = Object.keys(columns).filter((column) => !restlessColumns[table]?.includes(column))
    const rows = await database.all(`select ${names.map((name) => quoteName(database.engine, name)).join(', ')} from ${quoteName(database.engine, table)}`)
    dump[table] = rows.map((row) => JSON.stringify(names.map((name): SqlValue => row[name] ?? null))).sort()
  }
  return dump
}

/** The names of the counters alone: how far those of the platform's tables have come is no trace of anybody. */
export function withoutCounts(dump: SiteDump, coreTables: readonly string[]): SiteDump {
  const names = (dump['sequences'] ?? []).map((row) => String((JSON.parse(row) as unknown[])[0])) // written above
  return { ...dump, sequences: names.filter((name) => !coreTables.includes(name)) }
}

/** Files of the data folder by their path; the database's own are left out, and the packages that copies of code lead to. */
export function listDataFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name))).filter((file) => !/^shopdb\.(db|sqlite)|[\\/]node_modules[\\/]/.test(file) && statSync(join(folder, file)).isFile()).sort()
}
