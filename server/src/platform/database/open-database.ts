import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Database, DatabaseLog } from './database.ts'
import { parseDatabaseUrl } from './database-url.ts'
import { openSqliteDatabase } from './sqlite-database.ts'

export type OpenDatabaseOptions = {
  /** See parseDatabaseUrl for what is understood. */
  url: string
  /** Relative SQLite files stand here. */
  dataDir?: string
  log?: DatabaseLog
  /** Connections of a server engine; `?pool=` in the URL wins. Default 10. */
  poolSize?: number
}

const silent: DatabaseLog = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Connects. A SQLite file is created when missing; a database on a server has to exist (the error says how to create it). */
export async function openDatabase({ url: text, dataDir, log = silent, poolSize = 10 }: OpenDatabaseOptions): Promise<Database> {
  const address = parseDatabaseUrl(text, dataDir)
  const { engine, url, options, file } = address
  if (engine === 'sqlite' || url === null) {
    mkdirSync(dirname(file), { recursive: true })
    return openSqliteDatabase({ file, synchronous: options.get('synchronous') === 'full' ? 'full' : 'normal' }, log)
  }
  const size = Number(options.get('pool') ?? poolSize)
  if (!Number.isInteger(size) || size < 1) throw new Error('"pool" in the database URL has to be a whole number of connections.')
  // Imported when needed: the drivers cost a tenth of a second that a SQLite site need not pay.
  if (engine === 'mysql') return (await import('./mysql-database.ts')).openMysqlDatabase({ ...address, url }, size, log)
  return (await import('./postgres-database.ts')).openPostgresDatabase({ ...address, url }, size, log)
}
