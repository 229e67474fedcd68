import { request } from './request.ts'

export type Attachment = { id: number; version: number; name: string; description: string | null; mediaType: string; size: number; author: string; createdAt: string }

export async function listAttachments(assetId: number): Promise<readonly Attachment[]> {
  const answer = await request<{ items: readonly Attachment[] }>('GET', '/api/attachments', { query: { assetId, limit: 500 } })
  return answer.items
}

export function uploadAttachment(assetId: number, file: File): Promise<Attachment> {
  return request('POST', '/api/attachments', { query: { assetId, name: file.name }, body: file })
}

export function attachmentAddress(id: number, shown = false): string {
  return `/api/attachments/${id}/content${shown ? '?inline=true' : ''}`
}
