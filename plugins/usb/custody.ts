import type { Caller, Infer, JsonSchema } from '@shopdb/plugin-api'
import { appendEvents, stateOf, type Head, type NewEvent } from './chain.ts'
import { day, type Context } from './context.ts'
import { mustBeMedium, refreshMedium, type Medium } from './medium.ts'
import { settleInfected, settleOverdue, tellInfected } from './notices.ts'
import { endRelation, relateTo } from './used-at.ts'
import { currentWording } from './wording.ts'

const shortText = { type: ['string', 'null'], maxLength: 160 } as const
const notes = { type: ['string', 'null'], maxLength: 2000 } as const
const agreed = { type: 'object', additionalProperties: false, required: ['name', 'agreed', 'wording'], properties: { name: { type: 'string', minLength: 2, maxLength: 160, description: 'As the receiver typed it.' }, agreed: { type: 'boolean', const: true }, wording: { type: 'integer', minimum: 1, description: 'Version of the wording that was shown.' } } } as const

export const checkoutSchema = {
  type: 'object', additionalProperties: false, required: ['person'],
  properties: { person: { type: 'string', minLength: 2, maxLength: 160 }, usedAtId: { type: ['integer', 'null'], minimum: 1, description: 'The machine or computer it is for.' }, dueAt: { type: ['string', 'null'], format: 'date-time' }, notes, receipt: { ...agreed, description: 'When the receiver confirms at the counter.' } },
} as const satisfies JsonSchema

export const acceptSchema = { type: 'object', additionalProperties: false, required: ['agreed', 'wording'], properties: { agreed: { type: 'boolean', const: true }, wording: { type: 'integer', minimum: 1 } } } as const satisfies JsonSchema

const scan = { scan: { type: 'string', enum: ['clean', 'infected', 'not scanned'] }, scanner: { ...shortText, description: 'Name of the scanner.' }, scannerVersion: shortText, files: { type: ['integer', 'null'], minimum: 0, maximum: 1_000_000_000, description: 'How many files were scanned.' }, threat: { ...shortText, description: 'What was found.' }, notes } as const
export const scanSchema = { type: 'object', additionalProperties: false, required: ['scan'], properties: scan } as const satisfies JsonSchema
export const reasonSchema = { type: 'object', additionalProperties: false, required: ['reason'], properties: { reason: { type: 'string', minLength: 3, maxLength: 255 } } } as const satisfies JsonSchema

type Scanned = Infer<typeof scanSchema>
export type By = { readonly label: string; readonly at?: number }

/** Gives a medium to a person, for a machine when there is one. One that is blocked, lost, out or not known to be clean stays in the drawer. */
export async function checkOut(context: Context, mediumId: number, input: Infer<typeof checkoutSchema>, by: By): Promise<Head> {
  const medium = await mustBeMedium(context, mediumId)
  const at = by.at ?? Date.now()
  const usedAtId = await assertAsset(context, input.usedAtId ?? null)
  const dueAt = input.dueAt ? context.codec.timestampToRow(input.dueAt) : at + context.settings.loanDays * day
  if (dueAt <= at) throw context.errors.problem({ code: 'DUE_IN_PAST', status: 422, message: 'The medium would be due before it is given out.', fix: 'Choose a later moment.', fields: [{ path: '/dueAt', message: 'lies in the past' }] })
  const wording = await currentWording(context)
  if (input.receipt) assertWording(context, input.receipt.wording, wording.version)
  const person = input.person.trim()
  const acceptance = input.receipt ? 'confirmed' : context.settings.mustAccept ? 'waiting' : 'not needed'
  const out: NewEvent = { kind: 'out', at, by: by.label, person, usedAtId, dueAt, detail: { acceptance, notes: input.notes ?? null, wording: context.settings.mustAccept || input.receipt ? wording.version : null } }
  const accepted: NewEvent[] = input.receipt ? [{ kind: 'accepted', at, by: by.label, person: input.receipt.name.trim(), detail: { how: 'typed name', wording: wording.version } }] : []
  const head = await appendEvents(context, mediumId, (before) => {
    assertMayGoOut(context, medium, before)
    return [out, ...accepted]
  })
  if (usedAtId !== null) await relateTo(context, mediumId, usedAtId)
  await finish(context, medium, head, `checked out to ${person} by ${by.label}`)
  return head
}

