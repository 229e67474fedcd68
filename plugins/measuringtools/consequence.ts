import type { AssetRecord, Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { findCalibration, findCheckoutsBetween, findLastGood, findUsesBetween, numberOf, textOf, updateRow } from './store.ts'

export type Concerned = { asset: { id: number; assetNumber: string; name: string | null; type: string } | null; persons: string[]; workOrders: string[]; firstAt: string; lastAt: string | null; times: number }
export type Consequence = { calibrationId: number; assetId: number; from: string | null; to: string; lastGood: { id: number; doneOn: string; certificateNumber: string | null } | null; items: Concerned[]; assessment: string | null; assessedBy: string | null }

/**
 * What was measured with a tool between its last good calibration and the one that found it out of tolerance: assets,
 * persons and work orders. `from` is null when it never had a good one; then everything ever noted is concerned.
 */
export async function findConsequence(context: Context, calibrationId: number): Promise<Consequence> {
  const { database } = context
  const calibration = await findCalibration(database, calibrationId)
  if (calibration === null) throw context.errors.notFound(`There is no calibration ${calibrationId}.`)
  const assetId = Number(calibration.assetid)
  const good = await findLastGood(database, assetId, String(calibration.doneon), calibrationId)
  const from = good ? Date.parse(`${good.doneon}T00:00:00Z`) : 0
  const to = Date.parse(`${calibration.doneon}T23:59:59.999Z`)
  const [checkouts, uses] = await Promise.all([findCheckoutsBetween(database, assetId, from, to), findUsesBetween(database, assetId, from, to)])
  return {
    calibrationId, assetId, from: good ? String(good.doneon) : null, to: String(calibration.doneon),
    lastGood: good ? { id: Number(good.id), doneOn: String(good.doneon), certificateNumber: textOf(good.certificatenumber) } : null,
    items: await gather(context, [...checkouts.map(sightOfCheckout), ...uses.map(sightOfUse)]),
    assessment: textOf(calibration.assessment), assessedBy: textOf(calibration.assessedby),
  }
}

/** Somebody looked at what was measured with the tool and wrote down what follows. */
export async function assess(context: Context, calibrationId: number, assessment: string, by: string): Promise<Consequence> {
  const { assetId } = await findConsequence(context, calibrationId)
  await context.database.write((transaction) => updateRow(transaction, 'calibrations', calibrationId, { assessment, assessedby: by, assessedat: Date.now() }))
  await context.auditLog({ action: `measurements with the tool assessed by ${by}`, assetId })
  return findConsequence(context, calibrationId)
}

type Sight = { usedOn: number | null; person: string | null; workOrder: string | null; from: number; to: number | null; times: number }

function sightOfCheckout(row: Row): Sight {
  return { usedOn: numberOf(row.usedonid), person: textOf(row.person), workOrder: null, from: Number(row.outat), to: numberOf(row.inat), times: 1 }
}

function sightOfUse(row: Row): Sight {
  return { usedOn: numberOf(row.usedonid), person: textOf(row.person), workOrder: textOf(row.workorder), from: Number(row.usedat), to: Number(row.usedat), times: Number(row.uses) }
}

/** One entry for each asset; what was used on no asset stands together by person. */
async function gather(context: Context, sights: readonly Sight[]): Promise<Concerned[]> {
  const groups = Map.groupBy(sights, (sight) => (sight.usedOn === null ? `person ${sight.person ?? ''}` : String(sight.usedOn)))
  const assets = await context.assets.getMany([...new Set(sights.flatMap(({ usedOn }) => usedOn ?? []))])
  return [...groups.values()].map((group) => concerned(group, assets)).toSorted((one, other) => (one.firstAt < other.firstAt ? -1 : 1))
}

function concerned(group: readonly Sight[], assets: readonly AssetRecord[]): Concerned {
  const asset = assets.find(({ id }) => id === group[0]?.usedOn)
  const texts = (values: readonly (string | null)[]): string[] => [...new Set(values.filter((value) => value !== null))]
  return {
    asset: asset ? { id: asset.id, assetNumber: asset.assetNumber, name: asset.name, type: asset.type } : null,
    persons: texts(group.map(({ person }) => person)), workOrders: texts(group.map(({ workOrder }) => workOrder)),
    firstAt: new Date(Math.min(...group.map(({ from }) => from))).toISOString(),
    lastAt: group.some(({ to }) => to === null) ? null : new Date(Math.max(...group.map(({ to }) => to ?? 0))).toISOString(),
    times: group.reduce((sum, { times }) => sum + times, 0),
  }
}
