import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { quoteName } from '../../platform/database/quote-name.ts'
import type { RecordValues } from './record-rules.ts'

const hostColumns = ['id', 'version', 'active', 'deletedat']

type StoredColumn = { column: string; part: number }
const columnsOfModels = new WeakMap<ResourceModel, StoredColumn[]>()

/** Every stored column of a record, by column name. Extension columns never repeat names of the main table. */
export function storedColumns(model: ResourceModel): readonly StoredColumn[] {
  const known = columnsOfModels.get(model) ?? listStoredColumns(model)
  columnsOfModels.set(model, known)
  return known
}

function listStoredColumns(model: ResourceModel): StoredColumn[] {
  const columns = model.fields.flatMap((field) => [{ column: field.column, part: field.part }, ...(field.keyColumn ? [{ column: field.keyColumn, part: field.part }] : [])])
  return [...hostColumns.map((column) => ({ column, part: 0 })), ...(model.hasProvenance ? [{ column: 'provenance', part: 0 }] : []), ...columns]
}

/** A label that is read beside the references of a field. */
export type ReferenceLabel = { field: FieldModel; table: string; column: string }

/** One record by its id: its stored columns by name, then the labels asked for. */
export function loadStatement(engine: Transaction['engine'], model: ResourceModel, labels: readonly ReferenceLabel[] = []): { text: string; columns: string[] } {
  const quote = (name: string): string => quoteName({ engine }, name)
  const columns = storedColumns(model)
  const from = model.parts.map((part, index) => (index === 0 ? `${quote(part.table)} p0` : `${part.optional ? 'left join' : 'join'} ${quote(part.table)} p${index} on p${index}.${quote(part.key)} = p0.${quote('id')}`))
  const shown = [...columns.map(({ column, part }) => `p${part}.${quote(column)}`), ...labels.map(({ column }, index) => `r${index}.${quote(column)}`)]
  const joins = labels.map(({ field, table }, index) => `left join ${quote(table)} r${index} on r${index}.id = p${field.part}.${quote(field.column)}`)
  return { text: `select ${shown.join()} from ${[...from, ...joins].join(' ')} where p0.${quote('id')} = ?`, columns: columns.map(({ column }) => column) }
}

/** Records of these ids, deleted ones included: rows as `loadStatement` selects them. */
export async function findRecords(database: Pick<Database, 'engine' | 'prepare'>, model: ResourceModel, ids: readonly number[], labels: readonly ReferenceLabel[]): Promise<{ columns: string[]; rows: SqlValue[][] }> {
  const { text, columns } = loadStatement(database.engine, model, labels)
  const rows: SqlValue[][] = []
  for (let start = 0; start < ids.length; start += 500) {
    const chunk = ids.slice(start, start + 500)
    rows.push(...(await database.prepare(text.replace(/= \?$/, `in (${chunk.map(() => '?').join()})`))(chunk)))
  }
  return { columns, rows }
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
export async function loadForWriteMany(transaction: Pick<Transaction, 'engine' | 'prepare'>, model: ResourceModel, ids: readonly number[], options: { withDeleted?: boolean; withoutLock?: boolean } = {}): Promise<Map<number, RecordValues>> {
  const { text, columns } = loadStatement(transaction.engine, model)
  const lock = options.withoutLock === true || transaction.engine === 'sqlite' ? '' : transaction.engine === 'postgres' ? ' for update of p0' : ' for update'
  const loaded = new Map<number, RecordValues>()
  const isLiveAt = columns.indexOf('active')
  const sorted = ids.toSorted((a, b) => a - b)
  for (let start = 0; start < sorted.length; start += 500) {
    const chunk = sorted.slice(start, start + 500)
    const rows = await transaction.prepare(`${text.replace(/= \?$/, `in (${chunk.map(() => '?').join()})`)}${lock}`)(chunk)
    // Deleted ones are left out here: as a condition, SQLite may take it for the narrowest and read a whole index.
    for (const row of rows) if (options.withDeleted === true || row[isLiveAt] === 1) loaded.set(Number(row[0]), Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])))
  }
  return loaded
}