/** The receiver confirms with a sign-in of their own. Whoever gave it out cannot confirm for somebody else. */
export async function accept(context: Context, mediumId: number, input: Infer<typeof acceptSchema>, caller: Pick<Caller, 'kind' | 'userId' | 'label'>): Promise<Head> {
  const medium = await mustBeMedium(context, mediumId)
  if (caller.userId === null) throw context.errors.problem({ code: 'NOT_A_PERSON', status: 403, message: 'Only a person confirms that a medium was received.', fix: 'Sign in, or have the name typed at the counter.' })
  assertWording(context, input.wording, (await currentWording(context)).version)
  const head = await appendEvents(context, mediumId, (before) => {
    if (before.acceptance !== 'waiting') throw context.errors.problem({ code: 'NOTHING_TO_CONFIRM', status: 409, message: `${medium.assetNumber} waits for no confirmation.`, fix: 'Reload the page to see how it stands.' })
    if (before.outBy === caller.label && before.holder?.toLowerCase() !== caller.label.toLowerCase()) throw context.errors.problem({ code: 'OTHER_PERSON', status: 403, message: `You gave ${medium.assetNumber} to ${before.holder ?? 'somebody else'}, so you cannot confirm that it was received.`, fix: 'The receiver signs in and confirms, or types their name when it is checked out.' })
    return [{ kind: 'accepted', at: Date.now(), by: caller.label, person: before.holder, detail: { how: caller.kind === 'user' ? 'sign-in' : 'token', wording: input.wording } }]
  })
  await finish(context, medium, head, `receipt confirmed by ${caller.label}`)
  return head
}

/** Takes a medium back, with what the scan said. An infected one is blocked at once and everybody is told. A lost one that comes back is found. */
export async function checkIn(context: Context, mediumId: number, input: Scanned, by: By): Promise<Head> {
  const medium = await mustBeMedium(context, mediumId)
  const at = by.at ?? Date.now()
  let from = 'the drawer'
  const head = await appendEvents(context, mediumId, (before) => {
    if (before.outAt === null && before.lostAt === null) throw context.errors.problem({ code: 'NOT_CHECKED_OUT', status: 409, message: `${medium.assetNumber} is not checked out.`, fix: 'Note a scan instead, or reload the page to see where it is.' })
    from = before.holder ?? from
    return [{ kind: 'in', at, by: by.label, person: before.holder, usedAtId: before.usedAtId, detail: scanDetail(input) }, ...blockWhenInfected(before, input, at, by.label)]
  })
  await endRelation(context, mediumId)
  await settleOverdue(context, mediumId)
  await tellWhenInfected(context, medium, from, input)
  await finish(context, medium, head, `checked in by ${by.label}, ${input.scan}`)
  return head
}

/** A scan of a medium that does not change hands. */
export async function noteScan(context: Context, mediumId: number, input: Scanned, by: By): Promise<Head> {
  const medium = await mustBeMedium(context, mediumId)
  const at = by.at ?? Date.now()
  const head = await appendEvents(context, mediumId, (before) => [{ kind: 'scanned', at, by: by.label, detail: scanDetail(input) }, ...blockWhenInfected(before, input, at, by.label)])
  await tellWhenInfected(context, medium, head.holder ?? 'the drawer', input)
  await finish(context, medium, head, `scanned by ${by.label}, ${input.scan}`)
  return head
}

export async function block(context: Context, mediumId: number, reason: string, by: By): Promise<Head> {
  const medium = await mustBeMedium(context, mediumId)
  const head = await appendEvents(context, mediumId, (before) => {
    if (before.blockedReason !== null) throw context.errors.problem({ code: 'BLOCKED_ALREADY', status: 409, message: `${medium.assetNumber} is blocked: ${before.blockedReason}.`, fix: 'Nothing has to be done.' })
    return [{ kind: 'blocked', at: by.at ?? Date.now(), by: by.label, detail: { reason: reason.trim() } }]
  })
  await finish(context, medium, head, `blocked by ${by.label}: ${reason.trim()}`)
  return head
}

