import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Problem } from '../../platform/problem.ts'

export type StoredFile = { hash: string; size: number; /** The first bytes, enough to see what it is. */ head: Buffer }

const headLength = 4100
const hashPattern = /^[0-9a-f]{64}$/

/** Files under their hash: the same content lies there once, and a name somebody chose is never a path. */
export function createAttachmentFiles(dataDir: string) {
  const folder = join(dataDir, 'attachments')
  const incoming = join(folder, 'incoming')
  const pathOf = (hash: string): string => {
    if (!hashPattern.test(hash)) throw new Problem('INTERNAL', { detail: 'A file is named by its hash.' })
    return join(folder, hash.slice(0, 2), hash)
  }
  return {
    /** Memory holds a piece of it. More bytes than `most` are refused, and nothing of it stays. */
    async keep(content: Readable, most: number): Promise<StoredFile> {
      await mkdir(incoming, { recursive: true })
      const path = join(incoming, randomUUID())
      const received = receive(most)
      try {
        await pipeline(content, received.measure, createWriteStream(path, { flags: 'wx' }))
        const file = received.result()
        if (file.size === 0) throw new Problem('REQUEST_INVALID', { detail: 'The file is empty.' })
        await mkdir(join(folder, file.hash.slice(0, 2)), { recursive: true })
        await rename(path, pathOf(file.hash))
        return file
      } catch (error) {
        await rm(path, { force: true })
        throw error
      }
    },
    has: (hash: string): Promise<boolean> => stat(pathOf(hash)).then((found) => found.isFile(), () => false),
    open: (hash: string): Readable => createReadStream(pathOf(hash)),
    /** Keeps a file that nothing refers to any more for another while. */
    touch: (hash: string, at: Date): Promise<void> => utimes(pathOf(hash), at, at),
    remove: (hash: string): Promise<void> => rm(pathOf(hash), { force: true }),
    /** Uploads that a server left behind when it died. */
    async removeAbandoned(before: number): Promise<void> {
      for (const name of await namesIn(incoming)) {
        const path = join(incoming, name)
        if ((await stat(path)).mtimeMs < before) await rm(path, { force: true })
      }
    },
    async *all(): AsyncGenerator<{ hash: string; at: number }> {
      for (const part of await namesIn(folder)) {
        for (const hash of await namesIn(join(folder, part))) if (hashPattern.test(hash)) yield { hash, at: (await stat(pathOf(hash))).mtimeMs }
      }
    },
  }
}

export type AttachmentFiles = ReturnType<typeof createAttachmentFiles>

function receive(most: number): { measure: Transform; result: () => StoredFile } {
  const hash = createHash('sha256')
  const heads: Buffer[] = []
  let size = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (size < headLength) heads.push(chunk)
      size += chunk.length
      hash.update(chunk)
      if (size > most) done(new Problem('BODY_TOO_LARGE', { detail: `A file may have ${Math.floor(most / 1_048_576)} MB here. An administrator can change the setting "attachments.maxMegabytes".` }))
      else done(null, chunk)
    },
  })
  return { measure, result: () => ({ hash: hash.digest('hex'), size, head: Buffer.concat(heads).subarray(0, headLength) }) }
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
}
