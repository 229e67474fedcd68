import type { QueryConfig } from 'pg'
import { loadPostgres } from '../lazy-packages.ts'
import { numberPlaceholders } from './assert-reading.ts'
import type { ForeignConnections, ForeignOptions, ForeignRow } from './foreign-connection.ts'

/** Tables on which the role has a right to write, and whether it passes all checks. */
const writableSql = `select (select rolsuper from pg_roles where rolname = current_user) as super,
  (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
      and (has_table_privilege(c.oid, 'INSERT') or has_table_privilege(c.oid, 'UPDATE') or has_table_privilege(c.oid, 'DELETE') or has_table_privilege(c.oid, 'TRUNCATE'))) as writable`

/** Each session begins with `default_transaction_read_only`, as part of the connection: there is no moment without it. */
export function openPostgres({ url, size, limit, tls, name }: ForeignOptions): ForeignConnections {
  const pool = new (loadPostgres().Pool)({
    host: url.hostname, port: Number(url.port || 5432), database: decodeURIComponent(url.pathname.slice(1)), user: decodeURIComponent(url.username), password: decodeURIComponent(url.password),
    ...(tls !== null && { ssl: { rejectUnauthorized: tls === 'verify' } }),
    options: `-c default_transaction_read_only=on -c statement_timeout=${limit} -c lock_timeout=${limit} -c idle_in_transaction_session_timeout=${limit} -c timezone=UTC`,
    max: size, connectionTimeoutMillis: 5000, idleTimeoutMillis: 60_000, keepAlive: true, application_name: name, query_timeout: limit + 1000, allowExitOnIdle: true,
  })
  // A connection lost while nobody uses it; the next use opens another.
  pool.on('error', () => undefined)
  const all = async (sql: string, parameters: readonly unknown[]): Promise<ForeignRow[]> => {
    // Extended protocol: the server itself takes one statement only.
    const { rows } = await pool.query<ForeignRow>({ text: numberPlaceholders(sql), values: parameters.map((value) => (Array.isArray(value) ? [...value] : value)), queryMode: 'extended' } as QueryConfig) // queryMode is missing in its types
    return rows
  }
  return {
    engine: 'postgres', all,
    findWritable: async () => {
      const [row] = (await pool.query<{ super: boolean; writable: number }>(writableSql)).rows
      if (row?.super) return 'the role is a superuser'
      return row && row.writable > 0 ? `the role may write ${row.writable} table${row.writable === 1 ? '' : 's'}` : null
    },
    pool: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  }
}
