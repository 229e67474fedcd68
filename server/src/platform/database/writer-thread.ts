import { parentPort, workerData } from 'node:worker_threads'
import type { DatabaseLog, WriterDatabase } from './database.ts'
import type { BegunTransaction } from './run-transaction.ts'
import { createSqliteWriter } from './sqlite-writer.ts'
import { packError, type WriterRequest, type WriterResponse, type WriterStart } from './writer-protocol.ts'

/** The entry of the thread beside the database: SQLite's only writer, or the place of writer tasks on a server engine. */
type Backend = { database: WriterDatabase; begin: () => Promise<BegunTransaction>; close: () => Promise<void> | void }

const port = parentPort
if (!port) throw new Error('writer-thread.ts is started as a worker only')

const answer = (response: WriterResponse): void => port.postMessage(response)
const tell = (level: 'info' | 'warn' | 'error') => (fields: object, message: string): void => {
  const plain = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? packError(value) : value]))
  answer({ kind: 'log', level, fields: plain, message })
}
const log: DatabaseLog = { info: tell('info'), warn: tell('warn'), error: tell('error') }
const backend = await openBackend(workerData as WriterStart) // written by writer-client.ts only
const open = new Map<number, BegunTransaction>()

port.on('message', (request: WriterRequest) => {
  handle(request).then(
    (value) => answer({ kind: 'result', id: request.id, value }),
    (error: unknown) => answer({ kind: 'error', id: request.id, error: packError(error) }),
  )
})
answer({ kind: 'ready' })

async function openBackend(start: WriterStart): Promise<Backend> {
  if (start.engine === 'sqlite') return createSqliteWriter(start.settings, log)
  const { openDatabase } = await import('./open-database.ts')
  const database = await openDatabase({ url: start.url, log, poolSize: 4 })
  return { database, begin: () => Promise.reject(new Error('only on SQLite')), close: database.close }
}

async function handle(request: WriterRequest): Promise<unknown> {
  switch (request.kind) {
    case 'begin': return void open.set(request.id, await backend.begin())
    case 'task': return runTask(request.moduleUrl, request.exportName, request.input)
    case 'close': {
      await backend.close()
      setImmediate(() => port?.close())
      return
    }
    case 'commit': return take(request.transaction).commit()
    case 'rollback': return take(request.transaction).rollback()
  }
  const { connection } = find(request.transaction)
  switch (request.kind) {
    case 'execute': return connection.execute(request.sql, request.parameters)
    case 'arrays': return connection.arrays(request.sql, request.parameters)
    case 'runMany': return connection.runMany(request.sql, request.parameterLists)
    case 'takeIds': return connection.takeIds(request.table, request.count)
  }
}

function find(transaction: number): BegunTransaction {
  const begun = open.get(transaction)
  if (!begun) throw new Error('The transaction has ended.')
  return begun
}

/** A failed commit leaves the transaction open for the rollback that follows. */
function take(transaction: number): BegunTransaction {
  const begun = find(transaction)
  return {
    connection: begun.connection,
    commit: async () => {
      await begun.commit()
      open.delete(transaction)
    },
    rollback: async () => {
      open.delete(transaction)
      await begun.rollback()
    },
  }
}

async function runTask(moduleUrl: string, exportName: string, input: unknown): Promise<unknown> {
  const module: Record<string, unknown> = await import(moduleUrl)
  const task = module[exportName]
  if (typeof task !== 'function') throw new Error(`${moduleUrl} exports no function ${exportName}`)
  return task(backend.database, input)
}
