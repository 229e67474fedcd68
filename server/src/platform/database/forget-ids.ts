import type { WriterDatabase } from './database.ts'

/** Task of the worker beside the pool, which reserves ids of its own. */
export async function forgetIds(database: WriterDatabase, tables: readonly string[]): Promise<void> {
  await database.forgetIds?.(tables)
}
