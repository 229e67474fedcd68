import type { Readable } from 'node:stream'
import type { Caller } from '../../platform/caller.ts'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { linesPerPart, noCounts, type FileLine, type StoredImport } from './import-record.ts'
import type { Imports } from './imports.ts'
import { detectFormat, readLines, receiveFile, type FileFormat, type ReceivedFile } from './read-file.ts'
import { findImport, insertImport, insertPart, removeImport, updateImport } from './store.ts'

export type UploadQuery = { type: string; name?: string; encoding?: FileFormat['encoding']; separator?: string }

/** Keeps the lines of an uploaded file in the database, in parts, so that every server process can work on them. */
export async function takeUpload(imports: Imports, caller: Caller, model: ResourceModel, query: UploadQuery, body: Readable): Promise<StoredImport> {
  const file = await receiveFile(body)
  try {
    const separator = query.separator === 'tab' ? '\t' : query.separator
    const format = await detectFormat(file, { ...(query.encoding && { encoding: query.encoding }), ...(separator && { separator }) })
    return await keepLines(imports, caller, model, query, file, format)
  } finally {
    await file.remove()
  }
}

async function keepLines({ services: { platform } }: Imports, caller: Caller, model: ResourceModel, query: UploadQuery, file: ReceivedFile, format: FileFormat): Promise<StoredImport> {
  const { database } = platform
  const lines = readLines(file.path, format)
  const first = await lines.next()
  if (first.done === true) throw new Problem('REQUEST_INVALID', { detail: 'The file is empty.' })
  const headers = first.value[1].map((header, index) => header.trim() || `Column ${index + 1}`)
  const id = await database.write((transaction) => insertImport(transaction, {
    kind: model.kind, fileName: query.name ?? 'upload.csv', state: 'failed', createdAt: platform.now(), actor: { id: caller.userId, label: caller.label, kind: caller.kind }, encoding: format.encoding, separator: format.separator, headers, lines: 0,
  }))
  try {
    const count = await keepParts(platform.database, id, lines)
    if (count === 0) throw new Problem('REQUEST_INVALID', { detail: 'The file has headings and no lines.' })
    await database.write((transaction) => updateImport(transaction, id, { state: 'uploaded', lines: count }))
  } catch (error) {
    await database.write((transaction) => removeImport(transaction, id))
    throw error
  }
  const found = await findImport(database, id)
  if (!found) throw new Problem('INTERNAL')
  return found
}

async function keepParts(database: Imports['services']['platform']['database'], id: number, lines: AsyncIterable<FileLine>): Promise<number> {
  let count = 0
  let part: FileLine[] = []
  const keep = (number: number): Promise<void> => database.write((transaction) => insertPart(transaction, id, 'source', number, part, noCounts))
  for await (const line of lines) {
    part.push(line)
    count += 1
    if (part.length < linesPerPart) continue
    await keep(count / linesPerPart - 1)
    part = []
  }
  if (part.length > 0) await keep(Math.floor(count / linesPerPart))
  return count
}
