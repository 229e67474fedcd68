import type { Row } from '@shopdb/plugin-api'
import type { Conflict, ConflictKind } from './conflict.ts'
import type { Context } from './context.ts'
import { raiseConflict, settleConflict } from './notices.ts'
import { findAgainstPlan, findAssetsReporting, findConflicts, findPlannedInDhcp, findReportedTwice, momentOf, numberOf, removeConflicts } from './store.ts'

const mostKept = 10_000

/** Looks for conflicts anew, keeps since when each stands, and says so once. */
export async function refreshConflicts(context: Context): Promise<{ found: number; settled: number }> {
  const [now, before] = await Promise.all([computeConflicts(context), findConflicts(context.database, mostKept)])
  const known = new Map(before.map((row) => [String(row.conflict), row]))
  const names = new Map((await context.assets.names(now.flatMap(({ assetIds }) => assetIds))).map((asset) => [asset.id, asset.assetNumber]))
  const current = new Set(now.map(({ conflict }) => conflict))
  const settled = [...known.keys()].filter((conflict) => !current.has(conflict))
  await context.database.write(async (transaction) => {
    await removeConflicts(transaction, settled)
    const rows = now.map(({ conflict, kind, address, key, subnetId, assetIds }): Row => ({ conflict, kind, address, addresskey: key, subnetid: subnetId, assetids: assetIds.join().slice(0, 400), sinceat: numberOf(known.get(conflict)?.sinceat) ?? Date.now() }))
    for (let start = 0; start < rows.length; start += 500) await transaction.upsertRows('addressconflicts', ['conflict'], rows.slice(start, start + 500))
  })
  for (const conflict of settled) await settleConflict(context, conflict)
  for (const conflict of now.filter(({ conflict: key }) => !known.has(key)).slice(0, 200)) await raiseConflict(context, conflict, conflict.assetIds.map((id) => names.get(id) ?? `#${id}`))
  return { found: now.length, settled: settled.length }
}

async function computeConflicts({ database }: Pick<Context, 'database'>): Promise<Conflict[]> {
  const [twice, against, inDhcp] = await Promise.all([findReportedTwice(database), findAgainstPlan(database), findPlannedInDhcp(database)])
  const reporters = Map.groupBy(await findAssetsReporting(database, twice.map((row) => String(row.addresskey))), (row) => String(row.addresskey))
  const found = [
    ...twice.map((row) => conflictOf('twice', row, (reporters.get(String(row.addresskey)) ?? []).map((reporter) => Number(reporter.assetid)))),
    ...[...Map.groupBy(against, (row) => String(row.addresskey)).values()].flatMap((rows) => rows.slice(0, 1).map((row) => conflictOf(row.purpose === 'reserved' ? 'reserved' : 'other', row, [row.assetid ?? null, ...rows.map(({ reporterid }) => reporterid ?? null)].flatMap((id) => (id === null ? [] : [Number(id)]))))),
    ...inDhcp.map((row) => conflictOf('dhcp', row, row.assetid === null || row.assetid === undefined ? [] : [Number(row.assetid)])),
  ]
  return [...new Map(found.map((conflict) => [conflict.conflict, conflict])).values()].slice(0, mostKept)
}

function conflictOf(kind: ConflictKind, row: Row, assetIds: readonly number[]): Conflict {
  return { conflict: `${kind}:${String(row.addresskey)}`, kind, address: String(row.address), key: String(row.addresskey), subnetId: numberOf(row.subnetid), assetIds: [...new Set(assetIds)].toSorted((one, other) => one - other) }
}

/** As pages and reports show them. */
export async function listConflicts(context: Pick<Context, 'database' | 'assets'>, limit: number) {
  const rows = await findConflicts(context.database, limit)
  const idsOf = (row: Row): number[] => String(row.assetids).split(',').filter(Boolean).map(Number)
  const names = new Map((await context.assets.names(rows.flatMap(idsOf))).map((asset) => [asset.id, asset]))
  return rows.map((row) => ({ conflict: String(row.conflict), kind: String(row.kind), address: String(row.address), subnetId: numberOf(row.subnetid), since: momentOf(row.sinceat), assets: idsOf(row).flatMap((id) => names.get(id) ?? []) }))
}
