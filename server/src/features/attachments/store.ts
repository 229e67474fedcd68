import type { Database } from '../../platform/database/database.ts'

type Reader = Pick<Database, 'all'>

export type StoredAttachment = { id: number; assetId: number; version: number; isLive: boolean; name: string; mediaType: string; size: number; hash: string; description: string | null; author: string; createdAt: number }

const select = 'select id, assetid, version, active, name, mediatype, size, sha256, description, author, createdat from attachments'

function attachmentOf(row: Awaited<ReturnType<Reader['all']>>[number]): StoredAttachment {
  return {
    id: Number(row.id), assetId: Number(row.assetid), version: Number(row.version), isLive: row.active === 1, name: String(row.name), mediaType: String(row.mediatype), size: Number(row.size), hash: String(row.sha256),
    description: row.description === null ? null : String(row.description), author: String(row.author), createdAt: Number(row.createdat),
  }
}

/** A live attachment; null when there is none. */
export async function findAttachment(reader: Reader, id: number): Promise<StoredAttachment | null> {
  const [row] = await reader.all(`${select} where id = ? and active = 1`, [id])
  return row ? attachmentOf(row) : null
}

/** Newest first; 500 at most. */
export async function findAttachments(reader: Reader, assetId: number): Promise<StoredAttachment[]> {
  return (await reader.all(`${select} where assetid = ? and active = 1 order by id desc limit 500`, [assetId])).map(attachmentOf)
}

/** Of these files those that an attachment refers to, or one that was deleted after the moment. */
export async function findReferredHashes(reader: Reader, hashes: readonly string[], deletedAfter: number): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const rows = await reader.all(`select distinct sha256 from attachments where sha256 in (${hashes.map(() => '?').join()}) and (active = 1 or deletedat > ?)`, [...hashes, deletedAfter])
  return new Set(rows.map((row) => String(row.sha256)))
}
