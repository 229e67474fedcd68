import type { Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { textOf } from './store.ts'
import { daysUntil } from './time.ts'

const keyOf = (supply: Row): string => `supply ${supply.assetid} ${supply.slot}`

/**
 * Says that supplies are low or empty. The same key never tells twice while it is open, so a printer that stays low for weeks is
 * told of once; when it runs empty the notice grows worse.
 */
export async function tellOfSupplies({ notices, assets }: Context, supplies: readonly Row[]): Promise<void> {
  const numbers = new Map((await assets.getMany([...new Set(supplies.map((row) => Number(row.assetid)))])).map(({ id, assetNumber }) => [id, assetNumber]))
  for (const supply of supplies) {
    const assetId = Number(supply.assetid)
    const emptyOn = textOf(supply.emptyon)
    const isEmpty = supply.state === 'empty'
    await notices.raise({
      key: keyOf(supply), assetId, severity: isEmpty ? 'critical' : 'warning', title: `${numbers.get(assetId) ?? assetId}: ${supply.name} is ${isEmpty ? 'empty' : 'low'}`,
      text: [`${supply.percent} % left.`, emptyOn === null || isEmpty ? '' : `Empty in about ${Math.max(0, daysUntil(emptyOn))} days.`, supply.partnumber === null ? '' : `Part number ${supply.partnumber}.`].filter(Boolean).join(' '),
    })
  }
}

/** Supplies that were changed, or that the printer does not report any more. */
export async function settleSupplies({ notices }: Context, supplies: readonly Row[]): Promise<void> {
  for (const supply of supplies) await notices.settle(keyOf(supply))
}
