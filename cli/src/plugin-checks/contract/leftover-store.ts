import type { Database } from '@shopdb/server/platform/database/database'

export type TableCounts = ReadonlyMap<string, number>

const listTables = {
  sqlite: "select name from sqlite_master where type = 'table' and name not like 'sqlite~_%' escape '~' and name not like 'searchdocsfts%'",
  mysql: 'select table_name as name from information_schema.tables where table_schema = database()',
  postgres: "select table_name as name from information_schema.tables where table_schema = 'public'",
} as const

/** Rows of every table of the database. */
export async function countRows(database: Pick<Database, 'all' | 'engine'>): Promise<TableCounts> {
  const counts = new Map<string, number>()
  for (const { name } of await database.all(listTables[database.engine])) {
    const table = String(name)
    if (!/^[a-z0-9_]+$/.test(table)) throw new Error(`A table is called "${table}".`)
    const [row] = await database.all(`select count(*) as rowcount from ${table}`)
    counts.set(table, Number(row?.rowcount ?? 0))
  }
  return counts
}

/** What is written about a plugin rather than by it, and so stays: history, ids that were handed out, sign-ins. */
const stays = /^(sequences|changes|changerows|audit[a-z]*|idblocks|idempotencykeys|plugingenerations|platformmigrations|platformlease|migration[a-z]*|lease[a-z]*|sessions|apitokens|users|roles|userroles|jobs|jobruns|imports|importparts)$/

/** Tables and rows that were not there before. */
export function leftovers(before: TableCounts, after: TableCounts): string[] {
  return [...after].flatMap(([table, rows]) => {
    const known = before.get(table)
    if (known === undefined) return [`the table ${table} with ${rows} rows`]
    return rows > known && !stays.test(table) ? [`${rows - known} rows in ${table}`] : []
  })
}
