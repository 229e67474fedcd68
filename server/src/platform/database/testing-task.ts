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

export function addTaken(database: WriterDatabase): Promise<void> {
  return database.write(async (transaction) => {
    await transaction.insertRows('notes', ['id', 'name'], [[await transaction.takeIds('notes', 1), 'taken']])
  })
}
