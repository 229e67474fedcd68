import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'
import { readLedger } from '../../platform/migrations/ledger.ts'
import { recordedModel } from '../../platform/migrations/migrator.ts'
import type { HeldPlugin, HeldRows } from '../../platform/plugin-holding.ts'

type Reader = Pick<Database, 'all'>
type Row = Record<string, SqlValue>

/** Columns that lead to an asset without a foreign key. */
const furtherReferences: Readonly<Record<string, readonly string[]>> = { relationships: ['toassetid'] }

export const typesOfPlugin = (plugin: string): HeldRows => ({ table: 'assettypes', where: 'plugin = ?', parameters: [plugin] })

/** The assets of a plugin's types, and then the rows of every table that belong to one of them. */
export async function findHeldAssets(reader: Reader, plugin: HeldPlugin): Promise<{ assets: HeldRows | null; belonging: HeldRows[] }> {
  const types = (await reader.all('select id from assettypes where plugin = ?', [plugin.name])).map((row) => Number(row.id))
  if (types.length === 0) return { assets: null, belonging: [] }
  const where = `typeid in (${types.map(() => '?').join(', ')})`
  const model = recordedModel(await readLedger(reader))
  const belonging = Object.entries(model).filter(([table]) => !plugin.tables.includes(table)).flatMap(([table, { columns }]) => {
    const keys = Object.keys(columns).filter((column) => columns[column]?.references === 'assets' && columns[column].onDelete === 'cascade')
    const leading = [...keys, ...(furtherReferences[table] ?? [])]
    return leading.length === 0 ? [] : [{ table, where: leading.map((column) => `${column} in (select id from assets where ${where})`).join(' or '), parameters: leading.flatMap(() => types) }]
  })
  return { assets: { table: 'assets', where, parameters: types }, belonging }
}

/** Assets that are here under the id or the number of one of these, deleted ones left out. */
export async function findAssetsInTheWay(reader: Reader, rows: readonly Row[]): Promise<string[]> {
  const ids = rows.map((row) => row.id ?? null)
  const keys = rows.filter((row) => row.active === 1).map((row) => row.assetnumberkey ?? null)
  const byId = `id in (${ids.map(() => '?').join(', ')})`
  const byNumber = keys.length > 0 ? ` or (active = 1 and assetnumberkey in (${keys.map(() => '?').join(', ')}))` : ''
  return (await reader.all(`select assetnumber from assets where ${byId}${byNumber} order by id limit 5`, [...ids, ...keys])).map((row) => String(row.assetnumber))
}

/** Types of other plugins under the id or the name of one of these. */
export async function findTypesInTheWay(reader: Reader, rows: readonly Row[]): Promise<string[]> {
  const conflicts: string[] = []
  for (const row of rows) {
    const found = await reader.all('select name from assettypes where (id = ? or namekey = ?) and coalesce(plugin, ?) <> ?', [row.id ?? null, row.namekey ?? null, '', row.plugin ?? null])
    conflicts.push(...found.map((other) => String(other.name)))
  }
  return conflicts
}

/** A relationship comes back when both its assets are there. */
export async function insertRelationships(transaction: Transaction, rows: readonly Row[]): Promise<void> {
  const ends = [...new Set(rows.flatMap((row) => [row.fromassetid ?? null, row.toassetid ?? null]))]
  const there = new Set((await transaction.all(`select id from assets where id in (${ends.map(() => '?').join(', ')})`, ends)).map((row) => Number(row.id)))
  await insertAll(transaction, 'relationships', rows.filter((row) => there.has(Number(row.fromassetid)) && there.has(Number(row.toassetid))))
}

export async function insertAll(transaction: Transaction, table: string, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  if (rows.length > 0) await transaction.insertRows(table, columns, rows.map((row) => columns.map((column) => row[column] ?? null)))
}
