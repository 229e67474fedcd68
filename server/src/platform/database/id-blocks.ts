import type { Engine } from './database.ts'
import { translateDatabaseError } from './database-error.ts'
import { nativePlaceholders } from './placeholders.ts'
import type { ConnectionPool, PooledConnection } from './connection-pool.ts'
import { quoteName } from './row-statements.ts'

const blockSize = 16

/**
 * Ids on the server engines. They are taken on a connection of their own and committed at once, a small block at a time,
 * so that concurrent creators never wait for each other's row locks; what is left of a block at the end is never used.
 */
export function createIdBlocks(engine: Engine, pool: ConnectionPool): { takeIds: (table: string, count: number) => Promise<number>; forget: (tables: readonly string[]) => void } {
  const blocks = new Map<string, { next: number; end: number }>()
  let last: Promise<unknown> = Promise.resolve()
  const take = async (table: string, count: number): Promise<number> => {
    let block = blocks.get(table)
    if (!block || block.end - block.next < count) {
      const size = Math.max(count, blockSize)
      const next = await reserve(engine, pool, table, size)
      blocks.set(table, (block = { next, end: next + size }))
    }
    block.next += count
    return block.next - count
  }
  return {
    takeIds: (table, count) => {
      const result = last.then(() => take(table, count))
      last = result.catch(() => undefined)
      return result
    },
    forget: (tables) => {
      for (const table of tables) blocks.delete(table)
    },
  }
}

async function reserve(engine: Engine, pool: ConnectionPool, table: string, count: number): Promise<number> {
  const connection = await pool.acquire()
  let broken = true
  try {
    const first = (await advance(engine, connection, table, count)) ?? (await createAndAdvance(engine, connection, table, count))
    broken = false
    return first
  } catch (error) {
    throw translateDatabaseError(engine, error, 'take ids')
  } finally {
    connection.release(broken)
  }
}

async function createAndAdvance(engine: Engine, connection: PooledConnection, table: string, count: number): Promise<number> {
  await createSequence(engine, connection, table)
  const first = await advance(engine, connection, table, count)
  if (first === undefined) throw new Error(`The sequence of ${table} cannot be created.`)
  return first
}

/** Undefined when there is no row, or no table, for it yet. */
async function advance(engine: Engine, connection: PooledConnection, table: string, count: number): Promise<number | undefined> {
  await connection.command('start transaction')
  try {
    const { changes } = await connection.execute(nativePlaceholders(engine, 'update sequences set next = next + ? where name = ?'), [count, table])
    const rows = changes === 0 ? [] : await connection.arrays(nativePlaceholders(engine, 'select next from sequences where name = ?'), [table])
    await connection.command('commit')
    const next = rows[0]?.[0]
    return typeof next === 'number' ? next - count : undefined
  } catch (error) {
    await connection.command('rollback')
    if (isMissingTable(error)) return undefined
    throw error
  }
}

function isMissingTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ER_NO_SUCH_TABLE' || error.code === '42P01')
}

const keyColumn = {
  mysql: "select column_name as name from information_schema.columns where table_schema = database() and table_name = ? and column_key = 'PRI' and data_type = 'bigint' order by ordinal_position limit 1",
  postgres: "select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] where i.indrelid = to_regclass(quote_ident(?)) and i.indisprimary and a.atttypid = 20",
}

/** The statement that makes the table of sequences; also used by the migrations. */
export function sequencesTable(engine: Engine, textCollation: string): string {
  if (engine === 'sqlite') return 'create table if not exists sequences (name text not null primary key, next integer not null) strict, without rowid'
  const name = engine === 'mysql' ? `varchar(63) character set utf8mb4 collate ${textCollation}` : 'varchar(63) collate "C"'
  return `create table if not exists sequences (name ${name} not null primary key, next bigint not null)${engine === 'mysql' ? ' engine=InnoDB' : ''}`
}

async function createSequence(engine: Engine, connection: PooledConnection, table: string): Promise<void> {
  if (engine === 'sqlite') throw new Error('SQLite takes ids in the transaction itself')
  await createTable(engine, connection)
  const key = (await connection.arrays(nativePlaceholders(engine, keyColumn[engine]), [table]))[0]?.[0]
  const highest = key === undefined ? 0 : (await connection.arrays(`select max(${quoteName(engine, String(key))}) from ${quoteName(engine, table)}`, []))[0]?.[0]
  const start = (typeof highest === 'number' ? highest : 0) + 1
  const insert = engine === 'mysql' ? 'insert ignore into sequences (name, next) values (?, ?)' : 'insert into sequences (name, next) values (?, ?) on conflict do nothing'
  await connection.execute(nativePlaceholders(engine, insert), [table, start])
}

/** PostgreSQL lets two creators of `if not exists` collide; the second try finds the table. */
async function createTable(engine: 'mysql' | 'postgres', connection: PooledConnection): Promise<void> {
  const collation = engine === 'mysql' ? String((await connection.arrays('select @@collation_connection', []))[0]?.[0]) : 'C'
  const statement = sequencesTable(engine, collation)
  await connection.command(statement).catch(() => connection.command(statement))
}
