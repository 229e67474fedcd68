import type { SqlValue, Transaction } from '../../platform/database/database.ts'

/** The label keys that a look-up table has, deleted records included: what was deleted is not brought back. */
export async function findLabelKeys(transaction: Transaction, table: string, keyColumn: string): Promise<Set<SqlValue | undefined>> {
  return new Set((await transaction.all(`select ${keyColumn} as labelkey from ${table}`)).map((row) => row.labelkey))
}
