import type { Caller, PluginContext, StoredRecord } from '@shopdb/plugin-api'
import { dayOf, expectedOn, nextDue, stateOf, type Plan, type PlanState } from './due.ts'
import type { Manifest } from './manifest-type.ts'
import { downtimesOf, findPlan, logOf, plansAfter, plansOf, type MachinePlan } from './store.ts'

type Context = PluginContext<Manifest>
export type ShownPlan = MachinePlan & { readonly state: PlanState; /** Of a plan by meter: when it will be due at the usual pace. */ readonly expectedOn: string | null }
export type Done = { readonly doneOn?: string; readonly doneBy?: string; readonly minutes?: number; readonly reading?: number; readonly notes?: string; readonly version?: number }

const entriesShown = 50

export const today = (): string => dayOf(Date.now())

/** Everything about the upkeep of one machine, as its panel shows it. */
export async function readMaintenance(context: Context, assetId: number) {
  const asset = await context.assets.get(assetId)
  if (asset?.type !== 'equipment.equipment') throw context.errors.notFound('There is no such machine.')
  const [plans, log, downtimes] = [await plansOf(context, assetId), await logOf(context, assetId, entriesShown), await downtimesOf(context, assetId, entriesShown)]
  const meters = { operatingHours: asset['operatingHours'] ?? null, partsProduced: asset['partsProduced'] ?? null, readAt: asset['metersReadAt'] ?? null }
  return { today: today(), meters, plans: plans.map((plan) => showPlan(context, plan)), log, downtimes }
}

/** What is due is worked out at reading: rows that were changed past the plugin's own routes are shown right, too. */
export function showPlan({ settings }: Pick<Context, 'settings'>, plan: MachinePlan): ShownPlan {
  const current = { ...plan, ...nextDue(plan) }
  return { ...current, state: stateOf(current, { today: today(), reading: plan.reading, warnDays: settings.warnDays }), expectedOn: expectedOn(current, { today: today(), reading: plan.reading }) }
}

/** Adds a plan (with `assetId`) or changes one (with `id`). */
export async function writePlan(context: Context, { id, assetId, version, ...values }: { id?: number; assetId?: number; version?: number } & Partial<Plan> & { title?: string }, by: Caller): Promise<StoredRecord> {
  const before = id === undefined ? null : await findPlan(context, id)
  if (id !== undefined && !before) throw context.errors.notFound('There is no such maintenance plan.')
  const owner = before?.assetId ?? assetId ?? 0
  const plan: Plan = { ...(before ?? await emptyPlan(context, owner)), ...values }
  assertComplete(context, plan)
  const due = nextDue(plan)
  if (before) return context.records.update('maintenanceplans', before.id, { ...values, ...due, ...(version !== undefined && { version }) }, by)
  return context.records.create('maintenanceplans', { assetId: owner, startsOn: plan.startsOn, startReading: plan.startReading, ...values, ...due }, by)
}

/** A plan by calendar begins today, one by meter at what the meter shows, unless something else is said. */
async function emptyPlan({ assets, errors }: Context, assetId: number): Promise<Plan> {
  const asset = await assets.get(assetId)
  if (asset?.type !== 'equipment.equipment') throw errors.notFound('There is no such machine.')
  return { basis: 'calendar', everyCount: null, everyUnit: null, everyAmount: null, rhythm: 'completion', startsOn: today(), startReading: null, warnDays: null, warnAmount: null, paused: false, lastDoneOn: null, lastDoneFor: null, lastDoneReading: null }
}

function assertComplete({ errors }: Context, plan: Plan): void {
  const missing = plan.basis === 'calendar' ? (['everyCount', 'everyUnit'] as const).filter((name) => plan[name] === null) : plan.everyAmount === null ? (['everyAmount'] as const) : []
  if (missing.length === 0) return
  throw errors.problem({ code: 'PLAN_INCOMPLETE', status: 422, message: 'The plan does not say how often.', fix: plan.basis === 'calendar' ? 'Send everyCount and everyUnit, such as 3 and month.' : 'Send everyAmount: after how many hours or parts.', fields: missing.map((path) => ({ path: `/${path}`, message: 'is missing' })) })
}

