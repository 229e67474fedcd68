import type { Infer, JsonSchema, OwnTransaction, PluginContext, Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { intervalUnits, today } from './due.ts'
import { planOf, type Plan } from './plan.ts'
import { parseDecimal } from './decimal.ts'
import { countUses, findLastOfPlan, findPlan, findPoints, insertPlan, textOf, updatePlan, updateRow } from './store.ts'
import { mustBeTool, refreshTool } from './tool.ts'

/** Decimals arrive as texts, so that 25.030 stays 25.030; numbers are taken too. */
export const decimalSchema = { type: ['string', 'number', 'null'], maxLength: 40 } as const satisfies JsonSchema

const pointSchema = {
  type: 'object', additionalProperties: false, required: ['nominal'],
  properties: {
    label: { type: 'string', maxLength: 120 }, nominal: { type: ['string', 'number'], maxLength: 40 },
    lower: decimalSchema, upper: decimalSchema, unit: { type: 'string', maxLength: 20 },
  },
} as const satisfies JsonSchema

const planProperties = {
  title: { type: 'string', minLength: 1, maxLength: 120 },
  intervalCount: { type: ['integer', 'null'], minimum: 1, maximum: 1000 },
  intervalUnit: { type: ['string', 'null'], enum: [...intervalUnits, null] },
  intervalUses: { type: ['integer', 'null'], minimum: 1, maximum: 10_000_000 },
  procedure: { type: ['string', 'null'], maxLength: 200 }, laboratory: { type: ['string', 'null'], maxLength: 120 },
  startsOn: { type: 'string', format: 'date' },
  points: { type: 'array', maxItems: 200, items: pointSchema },
} as const satisfies Record<string, JsonSchema>

export const newPlanSchema = { type: 'object', additionalProperties: false, required: ['title'], properties: planProperties } as const satisfies JsonSchema
export const planChangeSchema = { type: 'object', additionalProperties: false, properties: planProperties } as const satisfies JsonSchema
type PlanInput = Infer<typeof planChangeSchema>
type PointInput = Infer<typeof pointSchema>

export async function addPlan(context: Context, assetId: number, input: Infer<typeof newPlanSchema>): Promise<Plan> {
  const tool = await mustBeTool(context, assetId)
  assertInterval(context, input)
  const uses = (await countUses(context.database, [assetId])).get(assetId) ?? 0
  const row = { ...rowOf(input), assetid: assetId, startson: input.startsOn ?? today(), lastdoneon: null, usesbefore: uses, usesatstart: uses, active: 1 }
  const points = rowsOfPoints(context, input.points ?? [], tool)
  const id = await context.database.write((transaction) => insertPlan(transaction, { ...emptyPlan, ...row }, points))
  await finish(context, assetId, `calibration plan "${input.title}" added`)
  return mustFindPlan(context, id)
}

export async function changePlan(context: Context, id: number, input: PlanInput): Promise<Plan> {
  const plan = await mustFindPlan(context, id)
  assertInterval(context, { ...plan, ...input })
  const points = input.points ? rowsOfPoints(context, input.points, await mustBeTool(context, plan.assetId)) : null
  await context.database.write((transaction) => updatePlan(transaction, id, rowOf(input), points))
  await finish(context, plan.assetId, `calibration plan "${plan.title}" changed`)
  return mustFindPlan(context, id)
}

/** What was calibrated by it stays. */
export async function endPlan(context: Context, id: number): Promise<void> {
  const plan = await mustFindPlan(context, id)
  await context.database.write((transaction) => updateRow(transaction, 'calibrationplans', id, { active: 0 }))
  await finish(context, plan.assetId, `calibration plan "${plan.title}" ended`)
}

export async function mustFindPlan(context: Context, id: number): Promise<Plan> {
  const row = await findPlan(context.database, id)
  if (row === null) throw context.errors.notFound(`There is no calibration plan ${id}.`)
  const [points, uses] = await Promise.all([findPoints(context.database, [id]), countUses(context.database, [Number(row.assetid)])])
  return planOf(row, points, uses)
}

const emptyPlan = { intervalcount: null, intervalunit: null, intervaluses: null, workinstruction: null, laboratory: null }
const columnOf = { title: 'title', intervalCount: 'intervalcount', intervalUnit: 'intervalunit', intervalUses: 'intervaluses', procedure: 'workinstruction', laboratory: 'laboratory', startsOn: 'startson' } as const

function rowOf(input: PlanInput): Row {
  return Object.fromEntries(Object.entries(columnOf).flatMap(([name, column]) => {
    const value = input[name as keyof typeof columnOf] // the keys of columnOf are these
    return value === undefined ? [] : [[column, value]]
  }))
}

function assertInterval({ errors }: Pick<PluginContext, 'errors'>, { intervalCount, intervalUnit, intervalUses }: { intervalCount?: number | null; intervalUnit?: string | null; intervalUses?: number | null }): void {
  const byTime = intervalCount !== null && intervalCount !== undefined
  if (byTime === (intervalUnit !== null && intervalUnit !== undefined) && (byTime || (intervalUses !== null && intervalUses !== undefined))) return
  throw errors.problem({
    code: 'PLAN_WITHOUT_INTERVAL', status: 422, message: 'The plan does not say how often the tool is calibrated.',
    fix: 'Give intervalCount with intervalUnit, or intervalUses, or both; the one that is reached first counts.',
    fields: [{ path: byTime ? '/intervalUnit' : '/intervalCount', message: 'is needed' }],
  })
}

/** A point without limits gets the permissible error of the tool, one without a unit the unit of the tool. */
function rowsOfPoints(context: Context, points: readonly PointInput[], tool: Awaited<ReturnType<typeof mustBeTool>>): Row[] {
  return points.map((point, index) => {
    const has = (point.lower ?? null) !== null || (point.upper ?? null) !== null
    const [lower, upper] = has ? [point.lower ?? null, point.upper ?? null] : tool.permissibleError === null ? [null, null] : [-tool.permissibleError, tool.permissibleError]
    const at = `/points/${index}`
    const nominal = decimalText(context, point.nominal, `${at}/nominal`)
    const unit = point.unit ?? tool.unit ?? ''
    return { label: point.label ?? `${nominal} ${unit}`.trim(), nominal, lower: decimalText(context, lower, `${at}/lower`), upper: decimalText(context, upper, `${at}/upper`), unit }
  })
}

export function decimalText(context: Pick<PluginContext, 'errors'>, value: string | number | null | undefined, path: string): string | null {
  const text = value === null || value === undefined ? '' : String(value).trim().replace(',', '.')
  if (text === '') return null
  if (parseDecimal(text) !== null) return text
  throw context.errors.problem({ code: 'VALUE_NO_NUMBER', status: 422, message: `"${text}" is no number.`, fix: 'Write a decimal number such as 25.03 or -0.004.', fields: [{ path, message: 'is no number' }] })
}

async function finish(context: Context, assetId: number, action: string): Promise<void> {
  await refreshTool(context, assetId)
  await context.auditLog({ action, assetId })
}

/** A plan counts from the newest of its calibrations that counts, else from its beginning; also when an old one is noted late or crossed out. */
export async function countFromLast(transaction: OwnTransaction, planId: number): Promise<void> {
  const [plan, last] = await Promise.all([findPlan(transaction, planId), findLastOfPlan(transaction, planId)])
  if (plan) await updateRow(transaction, 'calibrationplans', planId, { lastdoneon: textOf(last?.doneon), usesbefore: last?.usesbefore ?? plan.usesatstart ?? 0 })
}
