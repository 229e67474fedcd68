import { request } from './request.ts'

export type NavigationItem = { id: string; title: string; icon: string | null; path: string; section: string | null; order: number }

export async function listNavigation(): Promise<readonly NavigationItem[]> {
  const answer = await request<{ items: readonly NavigationItem[] }>('GET', '/api/navigation')
  return answer.items
}
