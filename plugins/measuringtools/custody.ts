import type { Infer, JsonSchema, Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { computeStates, mustBeTool, refreshTool, type Tool, type ToolState } from './tool.ts'
import { findOpenCheckouts, insertRow, numberOf, textOf, updateRow } from './store.ts'

export const checkoutSchema = {
  type: 'object', additionalProperties: false,
  properties: {
    usedOnId: { type: ['integer', 'null'], minimum: 1, description: 'The asset it is used on.' }, person: { type: ['string', 'null'], maxLength: 120 },
    dueAt: { type: ['string', 'null'], format: 'date-time' }, notes: { type: ['string', 'null'], maxLength: 2000 },
  },
} as const satisfies JsonSchema

export const returnSchema = {
  type: 'object', additionalProperties: false,
  properties: { returnedAs: { type: 'string', enum: ['in order', 'dropped', 'damaged'] }, notes: { type: ['string', 'null'], maxLength: 2000 } },
} as const satisfies JsonSchema

export const useSchema = {
  type: 'object', additionalProperties: false,
  properties: {
    usedOnId: { type: ['integer', 'null'], minimum: 1 }, person: { type: ['string', 'null'], maxLength: 120 }, workOrder: { type: ['string', 'null'], maxLength: 120 },
    uses: { type: 'integer', minimum: 1, maximum: 1_000_000, default: 1 }, usedAt: { type: 'string', format: 'date-time' },
  },
} as const satisfies JsonSchema

export type Checkout = { id: number; usedOnId: number | null; person: string | null; outAt: string; outBy: string; dueAt: string | null; inAt: string | null; inBy: string | null; returnedAs: string | null; notes: string | null }

/** Gives a tool out, to a person or to be used on an asset. One that is overdue or failed stays in the store. */
export async function checkOut(context: Context, assetId: number, input: Infer<typeof checkoutSchema>, by: string): Promise<Checkout> {
  const tool = await mustBeTool(context, assetId)
  const person = input.person?.trim() || null
  const usedOnId = await assertUsedOn(context, input.usedOnId ?? null, person)
  assertUsable(context, tool, (await computeStates(context, [assetId])).get(assetId))
  const row = { assetid: assetId, usedonid: usedOnId, person, outat: Date.now(), outby: by, dueat: input.dueAt ? context.codec.timestampToRow(input.dueAt) : null, inat: null, inby: null, returnedas: null, notes: input.notes ?? null }
  const id = await context.database.write(async (transaction) => {
    const [open] = await findOpenCheckouts(transaction, [assetId])
    if (open) throw context.errors.problem({ code: 'CHECKED_OUT', status: 409, message: `${tool.assetNumber} is with ${textOf(open.person) ?? 'somebody'} already.`, fix: 'Check it in first.' })
    return insertRow(transaction, 'gaugecheckouts', row)
  })
  await refreshTool(context, assetId)
  await context.auditLog({ action: `checked out to ${person ?? `asset ${usedOnId}`} by ${by}`, assetId })
  return checkoutOf({ id, ...row })
}

/** A tool that was dropped or damaged is back, and has to be looked at: the notes say so in its log. */
export async function checkIn(context: Context, assetId: number, input: Infer<typeof returnSchema>, by: string): Promise<Checkout> {
  const tool = await mustBeTool(context, assetId)
  const changes = { inat: Date.now(), inby: by, returnedas: input.returnedAs ?? 'in order', ...(input.notes !== undefined && { notes: input.notes }) }
  const open = await context.database.write(async (transaction) => {
    const [found] = await findOpenCheckouts(transaction, [assetId])
    if (!found) throw context.errors.problem({ code: 'NOT_CHECKED_OUT', status: 409, message: `${tool.assetNumber} is not checked out.`, fix: 'Nothing has to be done; reload the page to see where it is.' })
    await updateRow(transaction, 'gaugecheckouts', Number(found.id), changes)
    return found
  })
  await refreshTool(context, assetId)
  await context.auditLog({ action: `checked in by ${by}, ${changes.returnedas}`, assetId })
  return checkoutOf({ ...open, ...changes })
}

/** Notes that a tool was used, on an asset or for an order, without its changing hands. */
export async function noteUse(context: Context, assetId: number, input: Infer<typeof useSchema>, by: string): Promise<{ id: number }> {
  const tool = await mustBeTool(context, assetId)
  const person = input.person?.trim() || null
  const workOrder = input.workOrder?.trim() || null
  const usedOnId = await assertUsedOn(context, input.usedOnId ?? null, person ?? workOrder)
  assertUsable(context, tool, (await computeStates(context, [assetId])).get(assetId))
  const row = { assetid: assetId, usedonid: usedOnId, person, workorder: workOrder, uses: input.uses ?? 1, usedat: input.usedAt ? context.codec.timestampToRow(input.usedAt) : Date.now(), notedby: by }
  const id = await context.database.write((transaction) => insertRow(transaction, 'gaugeuses', row))
  await refreshTool(context, assetId)
  return { id }
}

export function checkoutOf(row: Row): Checkout {
  const moment = (value: Row[string] | undefined): string | null => (value === null || value === undefined ? null : new Date(Number(value)).toISOString())
  return {
    id: Number(row.id), usedOnId: numberOf(row.usedonid), person: textOf(row.person), outAt: new Date(Number(row.outat)).toISOString(), outBy: String(row.outby),
    dueAt: moment(row.dueat), inAt: moment(row.inat), inBy: textOf(row.inby), returnedAs: textOf(row.returnedas), notes: textOf(row.notes),
  }
}

async function assertUsedOn({ assets, errors }: Context, usedOnId: number | null, otherwise: string | null): Promise<number | null> {
  if (usedOnId === null && otherwise === null) throw errors.problem({ code: 'NOBODY_NAMED', status: 422, message: 'Nobody would know where the tool is.', fix: 'Name the person who takes it, or the asset it is used on.', fields: [{ path: '/person', message: 'a person or an asset is needed' }] })
  if (usedOnId !== null && (await assets.get(usedOnId)) === null) throw errors.problem({ code: 'ASSET_MISSING', status: 422, message: `There is no asset ${usedOnId}.`, fix: 'Choose an asset that exists.', fields: [{ path: '/usedOnId', message: 'does not exist' }] })
  return usedOnId
}

function assertUsable({ settings, errors }: Context, { assetNumber }: Tool, state: ToolState | undefined): void {
  if (!settings.lockOut || (state?.calibrationState !== 'overdue' && state?.calibrationState !== 'failed')) return
  throw errors.problem(state.calibrationState === 'failed'
    ? { code: 'FAILED', status: 422, message: `${assetNumber} failed its last calibration on ${state.lastCalibratedOn ?? 'an unknown day'}.`, fix: 'Have it adjusted or repaired and calibrated; take another tool until then.' }
    : { code: 'OVERDUE', status: 422, message: `${assetNumber} is overdue for calibration${state.nextDueOn === null ? '' : ` since ${state.nextDueOn}`}.`, fix: 'Have it calibrated and record the result; take another tool until then.' })
}
