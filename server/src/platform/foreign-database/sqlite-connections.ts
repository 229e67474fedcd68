import { accessSync, constants } from 'node:fs'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { ForeignConnections, ForeignOptions, ForeignRow } from './foreign-connection.ts'

/** A file, opened for reading. It is read in this thread, so keep statements short: there is no time limit to end one. */
export function openSqlite({ file, limit }: ForeignOptions): ForeignConnections {
  const database = new DatabaseSync(file, { readOnly: true, timeout: Math.min(limit, 1000), enableForeignKeyConstraints: false })
  database.exec('pragma query_only = on')
  return {
    engine: 'sqlite',
    all: async (sql, parameters) => database.prepare(sql).all(...parameters.map(toSqlite)).map((row): ForeignRow => ({ ...row })),
    findWritable: async () => (isWritable(file) ? 'the account of the server may write the file' : null),
    pool: () => ({ total: 1, idle: 1, waiting: 0 }),
    close: async () => database.close(),
  }
}

function toSqlite(value: unknown): SQLInputValue {
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'boolean') return value ? 1 : 0
  return value as SQLInputValue // what else ForeignParameter allows; the driver refuses a list and says so
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK)
    return true
  } catch {
    // Not allowed, which is what is wanted.
    return false
  }
}
