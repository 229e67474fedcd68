import { open, rm } from 'node:fs/promises'
import { createReadStream, createWriteStream, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Problem } from '../../platform/problem.ts'
import type { FileLine } from './import-record.ts'

export const encodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const
export const separators = [',', ';', '\t', '|'] as const
type Encoding = (typeof encodings)[number]

const mostColumns = 500
const longestRecord = 1024 * 1024

export type ReceivedFile = { path: string; isUtf8: boolean; remove: () => Promise<void> }

/** Puts an upload into a file of its own, so that its encoding is known before it is read; memory holds a piece of it. */
export async function receiveFile(body: Readable): Promise<ReceivedFile> {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-import-'))
  const path = join(folder, 'upload.csv')
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let isUtf8 = true
  const look = (chunk: Buffer | undefined): void => {
    try {
      if (isUtf8) decoder.decode(chunk, { stream: chunk !== undefined })
    } catch {
      isUtf8 = false // what the decoder throws says only that it is another encoding
    }
  }
  try {
    await pipeline(body, new Transform({ transform: (chunk, _encoding, done) => { look(Buffer.from(chunk)); done(null, chunk) } }), createWriteStream(path))
    look(undefined)
    return { path, isUtf8, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

export type FileFormat = { encoding: Encoding; separator: string }

/** The encoding by its mark, else UTF-8 when the whole file is, else that of Windows; the separator by the first line. */
export async function detectFormat(file: ReceivedFile, wanted: Partial<FileFormat>): Promise<FileFormat> {
  const start = await startOf(file.path)
  if (start.length === 0) throw new Problem('REQUEST_INVALID', { detail: 'The file is empty.' })
  const marked: Encoding | null = start[0] === 0xff && start[1] === 0xfe ? 'utf-16le' : start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : null
  const encoding = wanted.encoding ?? marked ?? (file.isUtf8 ? 'utf-8' : 'windows-1252')
  const text = new TextDecoder(encoding).decode(start)
  return { encoding, separator: wanted.separator ?? likelySeparator(text) }
}

async function startOf(path: string): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64 * 1024))
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** The sign that stands most often in the first line outside quotes; Excel says it by itself in a line `sep=;`. */
function likelySeparator(text: string): string {
  const told = /^\ufeff?sep=(.)\r?\n/i.exec(text)?.[1]
  if (told !== undefined) return told
  let isQuoted = false
  const counts = new Map<string, number>()
  for (const sign of text) {
    if (sign === '"') isQuoted = !isQuoted
    else if (!isQuoted && (sign === '\n' || sign === '\r') && counts.size > 0) break
    else if (!isQuoted && separators.some((separator) => separator === sign)) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? ','
}

/** The lines of the file, the headings first. A line that cannot be read as CSV ends it with its number. */
export async function* readLines(path: string, { encoding, separator }: FileFormat): AsyncGenerator<FileLine> {
  const { parse } = await import('csv-parse') // needed by imports alone
  const parser = parse({ delimiter: separator, bom: true, relaxColumnCount: true, relaxQuotes: true, skipEmptyLines: true, info: true, maxRecordSize: longestRecord })
  const source = Readable.from(decoded(path, encoding))
  source.on('error', (error) => parser.destroy(error))
  let begins = 1
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<{ record: string[]; info: { lines: number } }>) { // with the option `info` it gives both
      if (record.length > mostColumns) throw new Problem('RULE_BROKEN', { detail: `Line ${begins} has more than ${mostColumns} columns.` })
      if (!(begins === 1 && record.length === 1 && /^sep=.?$/i.test(record[0] ?? ''))) yield [begins, record]
      begins = info.lines + 1
    }
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    throw new Problem('REQUEST_INVALID', { detail: `The file cannot be read as CSV near line ${begins}: ${cause instanceof Error ? cause.message : String(cause)}`, cause })
  }
}

async function* decoded(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of createReadStream(path)) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}
