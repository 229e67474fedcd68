import type { DemoPlant } from '@shopdb/plugin-api'
import { recordCalibration } from './calibrate.ts'
import type { Context } from './context.ts'
import { addDays, today } from './due.ts'
import { addPlan } from './plans.ts'
import { findOpenCheckouts, insertRow } from './store.ts'
import { refreshTool, toolType } from './tool.ts'

const kinds = [
  { prefix: 'CA', name: 'Caliper 150', gaugeType: 'caliper', unit: 'mm', to: 150, error: 0.03, resolution: 0.01, months: 12 },
  { prefix: 'MI', name: 'Outside micrometer 0-25', gaugeType: 'micrometer', unit: 'mm', to: 25, error: 0.004, resolution: 0.001, months: 12 },
  { prefix: 'BG', name: 'Bore gauge 50-100', gaugeType: 'bore gauge', unit: 'mm', to: 100, error: 0.006, resolution: 0.001, months: 6 },
  { prefix: 'TW', name: 'Torque wrench 20-100', gaugeType: 'torque wrench', unit: 'N.m', to: 100, error: 4, resolution: 0.5, months: 12 },
  { prefix: 'PG', name: 'Pressure gauge', gaugeType: 'pressure gauge', unit: 'bar', to: 16, error: 0.16, resolution: 0.05, months: 24 },
  { prefix: 'TH', name: 'Thermometer', gaugeType: 'thermometer', unit: 'Cel', to: 120, error: 0.5, resolution: 0.1, months: 12 },
] as const

/** Even the largest site has a gauge store that a person can walk through. */
const mostTools = 400

/** Gauges as a plant has them: most in order, some due, some overdue, one in nine found out of tolerance, some given out. */
export async function fillWithDemoTools(context: Context, { assets, now, signal }: Pick<DemoPlant, 'assets' | 'now' | 'signal'>): Promise<{ tools: number; calibrations: number }> {
  const machines = (await context.assets.list('limit=200')).items.filter(({ type }) => type !== toolType).map(({ id }) => id)
  const count = Math.min(mostTools, Math.ceil(assets / 5))
  let calibrations = 0
  for (let number = 1; number <= count && !signal.aborted; number++) calibrations += await makeTool(context, number, machines, now)
  return { tools: count, calibrations }
}

async function makeTool(context: Context, number: number, assetIds: readonly number[], now: Date): Promise<number> {
  const on = today(now.getTime())
  const kind = kinds[number % kinds.length] ?? kinds[0]
  const near = assetIds.length === 0 ? null : await context.assets.get(assetIds[(number * 7) % assetIds.length] ?? 0)
  const place = near && typeof near['locationId'] === 'number' ? { locationId: near['locationId'], mapX: near['mapX'] ?? null, mapY: near['mapY'] ?? null } : {}
  const tool = await context.assets.create(toolType, {
    assetNumber: `${kind.prefix}-${String(number).padStart(4, '0')}`, name: kind.name, serialNumber: `${kind.prefix}${70_000 + number * 37}`, gaugeType: kind.gaugeType, measuringUnit: kind.unit,
    rangeFrom: 0, rangeTo: kind.to, permissibleError: kind.error, resolution: kind.resolution, storedAt: `Cabinet ${1 + (number % 4)}, drawer ${1 + (number % 9)}`, keeper: 'Quality', ...place,
  })
  const nominal = [0.1, 0.5, 1].map((share) => String(kind.to * share))
  const plan = await addPlan(context, tool.id, { title: 'Full calibration', intervalCount: kind.months, intervalUnit: 'months', startsOn: addDays(on, -1000), laboratory: 'House laboratory', points: nominal.map((value) => ({ nominal: value })) })
  if (number % 5 === 0) await addPlan(context, tool.id, { title: 'Check against master', intervalUses: 200, points: [] })
  const age = (number * 53) % (kind.months * 31 + 40)
  await noteUses(context, tool.id, number, age, assetIds, now.getTime())
  for (const days of [age + kind.months * 30, age]) {
    const isOut = days === age && number % 9 === 4
    const value = (text: string, share: number): string => (Number(text) + kind.error * share).toFixed(4)
    const results = plan.points.map((point, index) => ({ ...point, asFound: value(point.nominal, isOut && index === 2 ? 1.4 : 0.3 - index * 0.2), ...(isOut && number % 18 === 4 && { asLeft: value(point.nominal, 0.1) }), uncertainty: (kind.error / 5).toFixed(4), coverage: '2' }))
    await recordCalibration(context, tool.id, { planId: plan.id, doneOn: addDays(on, -days), doneBy: 'A. Keller', laboratory: 'House laboratory', certificateNumber: `HL-${number}-${days}`, adjusted: isOut && number % 18 === 4, results }, { source: 'manual', certificateId: null, by: 'demo' })
  }
  await giveOut(context, tool.id, number, now.getTime())
  return 2
}

async function noteUses(context: Context, assetId: number, number: number, age: number, assetIds: readonly number[], now: number): Promise<void> {
  const people = ['J. Miller', 'S. Novak', 'T. Brandt', 'L. Okafor']
  await context.database.write(async (transaction) => {
    for (let use = 0; use < 4; use++) {
      const usedOn = assetIds[(number * 11 + use * 29) % Math.max(1, assetIds.length)] ?? null
      await insertRow(transaction, 'gaugeuses', { assetid: assetId, usedonid: usedOn, person: people[(number + use) % people.length] ?? null, workorder: `WO-${4000 + number * 4 + use}`, uses: 1 + use, usedat: now - (age - 10 + use * 40) * 86_400_000, notedby: 'demo' })
    }
  })
}

async function giveOut(context: Context, assetId: number, number: number, now: number): Promise<void> {
  // One that failed lies in the gauge room.
  if (number % 6 !== 1 || number % 18 === 13) return
  await context.database.write(async (transaction) => {
    if ((await findOpenCheckouts(transaction, [assetId])).length > 0) return
    await insertRow(transaction, 'gaugecheckouts', { assetid: assetId, usedonid: null, person: 'T. Brandt', outat: now - 86_400_000 * (number % 5), outby: 'demo', dueat: null, inat: null, inby: null, returnedas: null, notes: null })
  })
  await refreshTool(context, assetId)
}
