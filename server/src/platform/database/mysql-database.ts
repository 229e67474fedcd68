import mysql from 'mysql2'
import { createPool, type Pool, type PoolConnection, type PoolOptions } from 'mysql2/promise'
import type { Database, DatabaseLog, SqlValue } from './database.ts'
import type { ConnectionPool, PooledConnection } from './connection-pool.ts'
import type { DatabaseAddress } from './database-url.ts'
import { missingDatabase } from './missing-database.ts'
import { createPooledDatabase } from './pooled-database.ts'
import type { SqlResult, SqlRow } from './sql-connection.ts'

/** MySQL 8 and MariaDB. */
export async function openMysqlDatabase(address: DatabaseAddress & { url: URL }, poolSize: number, log: DatabaseLog): Promise<Database> {
  const collation = await detectCollation(address)
  const open = (size: number): ConnectionPool => createConnectionPool(createPool({ ...poolOptions(address), connectionLimit: size }), collation, log)
  return createPooledDatabase({
    engine: 'mysql', textCollation: collation, displayUrl: address.displayUrl, url: address.url.href, poolSize, pool: open(poolSize), idPool: open(1),
  }, log)
}

function poolOptions({ url, options }: DatabaseAddress & { url: URL }): PoolOptions {
  const tls = options.get('tls')
  return {
    host: url.hostname, port: Number(url.port || 3306), database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username), password: decodeURIComponent(url.password),
    ...(tls && { ssl: { rejectUnauthorized: tls === 'verify' } }),
    charset: 'utf8mb4', timezone: 'Z', dateStrings: true, decimalNumbers: true, supportBigNumbers: false,
    maxPreparedStatements: 500, enableKeepAlive: true, connectTimeout: 10_000, maxIdle: 4, idleTimeout: 60_000,
  }
}

/** Both compare code points and keep trailing blanks; each server knows only its own name for that. */
async function detectCollation(address: DatabaseAddress & { url: URL }): Promise<string> {
  const pool = createPool({ ...poolOptions(address), connectionLimit: 1 })
  try {
    const [rows] = await pool.query({ sql: 'select version()', rowsAsArray: true })
    return /mariadb/i.test(String((rows as unknown[][])[0]?.[0])) ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin' // rowsAsArray is set
  } catch (error) {
    throw missingDatabase('mysql', address.url, error)
  } finally {
    await pool.end()
  }
}

/**
 * Strict, so that nothing is cut or replaced silently. Backslashes stay escapes (no NO_BACKSLASH_ESCAPES): the driver's
 * own quoting relies on them. READ COMMITTED avoids the gap locks behind most deadlocks.
 */
function sessionStatements(collation: string): string[] {
  return [
    `set names utf8mb4 collate ${collation}`,
    "set session sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', innodb_lock_wait_timeout = 10, lock_wait_timeout = 60",
    'set session transaction isolation level read committed',
  ]
}

function createConnectionPool(pool: Pool, collation: string, log: DatabaseLog): ConnectionPool {
  const prepared = new WeakSet<object>()
  return {
    acquire: async () => {
      const connection = await pool.getConnection()
      if (!prepared.has(connection.connection)) {
        for (const statement of sessionStatements(collation)) await connection.query(statement)
        connection.connection.on('error', (error: unknown) => log.warn({ err: error }, 'database connection lost'))
        prepared.add(connection.connection)
      }
      return adapt(connection)
    },
    close: () => pool.end(),
  }
}

function adapt(connection: PoolConnection): PooledConnection {
  return {
    execute: (sql, parameters) => execute(connection, sql, parameters),
    arrays: async (sql, parameters) => {
      const [rows] = await connection.execute({ sql, rowsAsArray: true, values: bind(parameters) })
      return rows as unknown as SqlValue[][] // rowsAsArray is set
    },
    command: async (sql) => void (await connection.query(sql)),
    release: (isBroken) => (isBroken ? connection.destroy() : connection.release()),
  }
}

/** Statements of the schema have no parameters, and not all of them can be prepared. */
async function execute(connection: PoolConnection, sql: string, parameters: readonly SqlValue[]): Promise<SqlResult> {
  const [result] = parameters.length === 0 ? await connection.query(sql) : await connection.execute(sql, bind(parameters))
  if (Array.isArray(result)) return { rows: result as SqlRow[], changes: result.length } // rows of plain values by the pool's options
  return { rows: [], changes: result.affectedRows }
}

/** The driver would send every number as DOUBLE, which is exact but spoils integer comparisons and LIMIT. */
function bind(parameters: readonly SqlValue[]): never[] {
  return parameters.map((value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return mysql.TypedParameter.LONGLONG(value)
    return value instanceof Uint8Array ? Buffer.from(value) : value
  }) as never[] // wider than the driver's declared parameter type
}
