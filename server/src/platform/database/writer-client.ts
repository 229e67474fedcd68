import { Worker } from 'node:worker_threads'
import { Problem } from '../problem.ts'
import type { DatabaseLog, Transferable, WriterTask } from './database.ts'
import type { BegunTransaction } from './run-transaction.ts'
import { unpackError, type WriterRequest, type WriterResponse, type WriterStart } from './writer-protocol.ts'

/** This thread's end of the writer thread. */
export type WriterClient = {
  begin: () => Promise<BegunTransaction>
  runTask: <Input, Output>(task: WriterTask<Input, Output>, input: Input, transfer?: readonly Transferable[]) => Promise<Output>
  close: () => Promise<void>
}

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void }
type Request = WriterRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never
type Send = <T>(request: Request, transfer?: readonly Transferable[]) => Promise<T>

/**
 * The writer, started when it is first needed and again when it has ended: a writer task that throws outside its promise takes the thread with it,
 * and what was open then is rolled back, but the next transaction must find a writer. Starting takes a fifth of a
 * second; only the first transaction waits for it, and a server that has not
 * written for half a minute gives the thread's 40 MB back.
 */
export function startWriter(start: WriterStart, log: DatabaseLog): WriterClient {
  let current: Promise<ThreadClient> | undefined
  const living = async (): Promise<ThreadClient> => {
    const known = current
    const client = await known?.catch(() => undefined)
    if (client && !client.isGone()) return client
    if (current === known || !current) current = startThread(start, log)
    return current
  }
  const idle = createIdleEnd(async () => {
    const known = current
    current = undefined
    await (await known?.catch(() => undefined))?.close()
  })
  return {
    begin: async () => {
      const end = idle.use()
      try {
        return endingWith(await (await living()).begin(), end)
      } catch (error) {
        end()
        throw error
      }
    },
    runTask: async (task, input, transfer) => {
      const end = idle.use()
      try {
        return await (await living()).runTask(task, input, transfer)
      } finally {
        end()
      }
    },
    close: async () => {
      idle.stop()
      await (await current?.catch(() => undefined))?.close()
    },
  }
}

const idleLimit = 30_000

/** Ends the thread when nothing has been written for a while; `use` answers what to call when a use is over. */
function createIdleEnd(endThread: () => Promise<void>): { use: () => () => void; stop: () => void } {
  let uses = 0
  let timer: NodeJS.Timeout | undefined
  return {
    use: () => {
      uses += 1
      clearTimeout(timer)
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        uses -= 1
        if (uses === 0) timer = setTimeout(() => void endThread(), idleLimit).unref()
      }
    },
    stop: () => clearTimeout(timer),
  }
}

function endingWith(transaction: BegunTransaction, end: () => void): BegunTransaction {
  return {
    connection: transaction.connection,
    commit: () => Promise.resolve(transaction.commit()).finally(end),
    rollback: () => Promise.resolve(transaction.rollback()).finally(end),
  }
}

type ThreadClient = WriterClient & { isGone: () => boolean }

async function startThread(start: WriterStart, log: DatabaseLog): Promise<ThreadClient> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js' // compiled packages hold .js
  const worker = new Worker(new URL(`./writer-thread.${extension}`, import.meta.url), { workerData: start })
  const { send, ready, stop, isGone } = connect(worker, log)
  await ready
  return {
    isGone,
    begin: () => beginThrough(send),
    runTask: (task, input, transfer) => send({ kind: 'task', moduleUrl: task.moduleUrl, exportName: task.exportName, input }, [...(transfer ?? []), ...topLevelBuffers(input)]),
    close: async () => {
      if (isGone()) return
      stop()
      await send({ kind: 'close' })
      await worker.terminate()
    },
  }
}

function connect(worker: Worker, log: DatabaseLog): { send: Send; ready: Promise<void>; stop: () => void; isGone: () => boolean } {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let gone: Error | undefined
  let closing = false
  const { promise: ready, resolve: becomeReady, reject: failStart } = Promise.withResolvers<void>()
  const lose = (error: Error): void => {
    if (gone || closing) return
    gone = new Problem('DATABASE_UNAVAILABLE', { detail: 'The writer thread has ended.', cause: error })
    failStart(error)
    for (const { reject } of waiting.values()) reject(gone)
    waiting.clear()
    log.error({ err: error }, 'the writer thread has ended')
  }
  worker.on('error', (error) => lose(error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', (code) => lose(new Error(`the writer thread stopped with code ${code}`)))
  worker.on('message', (response: WriterResponse) => {
    if (response.kind === 'ready') return becomeReady()
    if (response.kind === 'log') return log[response.level](response.fields, response.message)
    const request = waiting.get(response.id)
    waiting.delete(response.id)
    if (response.kind === 'result') request?.resolve(response.value)
    else request?.reject(unpackError(response.error))
  })
  const send: Send = <T>(request: Request, transfer: readonly Transferable[] = []) =>
    new Promise<T>((resolve, reject) => {
      if (gone) return reject(gone)
      const id = ++lastId
      worker.postMessage({ ...request, id }, [...new Set(transfer)])
      waiting.set(id, { resolve: (value) => resolve(value as T), reject }) // each request kind has one answer type
      if (request.kind === 'begin') waiting.set(id, { resolve: () => resolve(id as T), reject }) // a transaction is named by its request
    })
  return { send, ready, stop: () => void (closing = true), isGone: () => gone !== undefined }
}

async function beginThrough(send: Send): Promise<BegunTransaction> {
  const transaction = await send<number>({ kind: 'begin' })
  return {
    connection: {
      execute: (sql, parameters) => send({ kind: 'execute', transaction, sql, parameters }),
      arrays: (sql, parameters) => send({ kind: 'arrays', transaction, sql, parameters }),
      runMany: (sql, parameterLists) => send({ kind: 'runMany', transaction, sql, parameterLists }),
      takeIds: (table, count) => send({ kind: 'takeIds', transaction, table, count }),
    },
    commit: () => send({ kind: 'commit', transaction }),
    rollback: () => send({ kind: 'rollback', transaction }),
  }
}

function topLevelBuffers(input: unknown): ArrayBuffer[] {
  if (input instanceof ArrayBuffer) return [input]
  if (typeof input !== 'object' || input === null) return []
  return Object.values(input).filter((value) => value instanceof ArrayBuffer)
}
