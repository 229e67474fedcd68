import type { Database } from '../../platform/database/database.ts'

/** The status of new assets, or null when none is marked. */
export async function findDefaultStatus(reader: Pick<Database, 'all'>): Promise<number | null> {
  const [status] = await reader.all('select id from statuses where active = 1 and isdefault = 1 order by rank, id limit 1')
  return status ? Number(status.id) : null
}
