import type { SqlConnection } from './sql-connection.ts'

/** A connection on loan. `command` runs a parameterless statement such as `commit` in the simple protocol. */
export type PooledConnection = Pick<SqlConnection, 'execute' | 'arrays'> & {
  command: (sql: string) => Promise<void>
  release: (isBroken?: boolean) => void
}

export type ConnectionPool = { acquire: () => Promise<PooledConnection>; close: () => Promise<void> }
