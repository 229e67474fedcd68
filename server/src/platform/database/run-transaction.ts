import { setTimeout as delay } from 'node:timers/promises'
import type { DatabaseLog, Engine, Transaction, WriteOptions } from './database.ts'
import { isRetryable, translateDatabaseError } from './database-error.ts'
import type { SqlConnection } from './sql-connection.ts'
import { createTransaction } from './transaction.ts'

/** A begun transaction of an engine. `rollback` must leave the connection usable or gone. */
export type BegunTransaction = { connection: SqlConnection; commit: () => Promise<void> | void; rollback: () => Promise<void> | void }

export type TransactionSource = {
  engine: Engine
  log: DatabaseLog
  counters: { transactions: number; retries: number }
  begin: () => Promise<BegunTransaction>
}

const mostRetries = 3
const defaultIdleLimitMs = 15_000

/** Begins, works, commits; runs the whole work again when the engine gave it up for another transaction's sake. */
export async function runTransaction<T>(source: TransactionSource, work: (transaction: Transaction) => Promise<T>, options: WriteOptions = {}): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await runOnce(source, work, options.idleLimitMs ?? defaultIdleLimitMs)
    } catch (error) {
      if (attempt >= mostRetries || !isRetryable(error)) throw error
      source.counters.retries++
      await delay((attempt + 1) * (5 + Math.random() * 20))
    }
  }
}

async function runOnce<T>(source: TransactionSource, work: (transaction: Transaction) => Promise<T>, idleLimitMs: number): Promise<T> {
  const begun = await source.begin().catch((error: unknown) => Promise.reject(translateDatabaseError(source.engine, error)))
  const open = createTransaction(source.engine, begun.connection, idleLimitMs)
  let result: T
  try {
    result = await Promise.race([work(open.transaction), open.idleTooLong])
    open.assertHealthy()
    open.end()
    await commit(source, begun)
  } catch (error) {
    open.end()
    await rollback(source, begun)
    throw error
  }
  source.counters.transactions++
  for (const effect of open.committed()) runEffect(source.log, effect)
  return result
}

async function commit(source: TransactionSource, begun: BegunTransaction): Promise<void> {
  try {
    await begun.commit()
  } catch (error) {
    throw translateDatabaseError(source.engine, error, 'commit')
  }
}

/** The first error is the one to report, so that of the rollback goes to the log. */
async function rollback(source: TransactionSource, begun: BegunTransaction): Promise<void> {
  try {
    await begun.rollback()
  } catch (error) {
    source.log.warn({ err: error }, 'rollback failed')
  }
}

/** The data is committed; what follows must not turn that into a failure. */
function runEffect(log: DatabaseLog, effect: () => void): void {
  try {
    effect()
  } catch (error) {
    log.error({ err: error }, 'work after a commit failed')
  }
}
