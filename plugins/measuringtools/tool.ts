import type { AssetRecord } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { addDays, stateOf, today, type CalibrationState } from './due.ts'
import { tellAll, tellState } from './notices.ts'
import { planOf } from './plan.ts'
import { countUses, findLastCalibrations, findOpenCheckouts, findPlans, findStale, textOf } from './store.ts'

export const toolType = 'measuringtools.measuringtool'

export type Tool = { id: number; assetNumber: string; name: string | null; serialNumber: string | null; unit: string | null; permissibleError: number | null; calibrationState: string }

/** The measuring tool of this id; anything else is not found. */
export async function mustBeTool(context: Pick<Context, 'assets' | 'errors'>, id: number): Promise<Tool> {
  const asset = await context.assets.get(id)
  if (asset === null || asset.type !== toolType) throw context.errors.notFound(`There is no measuring tool ${id}.`)
  return toolOf(asset)
}

function toolOf(asset: AssetRecord): Tool {
  const text = (name: string): string | null => (typeof asset[name] === 'string' ? asset[name] : null)
  const error = asset.permissibleError
  return {
    id: asset.id, assetNumber: asset.assetNumber, name: asset.name, serialNumber: text('serialNumber'), unit: text('measuringUnit'),
    permissibleError: typeof error === 'number' ? error : null, calibrationState: text('calibrationState') ?? 'not planned',
  }
}

export type ToolState = { calibrationState: CalibrationState; nextDueOn: string | null; lastCalibratedOn: string | null; holder: string | null }

/** How tools stand now, by their plans, last results, uses and check-outs; the same number of statements for one and for 500. */
export async function computeStates({ database, settings }: Pick<Context, 'database' | 'settings'>, assetIds: readonly number[]): Promise<Map<number, ToolState>> {
  const [plans, last, uses, out] = await Promise.all([findPlans(database, assetIds), findLastCalibrations(database, assetIds), countUses(database, assetIds), findOpenCheckouts(database, assetIds)])
  const on = today()
  return new Map(assetIds.map((id) => {
    const due = plans.filter((plan) => plan.assetid === id).map((plan) => planOf(plan, [], uses))
    const calibrated = last.find((calibration) => calibration.assetid === id)
    const dates = due.flatMap(({ dueOn }) => dueOn ?? []).toSorted()
    const checkedOut = out.find((checkout) => checkout.assetid === id)
    return [id, {
      calibrationState: stateOf(due, textOf(calibrated?.result), settings.dueSoonDays, on), nextDueOn: dates[0] ?? null,
      lastCalibratedOn: textOf(calibrated?.doneon), holder: checkedOut ? (textOf(checkedOut.person) ?? 'checked out') : null,
    }]
  }))
}

/** Writes what follows from plans, results and check-outs into the record, so that lists, map and search know it. */
export async function refreshTool(context: Context, assetId: number): Promise<ToolState> {
  const state = (await computeStates(context, [assetId])).get(assetId)
  if (state === undefined) throw context.errors.notFound(`There is no measuring tool ${assetId}.`)
  await tellState(context, await context.assets.update(assetId, state), state)
  return state
}

/** Due and overdue come with the calendar; called by the job, which also brings the notices up to date. Answers how many tools changed. */
export async function refreshByCalendar(context: Context, signal: AbortSignal): Promise<{ changed: number; overdue: number }> {
  const on = today()
  const soon = addDays(on, context.settings.dueSoonDays)
  const result = { changed: 0, overdue: 0 }
  for (let ids = await findStale(context.database, on, soon, 0); ids.length > 0 && !signal.aborted; ids = await findStale(context.database, on, soon, ids.at(-1) ?? 0)) {
    for (const [id, state] of await computeStates(context, ids)) {
      await context.assets.update(id, state)
      result.changed += 1
      if (state.calibrationState === 'overdue') result.overdue += 1
    }
  }
  await tellAll(context)
  return result
}
