import {
  Kysely, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler,
  SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler,
  type CompiledQuery, type DatabaseConnection, type Dialect, type Driver, type QueryResult,
} from 'kysely'
import type { AnyTables, Engine, SqlValue } from './database.ts'
import type { SqlConnection } from './sql-connection.ts'

/** Kysely locks a single SQLite connection per query by default; ours queue by themselves. */
class SharedSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

const parts = {
  sqlite: { adapter: () => new SharedSqliteAdapter(), compiler: () => new SqliteQueryCompiler(), introspector: SqliteIntrospector },
  mysql: { adapter: () => new MysqlAdapter(), compiler: () => new MysqlQueryCompiler(), introspector: MysqlIntrospector },
  postgres: { adapter: () => new PostgresAdapter(), compiler: () => new PostgresQueryCompiler(), introspector: PostgresIntrospector },
} as const

/** A Kysely that hands its finished SQL to `execute`; connections and transactions are none of its business here. */
export function createKysely(engine: Engine, execute: SqlConnection['execute']): Kysely<AnyTables> {
  const { adapter, compiler, introspector } = parts[engine]
  const dialect: Dialect = {
    createAdapter: adapter,
    createQueryCompiler: compiler,
    createDriver: () => createDriver(execute),
    createIntrospector: (kysely) => new introspector(kysely),
  }
  return new Kysely<AnyTables>({ dialect })
}

/**
 * Gives a Kysely the row types of a feature's tables:
 * `tables<{ assets: RowOf<typeof assets> }>(transaction.query).selectFrom('assets')`.
 */
export function tables<Rows>(query: Kysely<AnyTables>): Kysely<Rows> {
  return query as unknown as Kysely<Rows> // the tables of plugins come at run time, so the connection itself is untyped
}

function createDriver(execute: SqlConnection['execute']): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const result = await execute(query.sql, query.parameters as readonly SqlValue[]) // rows hold only these by convention of table-model.ts
      return { rows: result.rows as R[], numAffectedRows: BigInt(result.changes) } // Kysely's own row type
    },
    streamQuery() {
      throw new Error('Use database.snapshot() and read in pages instead of streaming.')
    },
  }
  const refuse = (): Promise<never> => Promise.reject(new Error('Use database.write() for transactions.'))
  const nothing = (): Promise<void> => Promise.resolve()
  return {
    init: nothing, destroy: nothing, releaseConnection: nothing,
    acquireConnection: () => Promise.resolve(connection),
    beginTransaction: refuse, commitTransaction: refuse, rollbackTransaction: refuse,
  }
}
