import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '@shopdb/server/config'
import type { Database } from '@shopdb/server/platform/database/database'
import { findLocalServer } from '../connection/local-server.ts'
import type { Run } from '../define-command.ts'
import { readCommandEnvironment } from '../environment.ts'
import { CommandFailure } from '../failure.ts'
import { loadServerConfig } from '../server-config.ts'
import { assertAgreed } from '../terminal/terminal.ts'

type BackupModule = {
  backUpDatabase: (database: Database, file: string) => Promise<{ tables: number; rows: number }>
  restoreDatabase: (database: Database, file: string) => Promise<{ tables: number; rows: number }>
}

/** Writes the backup of one and the same moment; the server may go on. */
export async function backUp(run: Run, file: string | undefined): Promise<void> {
  await withDatabase(async (database, config, { backUpDatabase }) => {
    const path = file === undefined ? join(config.dataDir, 'backups', defaultName()) : fromWorkingFolder(file)
    if (existsSync(path)) throw new CommandFailure('FILE_EXISTS', `"${path}" exists already.`, 'Name another file.')
    mkdirSync(dirname(path), { recursive: true })
    const written = await backUpDatabase(database, path)
    run.print({ file: path, ...written }, () => `Wrote ${path}: ${written.tables} tables, ${written.rows} rows.`)
  })
}

/** Replaces everything in the database. */
export async function restore(run: Run, file: string, isAgreed: boolean): Promise<void> {
  const path = fromWorkingFolder(file)
  if (!existsSync(path)) throw new CommandFailure('FILE_MISSING', `There is no "${path}".`, 'Name a file that "npx shopdb db backup" wrote.')
  const server = await findLocalServer(readCommandEnvironment().dataFolder)
  if (server !== null) throw new CommandFailure('STATE_CONFLICT', `A server runs on this data folder (process ${server.pid}).`, 'Stop it first; it would go on with what it remembers of the old data.')
  await withDatabase(async (database, _config, { restoreDatabase }) => {
    await assertAgreed(run.terminal, `Replace everything in ${database.displayUrl} by ${path}?`, isAgreed)
    const restored = await restoreDatabase(database, path)
    run.print({ file: path, ...restored }, () => `Restored ${restored.tables} tables, ${restored.rows} rows.`)
  })
}

async function withDatabase(work: (database: Database, config: Config, backup: BackupModule) => Promise<void>): Promise<void> {
  const config = await loadServerConfig()
  const { openDatabase } = await import('@shopdb/server/platform/database/open-database')
  const module: string = '@shopdb/server/platform/database/backup'
  const backup = await import(module) as BackupModule // of the same platform
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir })
  try {
    await work(database, config, backup)
  } finally {
    await database.close()
  }
}

function defaultName(): string {
  return `shopdb-${new Date().toISOString().replace(/[:.]/g, '-').slice(0, 19)}.backup`
}

function fromWorkingFolder(file: string): string {
  return resolve(readCommandEnvironment().workingFolder, file)
}
