import type { Transaction } from '../database/database.ts'
import type { TableModel } from './model.ts'

/** PostgreSQL goes on counting from where it was after rows came with their own numbers; the others look at the rows. */
export async function continueSerial(transaction: Transaction, table: string, { columns, primaryKey: [key = ''] }: TableModel): Promise<void> {
  if (transaction.engine !== 'postgres' || columns[key]?.type !== 'serial') return
  await transaction.all(`select setval(pg_get_serial_sequence('"${table}"', '${key}'), greatest((select max("${key}") from "${table}"), 1))`)
}
