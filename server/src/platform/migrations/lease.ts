import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../database/database.ts'
import { MigrationError } from './migration-error.ts'

const name = 'migrations'
const expiryMs = 60_000
const renewalMs = 15_000

export type LeaseOptions = { /** How long to wait for another runner. Default 90 s: longer than the lease of one that was killed. */ waitMs?: number }

/**
 * Runs `work` while holding the lease: one runner at a time, over all processes. A row with an expiry, because
 * GET_LOCK does not span a Galera cluster and an advisory lock ends with its connection.
 */
export async function withLease<T>(database: Database, work: () => Promise<T>, { waitMs = 90_000 }: LeaseOptions = {}): Promise<T> {
  const holder = randomUUID()
  for (const started = Date.now(); !(await take(database, holder)); await delay(200)) {
    if (Date.now() - started > waitMs) throw new MigrationError('Another process is migrating this database.', { fix: `Wait for it to finish; its lease expires ${expiryMs / 1000} s after it stopped.` })
  }
  const renewal = setInterval(() => void take(database, holder).catch(() => undefined), renewalMs)
  renewal.unref()
  try {
    return await work()
  } finally {
    clearInterval(renewal)
    await database.write((transaction) => transaction.run('delete from migrationleases where name = ? and holder = ?', [name, holder]))
  }
}

async function take(database: Database, holder: string): Promise<boolean> {
  const now = Date.now()
  return database.write(async (transaction) => {
    await transaction.upsertRows('migrationleases', ['name'], ['name', 'holder', 'expiresat'], [[name, holder, now + expiryMs]], [])
    const changed = await transaction.run('update migrationleases set holder = ?, expiresat = ? where name = ? and (holder = ? or expiresat < ?)', [holder, now + expiryMs, name, holder, now])
    return changed > 0
  })
}
