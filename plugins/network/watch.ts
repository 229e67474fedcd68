import { refreshConflicts } from './conflicts.ts'
import type { Context } from './context.ts'
import { day } from './context.ts'
import { findSilentDevices, refreshDevices } from './device-state.ts'
import { mirrorCommunications } from './mirror.ts'
import { noteFullness } from './notices.ts'
import { removeOldSightings, removeUnseen } from './store.ts'
import { measureSubnets } from './usage.ts'

export type Compared = { read: number; gone: number; conflicts: number; settled: number; nearlyFull: number; silent: number }

/** Compares the plan with what is found: every few minutes with what has changed, at night with everything. */
export async function compare(context: Context, isFull: boolean, signal: AbortSignal): Promise<Compared> {
  const { read, gone } = await mirrorCommunications(context, isFull, signal)
  if (isFull) await forgetOld(context)
  const { found, settled } = await refreshConflicts(context)
  const subnets = await measureSubnets(context)
  await noteFullness(context, subnets)
  const silent = await findSilentDevices(context)
  await refreshDevices(context, silent.map(({ id }) => id), new Set(silent.map(({ id }) => id)))
  return { read, gone, conflicts: found, settled, nearlyFull: subnets.filter(({ isNearlyFull }) => isNearlyFull).length, silent: silent.length }
}

/** Where MAC addresses were seen long ago, and what routers heard of long ago. */
async function forgetOld({ database, settings }: Context): Promise<void> {
  const sightingsBefore = Date.now() - settings.keepSightingsDays * day
  const heardBefore = Date.now() - settings.silentDays * day
  await database.write(async (transaction) => {
    await removeOldSightings(transaction, sightingsBefore)
    await removeUnseen(transaction, 'a:', heardBefore)
  })
}
