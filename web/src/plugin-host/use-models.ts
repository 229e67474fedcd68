import { useQuery } from '@tanstack/vue-query'
import { computed, effectScope, type ComputedRef } from 'vue'
import { listModels, type ResourceDescription } from '../api/models.ts'
import { queryClient } from '../api/query-client.ts'
import { session } from '../api/session.ts'

type Models = {
  models: ComputedRef<readonly ResourceDescription[]>
  byName: (name: string) => ResourceDescription | undefined
  byKind: (kind: unknown) => ResourceDescription | undefined
  ready: ComputedRef<boolean>
  error: ComputedRef<unknown>
  reload: () => void
}

// Every cell of every list asks for the models; one observer serves them all.
const scope = effectScope(true)
let shared: Models | undefined

/** The resources this server has now, plugins included. */
export function useModels(): Models {
  shared ??= scope.run(createModels)
  if (!shared) throw new Error('The scope of the models has ended')
  return shared
}

function createModels(): Models {
  const user = computed(() => session.value?.user.id ?? null)
  const query = useQuery({ queryKey: ['models', user], queryFn: listModels, staleTime: 60_000, enabled: computed(() => user.value !== null) }, queryClient)
  const models = computed(() => query.data.value ?? [])
  const names = computed(() => new Map(models.value.map((model) => [model.name, model])))
  const kinds = computed(() => new Map(models.value.flatMap((model) => [[model.title, model], [model.singular, model], [model.name, model], [model.kind, model]] as const)))
  return {
    models,
    byName: (name) => names.value.get(name),
    byKind: (kind) => (typeof kind === 'string' ? kinds.value.get(kind) : undefined),
    ready: computed(() => query.data.value !== undefined),
    error: computed(() => query.error.value),
    reload: () => void query.refetch(),
  }
}

/** Assets of every type are stored and shown in one way. */
export function isAssetModel(model: ResourceDescription): boolean {
  return model.base === 'assets'
}