/** A medium that was infected has to be scanned clean before it is released. */
export async function unblock(context: Context, mediumId: number, reason: string, by: By): Promise<Head> {
  const medium = await mustBeMedium(context, mediumId)
  const head = await appendEvents(context, mediumId, (before) => {
    if (before.blockedReason === null) throw context.errors.problem({ code: 'NOT_BLOCKED', status: 409, message: `${medium.assetNumber} is not blocked.`, fix: 'Nothing has to be done; reload the page to see how it stands.' })
    if (before.scanState === 'infected') throw context.errors.problem({ code: 'STILL_INFECTED', status: 422, message: `The last scan of ${medium.assetNumber} found it infected.`, fix: 'Clean or format it, scan it again and note that scan; then release it.' })
    return [{ kind: 'unblocked', at: by.at ?? Date.now(), by: by.label, detail: { reason: reason.trim() } }]
  })
  await settleInfected(context, mediumId)
  await finish(context, medium, head, `released by ${by.label}: ${reason.trim()}`)
  return head
}

export async function markLost(context: Context, mediumId: number, reason: string, by: By): Promise<Head> {
  const medium = await mustBeMedium(context, mediumId)
  const head = await appendEvents(context, mediumId, (before) => {
    if (before.lostAt !== null) throw context.errors.problem({ code: 'LOST_ALREADY', status: 409, message: `${medium.assetNumber} is noted as lost.`, fix: 'Check it in when it is found.' })
    return [{ kind: 'lost', at: by.at ?? Date.now(), by: by.label, person: before.holder, usedAtId: before.usedAtId, detail: { reason: reason.trim() } }]
  })
  await settleOverdue(context, mediumId)
  await finish(context, medium, head, `noted as lost by ${by.label}: ${reason.trim()}`)
  return head
}

async function finish(context: Context, medium: Medium, head: Head, action: string): Promise<void> {
  await refreshMedium(context, medium.id, head)
  await context.auditLog({ action: action.slice(0, 250), assetId: medium.id })
}

function scanDetail({ scan: result, scanner, scannerVersion, files, threat, notes: said }: Scanned): NonNullable<NewEvent['detail']> {
  return { scan: result, scanner: scanner ?? null, scannerVersion: scannerVersion ?? null, files: files ?? null, threat: threat ?? null, notes: said ?? null }
}

function blockWhenInfected(before: Head, { scan: result, threat }: Scanned, at: number, by: string): NewEvent[] {
  return result === 'infected' && before.blockedReason === null ? [{ kind: 'blocked', at, by, detail: { reason: threat ? `infected: ${threat}`.slice(0, 255) : 'infected', infected: true } }] : []
}

async function tellWhenInfected(context: Context, medium: Medium, from: string, { scan: result, scanner, scannerVersion }: Scanned): Promise<void> {
  if (result === 'infected') await tellInfected(context, medium, from, scanner ? [scanner, scannerVersion].filter(Boolean).join(' ') : null)
}

async function assertAsset({ assets, errors }: Context, id: number | null): Promise<number | null> {
  if (id !== null && (await assets.get(id)) === null) throw errors.problem({ code: 'ASSET_MISSING', status: 422, message: `There is no asset ${id}.`, fix: 'Choose an asset that exists.', fields: [{ path: '/usedAtId', message: 'does not exist' }] })
  return id
}

function assertWording({ errors }: Context, shown: number, current: number): void {
  if (shown !== current) throw errors.problem({ code: 'WORDING_CHANGED', status: 409, message: `The wording that was shown is version ${shown}; now version ${current} counts.`, fix: 'Reload the page, read it again and confirm that.' })
}

function assertMayGoOut({ settings, errors }: Context, { assetNumber }: Medium, head: Head): void {
  const state = stateOf(head)
  if (state === 'blocked') throw errors.problem({ code: 'BLOCKED', status: 422, message: `${assetNumber} is blocked: ${head.blockedReason ?? ''}.`, fix: 'Take another medium. Who may release it decides about this one.' })
  if (state === 'lost') throw errors.problem({ code: 'LOST', status: 409, message: `${assetNumber} is noted as lost.`, fix: 'Check it in first, with a scan.' })
  if (state === 'out') throw errors.problem({ code: 'CHECKED_OUT', status: 409, message: `${assetNumber} is with ${head.holder ?? 'somebody'} already.`, fix: 'Check it in first.' })
  if (settings.cleanBeforeCheckout && head.scanState !== 'clean') throw errors.problem({ code: 'NOT_CLEAN', status: 422, message: `${assetNumber} was not scanned since it came back.`, fix: 'Scan it and note the result, then check it out.' })
}
