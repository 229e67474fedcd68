import type { Caller, Infer, JsonSchema, StoredRecord } from '@shopdb/plugin-api'
import { readHeads } from './chain.ts'
import { mediumType, type Context } from './context.ts'
import { block } from './custody.ts'
import { isIdentity } from './identity.ts'
import { lastNumber, numberAfter } from './media-numbers.ts'
import { settleFinding } from './notices.ts'
import { claimSightings } from './store.ts'

export const resolutionSchema = {
  type: 'object', additionalProperties: false, required: ['as'],
  properties: {
    as: { type: 'string', enum: ['adopted', 'ignored', 'blocked'] }, reason: { type: ['string', 'null'], maxLength: 255, description: 'Why it is ignored or blocked.' },
    scope: { type: 'string', enum: ['device', 'model'], description: 'Ignored: this device, or every device of its vendor and product.' },
    assetNumber: { type: ['string', 'null'], maxLength: 100, description: 'Of the new medium; default the next free one.' }, label: { type: ['string', 'null'], maxLength: 80 }, purpose: { type: ['string', 'null'], maxLength: 160 },
  },
} as const satisfies JsonSchema

type Resolution = Infer<typeof resolutionSchema>

/** Ends a finding: the device becomes a medium of the site, it is left alone for a reason, or it is blocked, as a new medium when nobody knew it. */
export async function resolveFinding(context: Context, id: number, { as, ...input }: Resolution, caller: Caller): Promise<StoredRecord> {
  const finding = await context.records.get('usbfindings', id)
  if (finding === null) throw context.errors.notFound(`There is no finding ${id}.`)
  if (finding['state'] !== 'open') throw context.errors.problem({ code: 'RESOLVED', status: 409, message: `The finding was ${String(finding['state'])} by ${String(finding['resolvedBy'])}.`, fix: 'Reload the page to see what was decided.' })
  const reason = input.reason?.trim() || null
  if (as !== 'adopted' && reason === null) throw context.errors.problem({ code: 'REASON_MISSING', status: 422, message: 'A reason is needed.', fix: 'Say why, so that others understand it later.', fields: [{ path: '/reason', message: 'is needed' }] })
  const known = typeof finding['mediumId'] === 'number' ? finding['mediumId'] : null
  if (as === 'adopted' && known !== null) throw context.errors.problem({ code: 'KNOWN_ALREADY', status: 409, message: 'The device is a medium of the site already.', fix: 'Block it, or ignore the finding with a reason.' })
  if (as !== 'ignored' && known === null && !isIdentity(typeof finding['deviceSerial'] === 'string' ? finding['deviceSerial'] : null)) throw context.errors.problem({ code: 'ANONYMOUS', status: 422, message: 'The device tells no serial number of its own, so nobody could recognise it as this medium.', fix: 'Take it out of use for a medium with a serial number, or ignore it with a reason.' })
  if (as === 'blocked' && !caller.may('usb.block')) throw context.errors.problem({ code: 'MAY_NOT_BLOCK', status: 403, message: 'Blocking media needs the permission usb.block.', fix: 'Ask somebody who has it.' })
  const mediumId = as === 'ignored' ? known : (known ?? (await adopt(context, finding, input)))
  const head = mediumId === null ? undefined : (await readHeads(context.database, [mediumId])).get(mediumId)
  if (as === 'blocked' && mediumId !== null && reason !== null && (head?.blockedReason ?? null) === null) await block(context, mediumId, reason, { label: caller.label })
  const resolved = await close(context, finding, { state: as, reason, mediumId, ignoredScope: as === 'ignored' ? (input.scope ?? 'device') : null }, caller)
  if (as !== 'ignored' && known === null && mediumId !== null) await closeOthers(context, finding, mediumId, as, caller)
  return resolved
}

function close(context: Context, finding: StoredRecord, values: Record<string, unknown>, caller: Caller): Promise<StoredRecord> {
  return settleFinding(context, finding.id).then(() => context.records.update('usbfindings', finding.id, { ...values, version: finding.version, resolvedBy: caller.label, resolvedAt: new Date().toISOString() }, caller))
}

/** The same device was seen at other computers: those findings end with this one. */
async function closeOthers(context: Context, { deviceKey }: StoredRecord, mediumId: number, state: Resolution['as'], caller: Caller): Promise<void> {
  await claimSightings(context.database, String(deviceKey), mediumId)
  const { items } = await context.records.list('usbfindings', new URLSearchParams({ deviceKey: String(deviceKey), state: 'open', limit: '100' }).toString())
  for (const other of items) if (other['kind'] === 'unknown medium') await close(context, other, { state, mediumId, reason: 'Resolved together with another finding of the same device.' }, caller)
}

async function adopt(context: Context, finding: StoredRecord, { assetNumber, label, purpose }: Omit<Resolution, 'as'>): Promise<number> {
  const [vendorId, productId] = String(finding['modelKey'] ?? '').split(':')
  const medium = await context.assets.create(mediumType, {
    assetNumber: assetNumber?.trim() || numberAfter(await lastNumber(context)), name: String(finding['device']), label: label?.trim() || null, purpose: purpose?.trim() || null, deviceSerial: finding['deviceSerial'] ?? null,
    ...(vendorId && productId && { usbVendorId: vendorId, usbProductId: productId }),
  })
  return medium.id
}
