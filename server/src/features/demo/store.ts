import type { Database, Transaction } from '../../platform/database/database.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'

export async function findTypeIds(database: Pick<Database, 'all'>): Promise<Map<string, number>> {
  const rows = await database.all('select id, name from assettypes where active = 1')
  return new Map(rows.map((row) => [String(row.name), Number(row.id)]))
}

export async function hasLocation(database: Pick<Database, 'all'>, name: string): Promise<boolean> {
  return (await database.all('select id from locations where name = ? and active = 1 limit 1', [name])).length > 0
}

export type KnownLabel = { id: number; label: string; key: string }

/** The live records of a look-up list. */
export async function findLabels(transaction: Pick<Transaction, 'all'>, model: ResourceModel, column: string, keyColumn: string): Promise<KnownLabel[]> {
  const rows = await transaction.all(`select id, ${column} as label, ${keyColumn} as labelkey from ${model.name} where active = 1`)
  return rows.map((row) => ({ id: Number(row.id), label: String(row.label), key: String(row.labelkey) }))
}
