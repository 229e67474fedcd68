import type { NewNotice, PluginContext } from '@shopdb/plugin-api'
import { machinesOf } from './due-list.ts'
import { showPlan, today, type ShownPlan } from './maintenance.ts'
import type { Manifest } from './manifest-type.ts'
import { findPlan, plansDueUntil, plansOf } from './store.ts'

type Context = PluginContext<Manifest>

/** A site with more of them has another problem than a list that is too short. */
const most = 500

/** Maintenance by calendar is overdue since a day, maintenance by meter by what the meter shows. */
function overdue({ id, assetId, title, nextDueOn }: ShownPlan, machine: string): NewNotice {
  return { key: `overdue ${id}`, severity: 'warning', title: nextDueOn === null ? `${machine}: ${title} is overdue by its meter` : `${machine}: ${title} is overdue since ${nextDueOn}`, assetId }
}

/** After a change of one plan. */
export async function tellPlan(context: Context, planId: number): Promise<void> {
  const plan = await findPlan(context, planId)
  if (plan) await tell(context, [showPlan(context, plan)])
  else await context.notices.settle(`overdue ${planId}`)
}

/** After a reading of the meters of a machine. */
export async function tellMachine(context: Context, assetId: number): Promise<void> {
  await tell(context, (await plansOf(context, assetId)).filter(({ basis }) => basis !== 'calendar').map((plan) => showPlan(context, plan)))
}

async function tell(context: Context, plans: readonly ShownPlan[]): Promise<void> {
  const machines = await machinesOf(context, plans.map(({ assetId }) => assetId))
  for (const plan of plans) {
    if (plan.state === 'overdue') await context.notices.raise(overdue(plan, machines.get(plan.assetId)?.assetNumber ?? ''))
    else await context.notices.settle(`overdue ${plan.id}`)
  }
}

/** Also what the calendar brought, and plans that were deleted or changed as plain records. */
export async function tellAll(context: Context): Promise<void> {
  const late = (await plansDueUntil(context, today(), most)).map((plan) => showPlan(context, plan)).filter(({ state }) => state === 'overdue')
  const machines = await machinesOf(context, late.map(({ assetId }) => assetId))
  await context.notices.keep('overdue ', late.map((plan) => overdue(plan, machines.get(plan.assetId)?.assetNumber ?? '')))
}
