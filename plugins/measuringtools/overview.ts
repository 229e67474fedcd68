import { calibrationOf } from './calibrate.ts'
import type { Context } from './context.ts'
import { checkoutOf } from './custody.ts'
import { planOf } from './plan.ts'
import { countUses, findCalibrations, findCheckouts, findPlans, findPoints, findResults, findUses, numberOf, textOf } from './store.ts'
import { computeStates, mustBeTool } from './tool.ts'

/** Everything about the calibration and custody of one tool, as its page shows it: the newest of each. */
export async function readOverview(context: Context, assetId: number) {
  const tool = await mustBeTool(context, assetId)
  const { database } = context
  const [plans, calibrations, checkouts, uses, states, counted] = await Promise.all([
    findPlans(database, [assetId]), findCalibrations(database, assetId, 50), findCheckouts(database, assetId, 20), findUses(database, assetId, 20), computeStates(context, [assetId]), countUses(database, [assetId]),
  ])
  const [points, results] = await Promise.all([findPoints(database, plans.map((plan) => Number(plan.id))), findResults(database, calibrations.map((calibration) => Number(calibration.id)))])
  const assets = new Map((await context.assets.getMany([...new Set([...checkouts, ...uses].flatMap((row) => numberOf(row.usedonid) ?? []))])).map((asset) => [asset.id, asset.assetNumber]))
  const usedOn = (id: number | null): string | null => (id === null ? null : (assets.get(id) ?? null))
  return {
    tool, state: states.get(assetId), lockOut: context.settings.lockOut, usesInAll: counted.get(assetId) ?? 0,
    plans: plans.map((plan) => planOf(plan, points, counted)),
    calibrations: calibrations.map((calibration) => calibrationOf(calibration, results)),
    checkouts: checkouts.map((row) => ({ ...checkoutOf(row), usedOn: usedOn(numberOf(row.usedonid)) })),
    uses: uses.map((row) => ({ id: Number(row.id), usedOnId: numberOf(row.usedonid), usedOn: usedOn(numberOf(row.usedonid)), person: textOf(row.person), workOrder: textOf(row.workorder), uses: Number(row.uses), usedAt: new Date(Number(row.usedat)).toISOString() })),
  }
}
