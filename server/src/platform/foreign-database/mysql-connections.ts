import type { PoolConnection } from 'mysql2/promise'
import { loadMysql } from '../lazy-packages.ts'
import type { ForeignConnections, ForeignOptions, ForeignRow } from './foreign-connection.ts'

/** Rights of GRANT that let somebody change data or its shape. */
const writing = /\b(ALL PRIVILEGES|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|TRUNCATE|SUPER|TRIGGER|EXECUTE)\b/

/** MySQL and MariaDB. Each session is told to read only before it is used the first time. */
export function openMysql({ url, size, limit, tls }: ForeignOptions): ForeignConnections {
  const pool = loadMysql().createPool({
    host: url.hostname, port: Number(url.port || 3306), database: decodeURIComponent(url.pathname.slice(1)), user: decodeURIComponent(url.username), password: decodeURIComponent(url.password),
    ...(tls !== null && { ssl: { rejectUnauthorized: tls === 'verify' } }),
    connectionLimit: size, charset: 'utf8mb4', timezone: 'Z', supportBigNumbers: true, connectTimeout: 5000, enableKeepAlive: true, maxIdle: 2, idleTimeout: 60_000,
  })
  const prepared = new WeakSet<object>()
  let inUse = 0
  let waiting = 0

  async function acquire(): Promise<PoolConnection> {
    waiting++
    const connection = await pool.getConnection().finally(() => waiting--)
    inUse++
    if (prepared.has(connection.connection)) return connection
    try {
      await connection.query('set session transaction read only')
      const [rows] = await connection.query({ sql: 'select version()', rowsAsArray: true })
      const isMaria = /mariadb/i.test(String((rows as unknown[][])[0]?.[0])) // rowsAsArray is set
      await connection.query(isMaria ? `set session max_statement_time = ${limit / 1000}` : `set session max_execution_time = ${limit}`)
      connection.connection.on('error', () => undefined)
      prepared.add(connection.connection)
      return connection
    } catch (error) {
      inUse--
      connection.destroy()
      throw error
    }
  }

  async function use<Result>(work: (connection: PoolConnection) => Promise<Result>): Promise<Result> {
    const connection = await acquire()
    try {
      return await work(connection)
    } finally {
      inUse--
      connection.release()
    }
  }

  return {
    engine: 'mysql',
    all: (sql, parameters) => use(async (connection) => {
      const [rows] = await connection.query(sql, [...parameters])
      return rows as ForeignRow[] // a statement that reads answers rows
    }),
    findWritable: () => use(async (connection) => {
      const [rows] = await connection.query({ sql: 'show grants', rowsAsArray: true })
      const grants = (rows as unknown[][]).map(([grant]) => String(grant)) // rowsAsArray is set
      return grants.some((grant) => writing.test(grant.split(' ON ')[0] ?? '')) ? 'the user has rights to write' : null
    }),
    pool: () => ({ total: Number(Reflect.get(Object(Reflect.get(pool.pool, '_allConnections')), 'length') ?? inUse), idle: Number(Reflect.get(Object(Reflect.get(pool.pool, '_freeConnections')), 'length') ?? 0), waiting }),
    close: () => pool.end(),
  }
}
