import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import type { Engine } from './database.ts'

export type TestDatabase = { url: string; dataDir: string; drop: () => Promise<void> }
export type TestEngine = { engine: Engine; create: () => Promise<TestDatabase> }

/**
 * The engines to test on: `SHOPDB_TEST_ENGINES=sqlite,mysql,postgres` (default sqlite). An engine that is asked for and
 * cannot be reached makes `create` fail, and with it the test; nothing is skipped silently.
 */
export function testDatabases(): TestEngine[] {
  const wanted = (process.env['SHOPDB_TEST_ENGINES'] ?? 'sqlite').split(',').map((name) => name.trim()).filter(Boolean) // tests have no config.ts
  return wanted.map((name) => testEngine(name))
}

/** One engine, whichever are asked for. */
export function testEngine(name: string): TestEngine {
  if (name === 'sqlite') return { engine: name, create: createSqlite }
  if (name === 'mysql') return { engine: name, create: createMysql }
  if (name === 'postgres') return { engine: name, create: createPostgres }
  throw new Error(`SHOPDB_TEST_ENGINES names an unknown engine: ${name}`)
}

const newName = (): string => `shopdbtest${randomBytes(6).toString('hex')}`

function createFolder(): string {
  return mkdtempSync(join(tmpdir(), 'shopdbtest'))
}

async function createSqlite(): Promise<TestDatabase> {
  const dataDir = createFolder()
  return { url: `sqlite:${join(dataDir, 'shopdb.db')}`, dataDir, drop: async () => rmSync(dataDir, { recursive: true, force: true }) }
}

async function createMysql(): Promise<TestDatabase> {
  const server = process.env['SHOPDB_TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306'
  return createOnServer(server, async (sql) => {
    const connection = await createConnection(server)
    await connection.query(sql).finally(() => connection.end())
  }, (name) => `create database ${name} character set utf8mb4`, (name) => `drop database if exists ${name}`)
}

async function createPostgres(): Promise<TestDatabase> {
  const server = process.env['SHOPDB_TEST_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432'
  return createOnServer(server, async (sql) => {
    const client = new pg.Client({ connectionString: `${server}/postgres` })
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }, (name) => `create database ${name} encoding 'UTF8' template template0`, (name) => `drop database if exists ${name} with (force)`)
}

async function createOnServer(
  server: string, run: (sql: string) => Promise<void>, creation: (name: string) => string, removal: (name: string) => string,
): Promise<TestDatabase> {
  const name = newName()
  const dataDir = createFolder()
  await run(creation(name))
  return {
    url: `${server}/${name}`, dataDir,
    drop: async () => {
      rmSync(dataDir, { recursive: true, force: true })
      await run(removal(name))
    },
  }
}
