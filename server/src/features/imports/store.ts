import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'
import { beginsWith, type HeldPlugin, type HeldRows } from '../../platform/plugin-holding.ts'
import { quoteName } from '../../platform/database/quote-name.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { importStates, type FileLine, type ImportCounts, type LineOutcome, type StoredImport } from './import-record.ts'

type Reader = Pick<Database, 'all'>
type Row = Record<string, SqlValue>

const columns = 'id, kind, filename, state, createdat, actorid, actor, actorkind, encoding, fieldseparator, headers, linecount, options, counts, jobid, batchid, committedat, error'

function importOf(row: Row): StoredImport {
  const number = (value: SqlValue | undefined): number | null => (value === null || value === undefined ? null : Number(value))
  const json = (value: SqlValue | undefined) => (typeof value === 'string' ? JSON.parse(value) : null)
  return {
    id: Number(row.id), kind: String(row.kind), fileName: String(row.filename), state: importStates.find((state) => state === row.state) ?? 'failed', createdAt: Number(row.createdat),
    actor: { id: number(row.actorid), label: String(row.actor), kind: row.actorkind === 'user' || row.actorkind === 'token' ? row.actorkind : 'system' },
    encoding: String(row.encoding), separator: String(row.fieldseparator), headers: json(row.headers) ?? [], lines: Number(row.linecount), options: json(row.options), counts: json(row.counts),
    jobId: number(row.jobid), batchId: row.batchid === null ? null : String(row.batchid), committedAt: number(row.committedat), error: row.error === null ? null : String(row.error),
  }
}

export async function findImport(reader: Reader, id: number): Promise<StoredImport | null> {
  const [row] = await reader.all(`select ${columns} from imports where id = ?`, [id])
  return row ? importOf(row) : null
}

/** Newest first, one more than asked for; of one person, or (undefined) of everybody. */
export async function findImports(reader: Reader, actorId: number | undefined, before: number | undefined, limit: number): Promise<StoredImport[]> {
  const conditions = [...(actorId === undefined ? [] : ['actorid = ?']), ...(before === undefined ? [] : ['id < ?'])]
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
  const rows = await reader.all(`select ${columns} from imports ${where} order by id desc limit ${Math.trunc(limit) + 1}`, [...(actorId === undefined ? [] : [actorId]), ...(before === undefined ? [] : [before])])
  return rows.map(importOf)
}

export async function insertImport(transaction: Transaction, found: Omit<StoredImport, 'id' | 'options' | 'counts' | 'jobId' | 'batchId' | 'committedAt' | 'error'>): Promise<number> {
  const id = await transaction.takeIds('imports', 1)
  const { kind, fileName, state, createdAt, actor, encoding, separator, headers, lines } = found
  await transaction.insertRows('imports', ['id', 'kind', 'filename', 'state', 'createdat', 'actorid', 'actor', 'actorkind', 'encoding', 'fieldseparator', 'headers', 'linecount'],
    [[id, kind, fileName.slice(0, 255), state, createdAt, actor.id, actor.label.slice(0, 120), actor.kind, encoding, separator, JSON.stringify(headers), lines]])
  return id
}

export type ImportUpdate = Partial<Pick<StoredImport, 'state' | 'lines' | 'options' | 'counts' | 'jobId' | 'batchId' | 'committedAt' | 'error'>>

const updatable = { state: 'state', lines: 'linecount', options: 'options', counts: 'counts', jobId: 'jobid', batchId: 'batchid', committedAt: 'committedat', error: 'error' } as const

/** Sets what is given; only while the import is in one of these states, when some are named. */
export async function updateImport(transaction: Transaction, id: number, update: ImportUpdate, states: readonly string[] = []): Promise<boolean> {
  const given = Object.entries(update)
  const assignments = given.map(([name]) => `${updatable[name as keyof typeof updatable]} = ?`).join() // keys of ImportUpdate
  const values = given.map(([, value]): SqlValue => (value === null || typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value)))
  const guard = states.length === 0 ? '' : ` and state in (${states.map(() => '?').join()})`
  return (await transaction.run(`update imports set ${assignments} where id = ?${guard}`, [...values, id, ...states])) > 0
}

export type Stage = 'source' | 'plan' | 'result'

export async function insertPart(transaction: Transaction, importId: number, stage: Stage, part: number, content: readonly FileLine[] | readonly LineOutcome[], counts: ImportCounts): Promise<void> {
  const id = await transaction.takeIds('importparts', 1)
  await transaction.insertRows('importparts', ['id', 'importid', 'stage', 'partnumber', 'creates', 'updates', 'skips', 'errors', 'content'], [[id, importId, stage, part, counts.create, counts.update, counts.skip, counts.error, JSON.stringify(content)]])
}

