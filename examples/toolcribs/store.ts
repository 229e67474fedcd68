import type { OwnDatabase } from '@shopdb/plugin-api'

/** Cribs never counted, or counted before this day. */
export async function countDue(database: OwnDatabase, before: string): Promise<number> {
  const [row] = await database.all('select count(*) as due from toolcribs where active = 1 and (countedon is null or countedon < ?)', [before])
  return Number(row?.due ?? 0)
}
