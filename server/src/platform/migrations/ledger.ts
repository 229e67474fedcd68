import type { Database, Transaction } from '../database/database.ts'
import { defineTable } from '../database/table-model.ts'
import type { SqlTarget } from './column-sql.ts'
import { modelOf } from './model.ts'
import type { Migration } from './operations.ts'
import type { Cursor } from './after-key.ts'
import { createTable } from './run-schema-operation.ts'
import { Problem } from '../problem.ts'

/** What has been applied, with the content, so that it can be taken back when the files are gone with their plugin. */
const migrations = defineTable({
  name: 'migrations',
  columns: {
    chain: 'string(63)', file: 'string(120)', position: 'integer', checksum: 'string(64)', content: 'text',
    /** `applying`, `applied` or `reverting`. */
    state: 'string(12)',
    /** Operations that are done, in the direction of `state`. */
    progress: 'integer',
    /** The operation being executed right now, -1 for none: it may have taken effect without being counted yet. */
    begun: 'integer',
    cursorkey: 'text?', startedat: 'timestamp', appliedat: 'timestamp?',
  },
  primaryKey: ['chain', 'file'],
})
const migrationleases = defineTable({ name: 'migrationleases', columns: { name: 'string(63)', holder: 'string(63)', expiresat: 'timestamp' }, primaryKey: ['name'] })
const sequences = defineTable({ name: 'sequences', columns: { name: 'string(63)', next: 'integer' }, primaryKey: ['name'] })

/** Tables of the platform itself: outside every chain, and no chain may touch them. */
export const platformTables = [migrations, migrationleases, sequences] as const

export type LedgerState = 'applying' | 'applied' | 'reverting'

export type LedgerEntry = {
  chain: string
  file: string
  position: number
  checksum: string
  migration: Migration
  state: LedgerState
  progress: number
  begun: number
  cursor: Cursor | null
  appliedAt: number | null
}

/** Twice, because PostgreSQL lets two creators of `if not exists` collide; the second try finds the tables. */
export async function createPlatformTables(database: Database): Promise<void> {
  if (await hasPlatformTables(database)) return
  await createOnce(database).catch(() => createOnce(database))
}

/** A start that has nothing to create does not wake the writer. */
async function hasPlatformTables(database: Database): Promise<boolean> {
  try {
    for (const { name } of platformTables) await database.all(`select 1 as one from ${name} where 1 = 0`)
    return true
  } catch (error) {
    if (error instanceof Problem) throw error // the database does not answer
    return false
  }
}

async function createOnce(database: Database): Promise<void> {
  const target: SqlTarget = database
  const model = modelOf(platformTables)
  await database.write(async (transaction) => {
    for (const [table, { columns, primaryKey }] of Object.entries(model)) await createTable(transaction, target, model, { op: 'createTable', table, columns, primaryKey }, true)
  })
}

/** In the order of application. */
export async function readLedger(database: Pick<Database, 'all'>): Promise<LedgerEntry[]> {
  const rows = await database.all('select chain, file, position, checksum, content, state, progress, begun, cursorkey, appliedat from migrations order by position')
  return rows.map((row) => ({
    chain: String(row['chain']), file: String(row['file']), position: Number(row['position']), checksum: String(row['checksum']),
    migration: JSON.parse(String(row['content'])) as Migration, // written by insertEntry
    state: row['state'] as LedgerState, // written by this module only
    progress: Number(row['progress']), begun: Number(row['begun']),
    cursor: row['cursorkey'] === null ? null : JSON.parse(String(row['cursorkey'])) as Cursor, // written by saveProgress
    appliedAt: row['appliedat'] === null ? null : Number(row['appliedat']),
  }))
}

export async function insertEntry(database: Database, entry: LedgerEntry): Promise<void> {
  const columns = ['chain', 'file', 'position', 'checksum', 'content', 'state', 'progress', 'begun', 'cursorkey', 'startedat', 'appliedat']
  const values = [entry.chain, entry.file, entry.position, entry.checksum, JSON.stringify(entry.migration), entry.state, entry.progress, entry.begun, null, Date.now(), entry.appliedAt]
  await database.write((transaction) => transaction.insertRows('migrations', columns, [values]))
}

type Progress = Pick<LedgerEntry, 'state' | 'progress' | 'begun' | 'cursor'>

export async function saveProgress(transaction: Transaction, { chain, file }: LedgerEntry, { state, progress, begun, cursor }: Progress): Promise<void> {
  const sql = 'update migrations set state = ?, progress = ?, begun = ?, cursorkey = ?, appliedat = ? where chain = ? and file = ?'
  await transaction.run(sql, [state, progress, begun, cursor && JSON.stringify(cursor), state === 'applied' ? Date.now() : null, chain, file])
}

export async function deleteEntry(database: Database, { chain, file }: LedgerEntry): Promise<void> {
  await database.write((transaction) => transaction.run('delete from migrations where chain = ? and file = ?', [chain, file]))
}

/** Forgets a chain and the id counters of its tables. */
export async function deleteChain(database: Database, chain: string, tables: readonly string[]): Promise<void> {
  await database.write(async (transaction) => {
    await transaction.run('delete from migrations where chain = ?', [chain])
    await transaction.runMany('delete from sequences where name = ?', tables.map((table) => [table]))
  })
}

/** Id counters of these tables, by name. */
export async function readSequences(database: Pick<Database, 'all'>, tables: readonly string[]): Promise<Map<string, number>> {
  const rows = await database.all('select name, next from sequences')
  return new Map(rows.map((row): [string, number] => [String(row['name']), Number(row['next'])]).filter(([name]) => tables.includes(name)))
}

/** Goes on counting where the archived rows ended; a counter that is further stays. */
export async function continueSequences(transaction: Transaction, counters: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, next] of Object.entries(counters)) {
    const changed = await transaction.run('update sequences set next = ? where name = ? and next < ?', [next, name, next])
    if (changed === 0) await transaction.upsertRows('sequences', ['name'], ['name', 'next'], [[name, next]], [])
  }
}
