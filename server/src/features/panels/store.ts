import type { Database } from '../../platform/database/database.ts'

/** The type of a live asset; null when there is none. */
export async function findTypeId(reader: Pick<Database, 'all'>, assetId: number): Promise<number | null> {
  const [row] = await reader.all('select typeid from assets where id = ? and active = 1', [assetId])
  return row ? Number(row.typeid) : null
}