/** Writes the log entry and moves the plan on. */
export async function completePlan(context: Context, planId: number, { version, ...entry }: Done, by: Caller) {
  const plan = await findPlan(context, planId)
  if (!plan) throw context.errors.notFound('There is no such maintenance plan.')
  const doneOn = entry.doneOn ?? today()
  if (doneOn > today()) throw context.errors.problem({ code: 'DONE_IN_FUTURE', status: 422, message: 'The day it was done lies in the future.', fix: 'Send today or an earlier day.', fields: [{ path: '/doneOn', message: 'is in the future' }] })
  const reading = entry.reading ?? plan.reading
  if (plan.basis !== 'calendar' && reading === null) throw context.errors.problem({ code: 'READING_MISSING', status: 422, message: 'The plan counts by a meter whose reading nobody knows.', fix: 'Send what the meter shows as "reading".', fields: [{ path: '/reading', message: 'is missing' }] })
  const after: Plan = { ...plan, lastDoneOn: doneOn, lastDoneFor: nextDue(plan).nextDueOn ?? plan.lastDoneFor, lastDoneReading: reading }
  const { lastDoneFor, lastDoneReading } = after
  const moved = await context.records.update('maintenanceplans', planId, { lastDoneOn: doneOn, lastDoneFor, lastDoneReading, ...nextDue(after), version: version ?? plan.version }, by)
  const log = await context.records.create('maintenancelogs', { title: plan.title, planId, assetId: plan.assetId, ...entry, doneOn, doneBy: entry.doneBy ?? by.label, reading }, by)
  if (entry.reading !== undefined && plan.basis !== 'calendar' && entry.reading > (plan.reading ?? 0)) await recordReading(context, plan.assetId, plan.basis === 'hours' ? { operatingHours: entry.reading } : { partsProduced: Math.round(entry.reading) })
  return { plan: moved, log }
}

/** A meter runs forward: a lower reading is a slip of the pen, or a new meter, which is set in the form of the machine. */
export async function recordReading({ assets, errors }: Context, assetId: number, reading: { readonly operatingHours?: number; readonly partsProduced?: number }) {
  const asset = await assets.get(assetId)
  if (asset?.type !== 'equipment.equipment') throw errors.notFound('There is no such machine.')
  const lower = Object.entries(reading).find(([name, value]) => value < Number(asset[name] ?? 0))
  if (lower) throw errors.problem({ code: 'METER_BACKWARDS', status: 422, message: `The meter showed ${String(asset[lower[0]])} before.`, fix: 'Look again. After the meter was replaced, set its reading in the form of the machine.', fields: [{ path: `/${lower[0]}`, message: 'is lower than before' }] })
  return assets.update(assetId, { ...reading, metersReadAt: new Date().toISOString() })
}

/** Writes due dates that were changed past the routes of the plugin: by an import, a bulk change, an undo. */
export async function refreshDueDates(context: Context, signal: AbortSignal): Promise<{ plans: number; changed: number }> {
  const result = { plans: 0, changed: 0 }
  for (let plans = await plansAfter(context, 0); plans.length > 0; plans = await plansAfter(context, plans.at(-1)?.id ?? 0)) {
    signal.throwIfAborted()
    const changed = plans.flatMap((plan) => {
      const due = nextDue(plan)
      return due.nextDueOn === plan.nextDueOn && due.nextDueReading === plan.nextDueReading ? [] : [{ id: plan.id, ...due }]
    })
    if (changed.length > 0) await context.records.saveMany('maintenanceplans', changed)
    result.plans += plans.length
    result.changed += changed.length
  }
  return result
}
