import type { SqlValue, Transaction } from '../../platform/database/database.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { quoteName } from '../changes/index.ts'
import type { RecordValues } from './record-rules.ts'

const hostColumns = ['id', 'version', 'active', 'deletedat']

/** Every stored column of a record, by column name. Extension columns never repeat names of the main table. */
export function storedColumns(model: ResourceModel): { column: string; part: number }[] {
  const columns = model.fields.flatMap((field) => [{ column: field.column, part: field.part }, ...(field.keyColumn ? [{ column: field.keyColumn, part: field.part }] : [])])
  return [...hostColumns.map((column) => ({ column, part: 0 })), ...(model.hasProvenance ? [{ column: 'provenance', part: 0 }] : []), ...columns]
}

export function loadStatement(engine: Transaction['engine'], model: ResourceModel): { text: string; columns: string[] } {
  const quote = (name: string): string => quoteName({ engine }, name)
  const columns = storedColumns(model)
  const from = model.parts.map((part, index) => (index === 0 ? `${quote(part.table)} p0` : `${part.optional ? 'left join' : 'join'} ${quote(part.table)} p${index} on p${index}.${quote(part.key)} = p0.${quote('id')}`))
  return { text: `select ${columns.map(({ column, part }) => `p${part}.${quote(column)}`).join()} from ${from.join(' ')} where p0.${quote('id')} = ?`, columns: columns.map(({ column }) => column) }
}

/** Loads a record inside the transaction that will change it, locked against other writers until the end. */
export async function loadForWrite(transaction: Transaction, model: ResourceModel, id: number): Promise<RecordValues | null> {
  const { text } = loadStatement(transaction.engine, model)
  const lock = transaction.engine === 'sqlite' ? '' : transaction.engine === 'postgres' ? ' for update of p0' : ' for update'
  const rows = await transaction.all(text + lock, [id])
  return rows[0] ?? null
}

export function valueOf(values: RecordValues, column: string): SqlValue {
  return values[column] ?? null
}

/** Loads many live records inside the transaction that will change them, with one statement for each 500. */
export async function loadForWriteMany(transaction: Transaction, model: ResourceModel, ids: readonly number[]): Promise<Map<number, RecordValues>> {
  const { text, columns } = loadStatement(transaction.engine, model)
  const lock = transaction.engine === 'sqlite' ? '' : transaction.engine === 'postgres' ? ' for update of p0' : ' for update'
  const loaded = new Map<number, RecordValues>()
  const sorted = ids.toSorted((a, b) => a - b)
  for (let start = 0; start < sorted.length; start += 500) {
    const chunk = sorted.slice(start, start + 500)
    const rows = await transaction.prepare(`${text.replace(/= \?$/, `in (${chunk.map(() => '?').join()})`)} and p0.active = 1${lock}`)(chunk)
    for (const row of rows) loaded.set(Number(row[0]), Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])))
  }
  return loaded
}
