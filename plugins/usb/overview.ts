import { emptyHead, readChain, readHeads, stateOf, type ChainEvent } from './chain.ts'
import type { Context } from './context.ts'
import { mustBeMedium } from './medium.ts'
import { findSightingsOfMedium, momentOf, numberOf, textOf } from './store.ts'
import { readWordings } from './wording.ts'

/** Everything about the custody of one medium: how it stands, its whole chain, what was confirmed, and where computers saw it. */
export async function readCustody(context: Context, mediumId: number) {
  const medium = await mustBeMedium(context, mediumId)
  const [heads, { events, brokenAt }, wordings, sightings] = await Promise.all([readHeads(context.database, [mediumId]), readChain(context, mediumId), readWordings(context), findSightingsOfMedium(context.database, mediumId, 20)])
  const head = heads.get(mediumId) ?? emptyHead
  const ids = [...new Set([head.usedAtId, ...events.map(({ usedAtId }) => usedAtId), ...sightings.map((row) => numberOf(row.computerid))].filter((id) => id !== null))]
  const assets = new Map((await context.assets.names(ids)).map((asset) => [asset.id, asset.assetNumber]))
  const numberOfAsset = (id: number | null): string | null => (id === null ? null : (assets.get(id) ?? `#${id}`))
  const shown = ({ place, kind, at, by, person, usedAtId, dueAt, detail, hash }: ChainEvent) => ({ place, kind, at: momentOf(at), by, person, usedAtId, usedAt: numberOfAsset(usedAtId), dueAt: momentOf(dueAt), detail, hash })
  return {
    medium, state: stateOf(head), holder: head.holder, usedAtId: head.usedAtId, usedAt: numberOfAsset(head.usedAtId), outSince: momentOf(head.outAt), dueAt: momentOf(head.dueAt), isOverdue: head.outAt !== null && head.lostAt === null && head.dueAt !== null && head.dueAt < Date.now(),
    acceptance: head.acceptance, wording: head.wording, scanState: head.scanState, scannedAt: momentOf(head.scannedAt), blockedReason: head.blockedReason, mustAccept: context.settings.mustAccept, cleanBeforeCheckout: context.settings.cleanBeforeCheckout, loanDays: context.settings.loanDays,
    events: events.map(shown), brokenAt, wordings,
    sightings: sightings.map((row) => ({ computerId: numberOf(row.computerid), computer: numberOf(row.computerid) === null ? String(row.computerkey) : numberOfAsset(numberOf(row.computerid)), user: textOf(row.lastuser), firstSeenAt: momentOf(row.firstseenat), lastSeenAt: momentOf(row.lastseenat) })),
  }
}
