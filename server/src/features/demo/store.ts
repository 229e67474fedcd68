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

/** Plugins whose demo has been begun, whatever became of it. */
export async function findBegunDemos(database: Pick<Database, 'all'>): Promise<ReadonlySet<string>> {
  return new Set((await database.all('select plugin from plugindemos')).map(({ plugin }) => String(plugin)))
}

/** True for the one process that is to fill it in. */
export async function claimDemo(database: Pick<Database, 'write'>, plugin: string, at: number): Promise<boolean> {
  return database.write(async (transaction) => {
    if ((await transaction.all('select plugin from plugindemos where plugin = ?', [plugin])).length > 0) return false
    await transaction.insertRows('plugindemos', ['plugin', 'beganat', 'filledat'], [[plugin, at, null]])
    return true
  })
}

export async function noteFilled(database: Pick<Database, 'write'>, plugin: string, at: number): Promise<void> {
  await database.write((transaction) => transaction.run('update plugindemos set filledat = ? where plugin = ?', [at, plugin]))
}
