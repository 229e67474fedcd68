import type { Readable } from 'node:stream'
import type { Platform } from '../../platform/platform.ts'
import type { ChangeContext } from '../changes/index.ts'
import type { IngestAnswer } from './answer.ts'
import type { Collector, Collectors } from './collectors.ts'
import type { IngestInput } from './ingest-batch.ts'

const task = { moduleUrl: new URL('./ingest-batch.ts', import.meta.url).href, exportName: 'ingestBatch' }

/** Bytes of NDJSON handed to the writer at once: a few hundred records, so that other writers get their turn between. */
const pieceSize = 384 * 1024

export type Ingest = {
  document: (collector: Collector, body: Buffer, context: ChangeContext) => Promise<IngestAnswer>
  /** One answer for each piece of the stream. Reads no further while the writer is busy: back-pressure up to the sender. */
  stream: (collector: Collector, body: Readable, context: ChangeContext) => AsyncGenerator<IngestAnswer>
}

/** `committed` is told that something changed, `tell` what became of each record. */
export type IngestListeners = { committed: () => void; tell: (plugin: string, answer: IngestAnswer, at: number) => Promise<void> }

/** Hands what collectors send to the writer's thread; this thread reads bytes and passes them on. */
export function createIngest(platform: Platform, collectors: Collectors, { committed, tell }: IngestListeners): Ingest {
  const run = async (collector: Collector, body: Buffer, format: IngestInput['format'], firstIndex: number, context: ChangeContext): Promise<IngestAnswer> => {
    const bytes = new Uint8Array(body).buffer
    const input: IngestInput = { body: bytes, format, firstIndex, model: { key: collector.key, types: collector.types, lookups: collectors.lookups() }, context }
    const answer = await platform.database.runInWriter<IngestInput, IngestAnswer>(task, input)
    if (answer.created + answer.updated > 0) committed()
    await tell(collector.plugin, answer, context.at)
    return answer
  }

  return {
    document: (collector, body, context) => run(collector, body, 'json', 0, context),
    async *stream(collector, body, context) {
      let running: Promise<IngestAnswer> | null = null
      let firstIndex = 0
      for await (const piece of piecesOf(body)) {
        const lines = countLines(piece)
        const previous: Promise<IngestAnswer> | null = running
        const next = run(collector, piece, 'ndjson', firstIndex, { ...context })
        next.catch(() => undefined)
        running = next
        firstIndex += lines
        if (previous) yield await previous
      }
      if (running) yield await running
    },
  }
}

/** Whole lines, about `pieceSize` bytes at a time. */
async function* piecesOf(body: Readable): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    held.push(bytes)
    size += bytes.length
    if (size < pieceSize) continue
    const all = Buffer.concat(held)
    const end = all.lastIndexOf(10)
    if (end < 0 && size < longestLine) continue
    yield all.subarray(0, end < 0 ? all.length : end + 1)
    const rest = end < 0 ? Buffer.alloc(0) : all.subarray(end + 1)
    held = rest.length > 0 ? [rest] : []
    size = rest.length
  }
  const all = Buffer.concat(held)
  if (all.length > 0) yield all
}

/** A "line" beyond this is no record; it is passed on as it is and ends in the quarantine. */
const longestLine = 4 * 1024 * 1024

/** Lines that are not blank, as the writer counts them. */
function countLines(piece: Buffer): number {
  return piece.toString('latin1').split('\n').filter((line) => line.trim() !== '').length
}
