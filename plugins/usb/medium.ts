import type { AssetRecord } from '@shopdb/plugin-api'
import { readHeads, stateOf, type Head, emptyHead } from './chain.ts'
import { mediumType, type Context } from './context.ts'
import { findMediaByLabel, momentOf } from './store.ts'

export type Medium = { id: number; assetNumber: string; name: string | null; label: string | null; purpose: string | null; serial: string | null; businessUnitId: number | null }

/** The USB medium of this id; anything else is not found. */
export async function mustBeMedium({ assets, errors }: Context, id: number): Promise<Medium> {
  const asset = await assets.get(id)
  if (asset === null || asset.type !== mediumType) throw errors.notFound(`There is no USB medium ${id}.`)
  return mediumOf(asset)
}

function mediumOf(asset: AssetRecord): Medium {
  const text = (name: string): string | null => (typeof asset[name] === 'string' ? asset[name] : null)
  return { id: asset.id, assetNumber: asset.assetNumber, name: asset.name, label: text('label'), purpose: text('purpose'), serial: text('deviceSerial'), businessUnitId: typeof asset['businessUnitId'] === 'number' ? asset['businessUnitId'] : null }
}

/** Writes what follows from the chain into the record, so that lists, map and search know it. */
export async function refreshMedium(context: Context, assetId: number, known?: Head): Promise<void> {
  const head = known ?? (await readHeads(context.database, [assetId])).get(assetId) ?? emptyHead
  await context.assets.update(assetId, {
    custodyState: stateOf(head), holder: head.holder, usedAtId: head.usedAtId, outSince: momentOf(head.outAt), dueAt: momentOf(head.dueAt), overdueLevel: head.overdueLevel,
    acceptance: head.acceptance, scanState: head.scanState, scannedAt: momentOf(head.scannedAt), blockedReason: head.blockedReason,
  })
}

/** What a barcode reader or a person typed: asset number, label, or serial number. */
export async function findByCode(context: Context, code: string): Promise<Medium> {
  const text = code.trim()
  const byNumber = (await context.assets.list(new URLSearchParams({ assetNumber: text, limit: '2' }).toString())).items.filter(({ type }) => type === mediumType).map(({ id }) => id)
  const ids = byNumber.length > 0 ? byNumber : await findMediaByLabel(context.database, context.codec.naturalKey(text))
  const [id] = ids
  if (id === undefined) throw context.errors.problem({ code: 'CODE_UNKNOWN', status: 404, message: `No medium has "${text.slice(0, 60)}" as its number, label or serial number.`, fix: 'Scan again, or create the medium first.' })
  if (ids.length > 1) throw context.errors.problem({ code: 'CODE_AMBIGUOUS', status: 409, message: `Several media have "${text.slice(0, 60)}" as their label or serial number.`, fix: 'Scan the asset number, and give one of them another label.' })
  return mustBeMedium(context, id)
}
