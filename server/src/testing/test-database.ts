import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import type { TestDatabase } from '@shopdb/plugin-api/test-realtime'
import { testEngine } from '../platform/database/testing.ts'

type Rows = readonly Readonly<Record<string, unknown>>[]
type Run = (sql: string, parameters: readonly unknown[]) => Promise<Rows>

/** A database of its own, reached by the driver of its engine and nothing of ShopDB's. */
export async function createTestDatabase(engine: 'sqlite' | 'mysql' | 'postgres'): Promise<TestDatabase> {
  const { url, drop } = await testEngine(engine).create()
  const { run, close } = await open(engine, url)
  return {
    url, run: (sql, parameters = []) => run(sql, parameters),
    drop: async () => {
      await close()
      await drop()
    },
  }
}

async function open(engine: 'sqlite' | 'mysql' | 'postgres', url: string): Promise<{ run: Run; close: () => Promise<unknown> }> {
  if (engine === 'sqlite') return openSqlite(url.slice('sqlite:'.length))
  if (engine === 'mysql') {
    const connection = await createConnection({ uri: url, multipleStatements: true })
    return { run: async (sql, parameters) => rowsOf((await connection.query(sql, [...parameters]))[0]), close: () => connection.end() }
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return { run: async (sql, parameters) => (await client.query<Record<string, unknown>>(sql, parameters.length > 0 ? [...parameters] : undefined)).rows ?? [], close: () => client.end() }
}

function openSqlite(file: string): { run: Run; close: () => Promise<unknown> } {
  const database = new DatabaseSync(file)
  return {
    run: async (sql, parameters) => {
      if (parameters.length > 0 || /^\s*select/i.test(sql)) return database.prepare(sql).all(...(parameters as SQLInputValue[])).map((row) => ({ ...row })) // the test writes what the driver takes
      database.exec(sql)
      return []
    },
    close: async () => database.close(),
  }
}

function rowsOf(result: unknown): Rows {
  return Array.isArray(result) ? result : []
}
