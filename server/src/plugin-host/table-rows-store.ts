import type { Database } from '../platform/database/database.ts'
import { quoteName } from '../platform/database/row-statements.ts'

/** Counts rows up to a limit, so that a table of a hundred million readings costs no more than a small one. */
export async function countRowsUpTo(database: Pick<Database, 'all' | 'engine'>, table: string, limit: number): Promise<{ rows: number; isExact: boolean }> {
  const [row] = await database.all(`select count(*) as found from (select 1 as one from ${quoteName(database.engine, table)} limit ${limit + 1}) as counted`)
  const found = Number(row?.found ?? 0)
  return { rows: Math.min(found, limit), isExact: found <= limit }
}
