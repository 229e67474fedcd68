import { request } from './request.ts'

export type Feed = { id: number; name: string; path: string; createdAt: string; lastUsedAt: string | null }
export type FeedOffer = { path: string; title: string; plugin: string | null }

export async function listFeeds(): Promise<readonly Feed[]> {
  const answer = await request<{ items: readonly Feed[] }>('GET', '/api/feeds', { query: { limit: 500 } })
  return answer.items
}

export async function listFeedOffers(): Promise<readonly FeedOffer[]> {
  const answer = await request<{ items: readonly FeedOffer[] }>('GET', '/api/feeds/offers', { query: { limit: 500 } })
  return answer.items
}

/** `url` is the address with its token; it is shown this once. */
export function createFeed(name: string, path: string): Promise<Feed & { url: string }> {
  return request('POST', '/api/feeds', { json: { name, path } })
}

export function revokeFeed(id: number): Promise<void> {
  return request('DELETE', `/api/feeds/${id}`)
}
