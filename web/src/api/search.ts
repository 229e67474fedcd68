import { request } from './request.ts'

export type SearchHit = { type: string; id: number; title: string; subtitle: string | null; url: string | null; match: string | null; /** Short words of plugins behind the title. */ badges?: readonly string[] }

export async function search(text: string, signal?: AbortSignal): Promise<readonly SearchHit[]> {
  const answer = await request<{ items: readonly SearchHit[] }>('GET', '/api/search', { query: { q: text, limit: 20 }, signal })
  return answer.items
}
