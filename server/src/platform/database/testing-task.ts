import type { MessagePort } from 'node:worker_threads'
import type { WriterDatabase } from './database.ts'

/** Writer tasks of database.test.ts. */
export async function addNotes(database: WriterDatabase, input: { count: number; buffer: ArrayBuffer }): Promise<{ added: number; bytes: number }> {
  let added = 0
  for (let index = 0; index < input.count; index++) {
    await database.write(async (transaction) => {
      await transaction.insertRows('notes', ['id', 'name'], [[await transaction.takeIds('notes', 1), `task ${index}`]])
    })
    added++
  }
  return { added, bytes: input.buffer.byteLength }
}

/** Fails outside its own promise, as a forgotten timer would, which ends the thread. */
export async function throwLater(): Promise<void> {
  setImmediate(() => {
    throw new Error('outside')
  })
  await new Promise((resolve) => setTimeout(resolve, 60_000).unref())
}

/** Takes rows as they come through a port, until an empty list. */
export function addFromPort(database: WriterDatabase, input: { port: MessagePort }): Promise<number> {
  return new Promise((resolve, reject) => {
    let added = 0
    let last: Promise<void> = Promise.resolve()
    input.port.on('message', (names: string[]) => {
      last = last.then(async () => {
        if (names.length === 0) return void (input.port.close(), resolve(added))
        await database.write(async (transaction) => {
          const first = await transaction.takeIds('notes', names.length)
          await transaction.insertRows('notes', ['id', 'name'], names.map((name, index) => [first + index, name]))
        })
        added += names.length
        input.port.postMessage(added)
      })
      last.catch(reject)
    })
  })
}

export function addTaken(database: WriterDatabase): Promise<void> {
  return database.write(async (transaction) => {
    await transaction.insertRows('notes', ['id', 'name'], [[await transaction.takeIds('notes', 1), 'taken']])
  })
}
