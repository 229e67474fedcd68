import type { PluginContext } from '@shopdb/plugin-api'
import { addInterval } from './due.ts'
import { showPlan, today, type ShownPlan } from './maintenance.ts'
import type { Manifest } from './manifest-type.ts'
import { plansDueUntil } from './store.ts'

export type DuePlan = ShownPlan & { readonly machine: string; readonly machineName: string | null }

const most = 500

/** Plans that are overdue or due within some days, with the machine's number; overdue ones first. */
export async function listDue(context: PluginContext<Manifest>, days: number, limit = most): Promise<{ items: DuePlan[] }> {
  const plans = (await plansDueUntil(context, addInterval(today(), days, 'day'), limit)).map((plan) => showPlan(context, plan))
  const machines = await machinesOf(context, plans.map(({ assetId }) => assetId))
  const items = plans.map((plan) => ({ ...plan, machine: machines.get(plan.assetId)?.assetNumber ?? '', machineName: machines.get(plan.assetId)?.name ?? null }))
  return { items: items.sort((one, other) => rank(one) - rank(other) || (one.nextDueOn ?? '').localeCompare(other.nextDueOn ?? '')).slice(0, limit) }
}

const rank = ({ state }: ShownPlan): number => ['overdue', 'due', 'ok', 'unknown', 'paused'].indexOf(state)

/** Numbers and names of machines, by id. */
export async function machinesOf({ assets }: Pick<PluginContext, 'assets'>, ids: readonly number[]): Promise<Map<number, { assetNumber: string; name: string | null }>> {
  const found = await assets.names(ids)
  return new Map(found.map(({ id, assetNumber, name }) => [id, { assetNumber, name }]))
}
