import { statusKind, type StatusKind } from '@shopdb/ui'
import { useQuery } from '@tanstack/vue-query'
import { computed, effectScope } from 'vue'
import { queryClient } from '../../api/query-client.ts'
import { listRecords } from '../../api/records.ts'
import { may } from '../../api/session.ts'

type StatusKinds = { kindOf: (id: unknown) => StatusKind; nameOf: (id: unknown) => string | null }

const scope = effectScope(true)
let shared: StatusKinds | undefined

/** What the statuses of this site mean: each is one of five kinds with its own shape and colour. */
export function useStatusKinds(): StatusKinds {
  shared ??= scope.run(createStatusKinds)
  if (!shared) throw new Error('The scope of the statuses has ended')
  return shared
}

function createStatusKinds(): StatusKinds {
  const query = useQuery({
    queryKey: ['statuses'],
    queryFn: () => listRecords('/api/statuses', new URLSearchParams({ limit: '500' })),
    staleTime: 300_000,
    enabled: computed(() => may('statuses.read')),
  }, queryClient)
  const byId = computed(() => new Map((query.data.value?.items ?? []).map((status) => [status.id, status])))
  const find = (id: unknown) => (typeof id === 'number' ? byId.value.get(id) : undefined)
  return { kindOf: (id) => statusKind(find(id)?.['kind']), nameOf: (id) => textOf(find(id)?.['name']) }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
