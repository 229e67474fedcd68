import { QueryClient } from '@tanstack/vue-query'
import { ApiProblem } from './problem.ts'

/** A refusal will not become a yes by asking again; only a server that was away may be back. */
function worthRetrying(failures: number, error: Error): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status >= 502) && failures < 2
}

export const queryClient = new QueryClient({ defaultOptions: { queries: { retry: worthRetrying, staleTime: 10_000, refetchOnWindowFocus: true } } })
