import type { Database, SqlValue } from '../platform/database/database.ts'
import { quoteName } from '../platform/database/quote-name.ts'
import { tableOf, type SchemaModel } from '../platform/migrations/model.ts'
import type { HeldRows } from '../platform/plugin-holding.ts'

const rowsInOneStep = 500

export async function countHeld(database: Pick<Database, 'all'>, { table, where, parameters }: HeldRows): Promise<number> {
  const [row] = await database.all(`select count(*) as found from ${table} where ${where}`, parameters)
  return Number(row?.found ?? 0)
}

export async function countTable(database: Pick<Database, 'all' | 'engine'>, table: string): Promise<number> {
  const [row] = await database.all(`select count(*) as found from ${quoteName(database, table)}`)
  return Number(row?.found ?? 0)
}

/** Deletes in steps of a few hundred rows, each a transaction of its own, so that nobody waits long for the writer. */
export async function deleteHeld(database: Database, model: SchemaModel, { table, where, parameters }: HeldRows): Promise<number> {
  const key = tableOf(model, table).primaryKey
  const condition = key.map((column) => `${column} = ?`).join(' and ')
  let deleted = 0
  for (;;) {
    const found = await database.write(async (transaction) => {
      const rows = await transaction.all(`select ${key.join(', ')} from ${table} where ${where} order by ${key.join(', ')} limit ${rowsInOneStep}`, parameters)
      await transaction.runMany(`delete from ${table} where ${condition}`, rows.map((row) => key.map((column) => row[column] ?? null)))
      return rows.length
    })
    deleted += found
    if (found < rowsInOneStep) return deleted
  }
}

/** Rows as objects that have this key already. */
export async function findPresent(database: Pick<Database, 'all' | 'engine'>, table: string, key: readonly string[], rows: readonly Record<string, SqlValue>[]): Promise<Record<string, SqlValue>[]> {
  const quoted = key.map((column) => quoteName(database, column))
  const parts = rows.map(() => `(${quoted.map((column) => `${column} = ?`).join(' and ')})`)
  if (parts.length === 0) return []
  return database.all(`select ${quoted.join(', ')} from ${quoteName(database, table)} where ${parts.join(' or ')} limit 5`, rows.flatMap((row) => key.map((column) => row[column] ?? null)))
}

