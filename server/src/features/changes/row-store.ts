import type { SqlValue, Transaction } from '../../platform/database/database.ts'
import { quoteName } from '../../platform/database/quote-name.ts'
import type { RowChange } from './row-change.ts'

function writtenValue(row: RowChange, column: string): SqlValue {
  return row.unrecorded?.[column] ?? row.after?.[column] ?? null
}

type RowGroup = { table: string; columns: string[]; rows: RowChange[] }

/** Rows of the same table and shape go to the database in one call; parents stand before their children. */
export async function writeRows(transaction: Transaction, rows: readonly RowChange[]): Promise<void> {
  const inserts = groupRows(rows.filter((row) => row.before === null && row.after !== null))
  const updates = groupRows(rows.filter((row) => row.before !== null && row.after !== null))
  const deletes = groupRows(rows.filter((row) => row.after === null)).toReversed()
  for (const group of deletes) await deleteRows(transaction, group)
  for (const group of updates) await updateRows(transaction, group)
  for (const group of inserts) await transaction.insertRows(group.table, group.columns, group.rows.map((row) => group.columns.map((column) => writtenValue(row, column))))
}

function groupRows(rows: readonly RowChange[]): RowGroup[] {
  const groups = new Map<string, RowGroup>()
  for (const row of rows) {
    const columns = Object.keys({ ...row.after, ...row.unrecorded })
    const name = `${row.table}(${columns.join()})`
    const group = groups.get(name)
    if (group) group.rows.push(row)
    else groups.set(name, { table: row.table, columns, rows: [row] })
  }
  return [...groups.values()]
}

async function updateRows(transaction: Transaction, group: RowGroup): Promise<void> {
  const [first] = group.rows
  if (!first || group.columns.length === 0) return
  const assignments = group.columns.map((column) => `${quoteName(transaction, column)} = ?`).join()
  const text = `update ${quoteName(transaction, group.table)} set ${assignments} where ${quoteName(transaction, first.key[0])} = ?`
  await transaction.runMany(text, group.rows.map((row) => [...group.columns.map((column) => writtenValue(row, column)), row.key[1]]))
}

async function deleteRows(transaction: Transaction, group: RowGroup): Promise<void> {
  const [first] = group.rows
  if (!first) return
  await transaction.runMany(`delete from ${quoteName(transaction, group.table)} where ${quoteName(transaction, first.key[0])} = ?`, group.rows.map((row) => [row.key[1]]))
}
