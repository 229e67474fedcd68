import { request } from './request.ts'

export type Comment = { id: number; version: number; body: string; author: string; authorId: number | null; createdAt: string; editedAt: string | null }

/** In the order in which they were written. */
export async function listComments(assetId: number): Promise<readonly Comment[]> {
  const answer = await request<{ items: readonly Comment[] }>('GET', '/api/comments', { query: { assetId, limit: 500 } })
  return answer.items.toSorted((one, other) => one.id - other.id)
}

export function addComment(assetId: number, body: string): Promise<Comment> {
  return request('POST', '/api/comments', { json: { assetId, body } })
}

export function changeComment({ id, version }: Comment, body: string): Promise<Comment> {
  return request('PATCH', `/api/comments/${id}`, { json: { body }, version })
}
