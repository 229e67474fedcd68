import { noteRecordChange, problemToast, useApi, useAsset } from '@shopdb/ui'
import { onMounted, ref, watch, type Ref } from 'vue'

export type Point = { label: string; nominal: string; lower: string | null; upper: string | null; unit: string }
export type Plan = { id: number; title: string; intervalCount: number | null; intervalUnit: string | null; intervalUses: number | null; dueOn: string | null; usesLeft: number | null; laboratory: string | null; procedure: string | null; lastDoneOn: string | null; points: Point[] }
export type Result = Point & { asFound: string | null; asLeft: string | null; uncertainty: string | null; asFoundResult: string | null; asLeftResult: string | null; asFoundDeviation: string | null; asLeftDeviation: string | null }
export type Calibration = { id: number; planId: number | null; doneOn: string; doneBy: string | null; laboratory: string | null; certificateNumber: string | null; attachmentId: number | null; adjusted: boolean; source: string; asFound: string | null; asLeft: string | null; result: string; assessedAt: string | null; voidedAt: string | null; voidedReason: string | null; results: Result[] }
export type Checkout = { id: number; person: string | null; usedOnId: number | null; usedOn: string | null; outAt: string; inAt: string | null; dueAt: string | null }
export type Overview = {
  tool: { id: number; assetNumber: string; name: string | null; unit: string | null }
  state: { calibrationState: string; nextDueOn: string | null; lastCalibratedOn: string | null; holder: string | null }
  lockOut: boolean
  plans: Plan[]; calibrations: Calibration[]; checkouts: Checkout[]
}

/** Everything about one tool; read again whenever its record changes. */
export function useOverview(toolId: () => number): { overview: Ref<Overview | null>; failure: Ref<unknown>; reload: () => Promise<void> } {
  const api = useApi()
  const overview = ref<Overview | null>(null)
  const failure = ref<unknown>(null)
  const reload = async (): Promise<void> => {
    if (toolId() === 0) return
    try {
      overview.value = await api.get<Overview>(`/api/measuringtools/${toolId()}/calibration`)
      failure.value = null
    } catch (error) {
      failure.value = error
    }
  }
  if (toolId() !== 0) {
    const { asset } = useAsset(toolId)
    watch(() => asset.value?.version, (now, before) => { if (before !== undefined && now !== before) void reload() })
  }
  watch(toolId, reload)
  onMounted(reload)
  return { overview, failure, reload }
}

/** Sends something and says what went wrong; true when it was taken. */
export async function sent(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    await noteRecordChange()
    return true
  } catch (error) {
    problemToast(error)
    return false
  }
}

export function toneOf(state: string | null): 'ok' | 'warn' | 'down' | 'unknown' {
  if (state === 'valid' || state === 'pass') return 'ok'
  if (state === 'due' || state === 'unproven') return 'warn'
  return state === 'overdue' || state === 'failed' || state === 'fail' ? 'down' : 'unknown'
}

/** Words of a state or verdict stand in the messages under `words`. */
export function wordKey(state: string | null): string {
  return `measuringtools.words.${(state ?? 'none').replaceAll(' ', '')}`
}