export async function removeParts(transaction: Transaction, importId: number, stages: readonly Stage[]): Promise<void> {
  await transaction.run(`delete from importparts where importid = ? and stage in (${stages.map(() => '?').join()})`, [importId, ...stages])
}

export async function findLines(reader: Reader, importId: number, part: number): Promise<FileLine[] | null> {
  const [row] = await reader.all("select content from importparts where importid = ? and stage = 'source' and partnumber = ?", [importId, part])
  return row ? JSON.parse(String(row.content)) : null
}

export async function findOutcomes(reader: Reader, importId: number, stage: 'plan' | 'result', part: number): Promise<LineOutcome[] | null> {
  const [row] = await reader.all('select content from importparts where importid = ? and stage = ? and partnumber = ?', [importId, stage, part])
  return row ? JSON.parse(String(row.content)) : null
}

const countColumns = { create: 'creates', update: 'updates', skip: 'skips', error: 'errors' } as const

/** Numbers of the parts, in order, that hold lines of this outcome (null: of any). */
export async function findPartNumbers(reader: Reader, importId: number, stage: Stage, outcome: keyof ImportCounts | null, from: number): Promise<number[]> {
  const condition = outcome === null ? '' : ` and ${countColumns[outcome]} > 0`
  return (await reader.all(`select partnumber from importparts where importid = ? and stage = ? and partnumber >= ?${condition} order by partnumber`, [importId, stage, from])).map((row) => Number(row.partnumber))
}

export async function sumCounts(reader: Reader, importId: number, stage: Stage): Promise<ImportCounts> {
  const [row] = await reader.all('select sum(creates) as c, sum(updates) as u, sum(skips) as s, sum(errors) as e from importparts where importid = ? and stage = ?', [importId, stage])
  return { create: Number(row?.c ?? 0), update: Number(row?.u ?? 0), skip: Number(row?.s ?? 0), error: Number(row?.e ?? 0) }
}

export async function removeImport(transaction: Transaction, id: number): Promise<void> {
  await transaction.run('delete from importparts where importid = ?', [id])
  await transaction.run('delete from imports where id = ?', [id])
}

/** Imports that have been left alone since, and still keep the lines of their file. */
export async function findOldImports(reader: Reader, before: number): Promise<number[]> {
  return (await reader.all("select id from imports where createdat < ? and state not in ('checking', 'importing', 'undoing') and exists (select 1 from importparts p where p.importid = imports.id) order by id limit 200", [before])).map((row) => Number(row.id))
}

/** Imports into types and further tables of a plugin, and their lines. */
export function heldBy({ name, tables }: HeldPlugin): HeldRows[] {
  const ofTypes = beginsWith('kind', name)
  const where = tables.length === 0 ? ofTypes.where : `(${ofTypes.where}) or kind in (${tables.map(() => '?').join(', ')})`
  const parameters = [...ofTypes.parameters, ...tables]
  return [{ table: 'imports', where, parameters }, { table: 'importparts', where: `importid in (select i.id from imports i where ${where.replaceAll('kind', 'i.kind')})`, parameters }]
}

/** Live records by the value of a field: its key where it has one. Several records may have the same. */
export async function findByValue(database: Pick<Database, 'engine' | 'all'>, model: ResourceModel, field: FieldModel, values: readonly SqlValue[]): Promise<Map<string, number[]>> {
  const part = model.parts[field.part]
  const main = model.parts[0]
  const found = new Map<string, number[]>()
  if (!part || !main || values.length === 0) return found
  const quote = (name: string): string => quoteName(database, name)
  const column = `t.${quote(field.keyColumn ?? field.column)}`
  const join = part === main ? '' : ` join ${quote(main.table)} m on m.${quote(main.key)} = t.${quote(part.key)}`
  const rows = await database.all(`select t.${quote(part.key)} as id, ${column} as v from ${quote(part.table)} t${join} where ${part === main ? 't' : 'm'}.active = 1 and ${column} in (${values.map(() => '?').join()})`, values)
  for (const row of rows) found.set(String(row.v), [...(found.get(String(row.v)) ?? []), Number(row.id)])
  return found
}

/** Which of these ids exist, deleted ones included, with their label. */
export async function findLabels(database: Pick<Database, 'engine' | 'all'>, model: ResourceModel, label: FieldModel | undefined, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const column = quoteName(database, label?.column ?? 'id')
  const rows = await database.all(`select id, ${column} as label from ${quoteName(database, model.parts[0]?.table ?? model.name)} where id in (${ids.map(() => '?').join()})`, ids)
  return new Map(rows.map((row) => [Number(row.id), String(row.label)]))
}
