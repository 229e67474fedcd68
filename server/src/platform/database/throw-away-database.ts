import { randomBytes } from 'node:crypto'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'

/** Makes a database of its own on a server (`mysql://root@host:3306`, `postgres://user@host`), and drops it after the work. */
export async function withThrowAwayDatabase<Result>(server: string, work: (databaseUrl: string) => Promise<Result>): Promise<Result> {
  const name = `shopdbcheck${randomBytes(6).toString('hex')}`
  const address = server.replace(/\/+$/, '')
  const isPostgres = /^postgres(ql)?:/.test(address)
  const run = isPostgres ? onPostgres : onMysql
  await run(address, isPostgres ? `create database ${name} encoding 'UTF8' template template0` : `create database ${name} character set utf8mb4`)
  try {
    return await work(`${address}/${name}`)
  } finally {
    await run(address, isPostgres ? `drop database if exists ${name} with (force)` : `drop database if exists ${name}`)
  }
}

async function onMysql(server: string, sql: string): Promise<void> {
  const connection = await createConnection(server.replace(/^mariadb:/, 'mysql:'))
  await connection.query(sql).finally(() => connection.end())
}

async function onPostgres(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
