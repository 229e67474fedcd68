import { useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, shallowReactive, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { recordChanges } from '../../api/record-changes.ts'
import { listRecords, type RecordItem, type RecordPage } from '../../api/records.ts'
import { useLiveRows } from './live-rows.ts'
import { isBeyondOffsets, planWindow, splitPage, windowsAhead, windowSize, type WindowPlan } from './window-plan.ts'

export type WindowSource = { path: string; kind: string; query: string; facets: readonly string[]; startAt: number }
export type RecordWindows = {
  rowAt: (index: number) => RecordItem | undefined
  total: ComputedRef<number>
  totalIsExact: ComputedRef<boolean>
  facets: ComputedRef<NonNullable<RecordPage['facets']>>
  ready: ComputedRef<boolean>
  busy: ShallowRef<boolean>
  error: ShallowRef<unknown>
  need: (first: number, last: number) => void
  /** Records that came, went or moved since the list was read. */
  waiting: ComputedRef<number>
  reload: () => Promise<void>
}

/** Longest list the scroll bar covers; beyond it sorting and filtering are the way. */
const reach = 100_000

type Held = { pages: Map<number, readonly RecordItem[]>; anchors: Map<number, string>; total: number; exact: boolean }

/** Rows of a list of any length, fetched in windows around what is seen. Old rows stay until new ones are here. */
export function useRecordWindows(source: ComputedRef<WindowSource | null>): RecordWindows {
  const client = useQueryClient()
  const held = shallowRef<Held | null>(null)
  const busy = shallowRef(false)
  const error = shallowRef<unknown>(null)
  const facets = shallowRef<NonNullable<RecordPage['facets']>>({})
  const loading = new Map<number, Promise<void>>()
  let round = 0
  let seen: { first: number; last: number } | null = null

  const fetchPage = (from: WindowSource, plan: WindowPlan): Promise<RecordPage> => {
    const query = new URLSearchParams(from.query)
    for (const [name, value] of Object.entries(plan.query)) query.set(name, value)
    return client.fetchQuery({ queryKey: ['records', from.path, query.toString()], queryFn: ({ signal }) => listRecords(from.path, query, signal), staleTime: 5_000 })
  }

  /** Reads from the start; with `again` also what is seen now, so that nothing blinks. */
  const start = async (again: boolean): Promise<void> => {
    const from = source.value
    const mine = ++round
    loading.clear()
    if (!from) return
    busy.value = true
    error.value = null
    try {
      const first = await fetchPage(from, planWindow(0, new Map(), 0))
      if (mine !== round) return
      const next: Held = { pages: shallowReactive(new Map()), anchors: new Map(), total: first.total, exact: first.totalIsExact }
      keep(next, 0, first)
      if (again && seen) await refill(from, next, seen)
      if (mine !== round) return
      held.value = next
      void countFacets(from, mine)
    } catch (caught) {
      if (mine === round) error.value = caught
    } finally {
      if (mine === round) busy.value = false
    }
  }

  /** Counting the values of the filters may take longer than the rows; nobody should wait for it. */
  const countFacets = async (from: WindowSource, mine: number): Promise<void> => {
    if (from.facets.length === 0) return
    const query = new URLSearchParams(from.query)
    query.set('limit', '1')
    query.set('count', 'none')
    query.set('facets', from.facets.join(','))
    const answer = await listRecords(from.path, query).catch(() => null)
    if (mine === round && answer) facets.value = answer.facets ?? {}
  }

  const refill = async (from: WindowSource, next: Held, range: { first: number; last: number }): Promise<void> => {
    for (const page of pagesOf(range.first, Math.min(range.last, next.total - 1))) {
      const plan = planWindow(page, next.anchors, next.total)
      if (!next.pages.has(page) && plan.page === page) keep(next, page, await fetchPage(from, plan))
    }
  }

  const load = (page: number): void => {
    const [from, target] = [source.value, held.value]
    if (!from || !target || target.pages.has(page) || loading.has(page)) return
    // Deep in a list only the answer before it tells where a window starts.
    const before = isBeyondOffsets(page) ? loading.get(page - 1) : undefined
    loading.set(page, before ? before.then(() => fetchInto(from, target, page)) : fetchInto(from, target, page))
    busy.value = true
  }

  const fetchInto = async (from: WindowSource, target: Held, page: number): Promise<void> => {
    const mine = round
    if (target.pages.has(page) || held.value !== target) return void endOf(page, mine)
    try {
      for (let plan = planWindow(page, target.anchors, target.total); ; plan = planWindow(page, target.anchors, target.total)) {
        const answer = await fetchPage(from, plan)
        if (mine !== round) return
        keep(target, plan.page, answer)
        if (target.pages.has(page) || !answer.nextCursor) break
      }
    } catch (caught) {
      if (mine === round) error.value = caught
    } finally {
      endOf(page, mine)
    }
  }

  const endOf = (page: number, mine: number): void => {
    if (mine !== round) return
    loading.delete(page)
    busy.value = loading.size > 0
  }

  const seenPages = (): number[] => (held.value && seen ? pagesOf(seen.first, Math.min(seen.last, held.value.total - 1)) : [])
  const live = useLiveRows({
    room: () => (source.value ? `type:${source.value.kind}` : null),
    isNarrowed: () => [...new URLSearchParams(source.value?.query).keys()].some((name) => name !== 'sort' && name !== 'limit'),
    refresh: () => void start(true),
    seenIds: () => new Set(seenPages().flatMap((page) => held.value?.pages.get(page) ?? []).map(({ id }) => id)),
    readSeen: async () => {
      const [from, target, mine] = [source.value, held.value, round]
      if (!from || !target) return null
      await client.invalidateQueries({ queryKey: ['records', from.path], refetchType: 'none' })
      const rows = new Map<number, RecordItem>()
      for (const page of seenPages()) for (const row of (await fetchPage(from, planWindow(page, target.anchors, target.total))).items) rows.set(row.id, row)
      return mine === round ? rows : null
    },
    update: (row) => {
      for (const [page, items] of held.value?.pages ?? []) {
        const at = items.findIndex(({ id, version }) => id === row.id && version !== row.version)
        if (at >= 0) held.value?.pages.set(page, items.with(at, row))
      }
    },
  })

  watch(() => `${source.value?.path}?${source.value?.query}`, () => {
    seen = null
    live.clear()
    void start(false)
  }, { immediate: true })
  watch(recordChanges, () => {
    live.expectEcho()
    void start(true)
  })
  onScopeDispose(() => { round++ })

  return {
    rowAt: (index) => held.value?.pages.get(Math.floor(index / windowSize))?.[index % windowSize],
    total: computed(() => Math.min(held.value?.total ?? 0, reach)),
    totalIsExact: computed(() => held.value?.exact ?? true),
    facets: computed(() => facets.value),
    ready: computed(() => held.value !== null),
    busy,
    error,
    need: (first, last) => {
      const total = held.value?.total ?? 0
      const ahead = windowsAhead(seen, { first, last })
      seen = { first, last }
      for (const page of pagesOf(first, last)) load(page)
      for (const page of pagesOf(ahead.first, Math.min(ahead.last, total - 1))) load(page)
    },
    waiting: live.waiting,
    reload: async () => {
      live.clear()
      await client.invalidateQueries({ queryKey: ['records'], refetchType: 'none' })
      await start(true)
    },
  }
}

function pagesOf(first: number, last: number): number[] {
  const from = Math.floor(Math.max(0, first) / windowSize)
  return Array.from({ length: Math.max(0, Math.floor(last / windowSize) - from + 1) }, (_, index) => from + index)
}

function keep(target: Held, page: number, answer: RecordPage): void {
  for (const [index, items] of splitPage(page, answer.items)) target.pages.set(index, items)
  const after = page + Math.ceil(answer.items.length / windowSize)
  if (answer.nextCursor) target.anchors.set(after, answer.nextCursor)
  const end = page * windowSize + answer.items.length
  if (!target.exact && answer.nextCursor && end >= target.total) target.total = end + windowSize
}