/** Whether there is a live record of this id. */
export async function isLive(transaction: Transaction, model: ResourceModel, id: SqlValue): Promise<boolean> {
  const found = await transaction.all(`select id from ${quoteName(transaction, model.parts[0]?.table ?? model.name)} where id = ? and active = 1`, [id])
  return found.length > 0
}

/** Whether a live record of a resource, with a live owner if it has one, refers to an id by this field. */
export async function isReferredTo(transaction: Transaction, other: ResourceModel, field: FieldModel, owner: { column: string; table: string } | null, id: number): Promise<boolean> {
  const quote = (name: string): string => quoteName(transaction, name)
  const part = other.parts[field.part]
  const main = other.parts[0]
  if (!part || !main) return false
  const joins = [
    ...(field.part > 0 ? [`join ${quote(main.table)} m on m.${quote(main.key)} = t.${quote(part.key)} and m.active = 1`] : []),
    ...(owner ? [`join ${quote(owner.table)} o on o.id = t.${quote(owner.column)} and o.active = 1`] : []),
  ]
  const active = field.part === 0 ? ' and t.active = 1' : ''
  const found = await transaction.all(`select 1 as used from ${quote(part.table)} t ${joins.join(' ')} where t.${quote(field.column)} = ?${active} limit 1`, [id])
  return found.length > 0
}

/** Ids of the records that hold this key in a unique field. */
export async function findHolders(transaction: Transaction, part: { table: string; key: string }, column: string, key: SqlValue): Promise<number[]> {
  const rows = await transaction.all(`select ${quoteName(transaction, part.key)} as id from ${quoteName(transaction, part.table)} where ${quoteName(transaction, column)} = ?`, [key])
  return rows.map((row) => Number(row.id))
}

/** Labels that more than one live record of a resource has. */
export async function findAmbiguousLabels(database: Pick<Database, 'engine' | 'prepare'>, target: ResourceModel, label: FieldModel): Promise<Set<string>> {
  const column = quoteName(database, label.column)
  const rows = await database.prepare(`select ${column} from ${quoteName(database, target.parts[label.part]?.table ?? target.name)} where active = 1 group by ${column} having count(*) > 1`)([])
  return new Set(rows.map((row) => String(row[0])))
}

/** The live children of a record in the order of their ids, 1,000 at most: id, version, the columns asked for, then the labels. */
export function childrenStatement(engine: Transaction['engine'], items: ResourceModel, ownerColumn: string, columns: readonly string[], labels: readonly ReferenceLabel[]): string {
  const quote = (name: string): string => quoteName({ engine }, name)
  const shown = [...['id', 'version', ...columns].map((name) => `t.${quote(name)}`), ...labels.map(({ column }, index) => `r${index}.${quote(column)}`)]
  const joins = labels.map(({ field, table }, index) => ` left join ${quote(table)} r${index} on r${index}.id = t.${quote(field.column)}`)
  return `select ${shown.join()} from ${quote(items.parts[0]?.table ?? items.name)} t${joins.join('')} where t.${quote(ownerColumn)} = ? and t.active = 1 order by t.id limit 1000`
}

/** Some columns of many records, in the order of the fields; one statement for each 500 records. */
export async function findFieldValues(database: Pick<Database, 'engine' | 'prepare'>, model: ResourceModel, ids: readonly number[], fields: readonly FieldModel[]): Promise<Map<number, SqlValue[]>> {
  const quote = (name: string): string => quoteName(database, name)
  const columns = fields.map((field) => `p${field.part}.${quote(field.column)}`)
  const from = model.parts.map((part, index) => (index === 0 ? `${quote(part.table)} p0` : `${part.optional ? 'left join' : 'join'} ${quote(part.table)} p${index} on p${index}.${quote(part.key)} = p0.${quote('id')}`))
  const found = new Map<number, SqlValue[]>()
  for (let start = 0; start < ids.length; start += 500) {
    const chunk = ids.slice(start, start + 500)
    const rows = await database.prepare(`select ${[`p0.${quote('id')}`, ...columns].join()} from ${from.join(' ')} where p0.${quote('id')} in (${chunk.map(() => '?').join()})`)(chunk)
    for (const [id, ...values] of rows) found.set(Number(id), values)
  }
  return found
}
