import { createHash } from 'node:crypto'
import pg, { type PoolClient, type PoolConfig } from 'pg'
import { Problem } from '../problem.ts'
import type { Database, DatabaseLog, SqlValue } from './database.ts'
import type { ConnectionPool, PooledConnection } from './connection-pool.ts'
import type { DatabaseAddress } from './database-url.ts'
import { missingDatabase } from './missing-database.ts'
import { createPooledDatabase } from './pooled-database.ts'
import type { SqlRow } from './sql-connection.ts'

export async function openPostgresDatabase(address: DatabaseAddress & { url: URL }, poolSize: number, log: DatabaseLog): Promise<Database> {
  const open = (size: number): ConnectionPool => createConnectionPool(address, size, log)
  const pool = open(poolSize)
  try {
    await checkEncoding(pool)
  } catch (error) {
    await pool.close()
    throw missingDatabase('postgres', address.url, error)
  }
  return createPooledDatabase({ engine: 'postgres', textCollation: 'C', displayUrl: address.displayUrl, url: address.url.href, poolSize, pool, idPool: open(1) }, log)
}

async function checkEncoding(pool: ConnectionPool): Promise<void> {
  const connection = await pool.acquire()
  try {
    const encoding = (await connection.arrays('show server_encoding', []))[0]?.[0]
    if (encoding !== 'UTF8') throw new Problem('DATABASE_UNAVAILABLE', { detail: `The database has the encoding ${String(encoding)}; create it with ENCODING 'UTF8' TEMPLATE template0.` })
  } finally {
    connection.release()
  }
}

type Parser = (text: string) => SqlValue

const bytea: Parser = (text) => Buffer.from(text.slice(2), 'hex')
const parsers = new Map<number, Parser>([
  [16, (text) => (text === 't' ? 1 : 0)], // boolean
  [17, bytea],
  ...[20, 21, 23, 26, 700, 701, 1700].map((oid): [number, Parser] => [oid, Number]), // int8, int2, int4, oid, float4, float8, numeric (sums of int8)
])
const asText: Parser = (text) => text

/** For this pool only; the driver's global table stays as it is. */
const types = { getTypeParser: (oid: number) => parsers.get(oid) ?? asText }

function poolOptions({ url, options }: DatabaseAddress & { url: URL }): PoolConfig {
  const tls = options.get('tls')
  return {
    host: url.hostname, port: Number(url.port || 5432), database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username), password: decodeURIComponent(url.password),
    ...(tls && { ssl: { rejectUnauthorized: tls === 'verify' } }),
    connectionTimeoutMillis: 10_000, idleTimeoutMillis: 60_000, keepAlive: true, application_name: 'shopdb',
    types: types as PoolConfig['types'], // the declared type wants the whole overloaded table
  }
}

function createConnectionPool(address: DatabaseAddress & { url: URL }, size: number, log: DatabaseLog): ConnectionPool {
  const pool = new pg.Pool({ ...poolOptions(address), max: size })
  pool.on('error', () => undefined) // told by the client's own listener
  const prepared = new WeakSet<PoolClient>()
  return {
    acquire: async () => {
      const client = await pool.connect()
      if (!prepared.has(client)) {
        // The pool listens while a client is idle only; unheard, a connection lost on loan would end the process.
        client.on('error', (error) => log.warn({ err: error }, 'database connection lost'))
        await client.query("set time zone 'UTC'; set lock_timeout = '10s'; set client_min_messages = warning")
        prepared.add(client)
      }
      return adapt(client)
    },
    close: () => pool.end(),
  }
}

function adapt(client: PoolClient): PooledConnection {
  return {
    execute: async (sql, parameters) => {
      const { rows, rowCount } = await client.query<SqlRow>(sql, [...parameters])
      return { rows, changes: rowCount ?? 0 }
    },
    arrays: async (sql, parameters) => {
      const { rows } = await client.query<SqlValue[]>({ text: sql, values: [...parameters], rowMode: 'array', name: statementName(sql) })
      return rows
    },
    command: async (sql) => void (await client.query(sql)),
    release: (isBroken) => client.release(isBroken),
  }
}

const names = new Map<string, string>()
const mostNames = 500

/** A connection keeps its prepared statements for good, so that only so many get a name. */
function statementName(sql: string): string | undefined {
  const known = names.get(sql)
  if (known !== undefined || names.size >= mostNames) return known
  const name = createHash('sha256').update(sql).digest('base64url').slice(0, 24)
  names.set(sql, name)
  return name
}
