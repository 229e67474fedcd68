import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { findLocalServer } from '../connection/local-server.ts'
import type { Run } from '../define-command.ts'
import { readCommandEnvironment } from '../environment.ts'
import { CommandFailure } from '../failure.ts'
import { loadServerConfig } from '../server-config.ts'
import { assertAgreed } from '../terminal/terminal.ts'

/** Writes the backup of one and the same moment; the server may go on. */
export async function backUp(run: Run, file: string | undefined): Promise<void> {
  const config = await loadServerConfig()
  const path = file === undefined ? join(config.dataDir, 'backups', `shopdb-${timeInName()}.backup`) : fromWorkingFolder(file)
  if (existsSync(path)) throw new CommandFailure('FILE_EXISTS', `"${path}" exists already.`, 'Name another file.')
  const { openDatabase } = await import('@shopdb/server/platform/database/open-database')
  const { backupDatabase } = await import('@shopdb/server/platform/database/backup')
  mkdirSync(dirname(path), { recursive: true })
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir })
  try {
    const written = await backupDatabase(database, path)
    run.print({ file: path, ...written }, () => `Wrote ${path}: ${written.tables} tables, ${written.rows} rows.`)
  } finally {
    await database.close()
  }
}

/** Fills the database from a backup. A SQLite file that is there is set aside; on a server the database must be empty. */
export async function restore(run: Run, file: string, isAgreed: boolean): Promise<void> {
  const path = fromWorkingFolder(file)
  if (!existsSync(path)) throw new CommandFailure('FILE_MISSING', `There is no "${path}".`, 'Name a file that "npx shopdb db backup" wrote.')
  await assertNoServer()
  const { databaseUrl, dataDir } = await loadServerConfig()
  const { parseDatabaseUrl } = await import('@shopdb/server/platform/database/database-url')
  const { restoreDatabase } = await import('@shopdb/server/platform/database/backup')
  const address = parseDatabaseUrl(databaseUrl, dataDir)
  await assertAgreed(run.terminal, `Put ${path} in place of ${address.displayUrl}?`, isAgreed)
  const aside = address.engine === 'sqlite' ? setAside(address.file) : null
  const restored = await restoreDatabase(databaseUrl, path, { dataDir }).catch((error: unknown) => {
    if (aside !== null) putBack(aside, address.file)
    throw error
  })
  run.print({ file: path, ...restored, setAside: aside }, () => `Restored ${restored.tables} tables, ${restored.rows} rows.${aside === null ? '' : ` What was there before is in ${aside}.`}`)
}

async function assertNoServer(): Promise<void> {
  const server = await findLocalServer(readCommandEnvironment().dataFolder)
  if (server !== null) throw new CommandFailure('STATE_CONFLICT', `A server runs on this data folder (process ${server.pid}).`, 'Stop it first; it would go on with what it remembers of the old records.')
}

/** The file and its write-ahead log belong together: what is committed may still stand in the log. */
const sqliteSuffixes = ['', '-wal', '-shm']

function setAside(file: string): string | null {
  if (!existsSync(file)) return null
  const aside = `${file}.before-${timeInName()}`
  for (const suffix of sqliteSuffixes) moveIfPresent(file + suffix, aside + suffix)
  return aside
}

function putBack(aside: string, file: string): void {
  for (const suffix of sqliteSuffixes) {
    rmSync(file + suffix, { force: true })
    moveIfPresent(aside + suffix, file + suffix)
  }
}

function moveIfPresent(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to)
}

function timeInName(): string {
  return new Date().toISOString().replace(/[:.]/g, '-').slice(0, 19)
}

function fromWorkingFolder(file: string): string {
  return resolve(readCommandEnvironment().workingFolder, file)
}
