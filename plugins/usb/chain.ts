import { createHash } from 'node:crypto'
import type { Row } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { findEvents, findHeads, insertEvent, insertHead, numberOf, replaceHead, textOf } from './store.ts'

export const eventKinds = ['out', 'accepted', 'in', 'scanned', 'blocked', 'unblocked', 'lost', 'escalated'] as const
export type EventKind = (typeof eventKinds)[number]
export type Scan = 'clean' | 'infected' | 'not scanned'

/** What happened to a medium. `at` is in milliseconds, UTC; `detail` is what only this kind of event knows. */
export type NewEvent = { readonly kind: EventKind; readonly at: number; readonly by: string; readonly person?: string | null; readonly usedAtId?: number | null; readonly dueAt?: number | null; readonly detail?: Readonly<Record<string, string | number | boolean | null>> }
export type ChainEvent = Required<NewEvent> & { readonly place: number; readonly previousHash: string; readonly hash: string }

/** How a medium stands after its last event. */
export type Head = {
  readonly place: number; readonly hash: string; readonly outAt: number | null; readonly outBy: string | null; readonly holder: string | null; readonly usedAtId: number | null; readonly dueAt: number | null
  readonly acceptance: string | null; readonly wording: number | null; readonly overdueLevel: number; readonly scanState: Scan; readonly scannedAt: number | null; readonly blockedReason: string | null; readonly lostAt: number | null; readonly changedAt: number
}

export const emptyHead: Head = { place: 0, hash: '', outAt: null, outBy: null, holder: null, usedAtId: null, dueAt: null, acceptance: null, wording: null, overdueLevel: 0, scanState: 'not scanned', scannedAt: null, blockedReason: null, lostAt: null, changedAt: 0 }

export function stateOf({ lostAt, blockedReason, outAt }: Head): 'in' | 'out' | 'blocked' | 'lost' {
  if (lostAt !== null) return 'lost'
  if (blockedReason !== null) return 'blocked'
  return outAt === null ? 'in' : 'out'
}

const nobody = { outAt: null, outBy: null, holder: null, usedAtId: null, dueAt: null, acceptance: null, wording: null, overdueLevel: 0, lostAt: null } as const

/** What an event changes. The whole state of a medium follows from its chain alone. */
export function follow(head: Head, event: NewEvent): Omit<Head, 'place' | 'hash'> {
  const { detail = {}, at } = event
  const text = (name: string): string | null => (typeof detail[name] === 'string' ? detail[name] : null)
  const scan: Scan = detail['scan'] === 'clean' || detail['scan'] === 'infected' ? detail['scan'] : 'not scanned'
  const scanned = { scanState: scan, scannedAt: scan === 'not scanned' ? head.scannedAt : at }
  switch (event.kind) {
    case 'out': return { ...head, ...nobody, outAt: at, outBy: event.by, holder: event.person ?? null, usedAtId: event.usedAtId ?? null, dueAt: event.dueAt ?? null, acceptance: text('acceptance'), wording: Number(detail['wording'] ?? 0) || null, changedAt: at }
    case 'accepted': return { ...head, acceptance: 'confirmed', wording: Number(detail['wording'] ?? 0) || head.wording }
    case 'in': return { ...head, ...nobody, ...scanned, changedAt: at }
    case 'scanned': return { ...head, ...scanned }
    case 'blocked': return { ...head, blockedReason: text('reason'), changedAt: at }
    case 'unblocked': return { ...head, blockedReason: null, changedAt: at }
    case 'lost': return { ...head, lostAt: at, changedAt: at }
    case 'escalated': return { ...head, overdueLevel: Number(detail['level'] ?? 0) }
  }
}

/** Each event carries the hash of the one before it: who changes an old one has to change all that follow, and what was printed shows it. */
function hashOf(assetId: number, event: Omit<ChainEvent, 'hash'>): string {
  const { place, kind, at, by, person, usedAtId, dueAt, detail, previousHash } = event
  return createHash('sha256').update(JSON.stringify([assetId, place, kind, at, by, person, usedAtId, dueAt, Object.entries(detail).toSorted(([one], [other]) => (one < other ? -1 : 1)), previousHash])).digest('hex')
}

/**
 * Puts what `decide` answers at the end of the chain of a medium. `decide` sees how it stands and refuses by throwing; nothing can come
 * in between, and an event is never changed or taken back.
 */
export async function appendEvents(context: Context, assetId: number, decide: (head: Head) => readonly NewEvent[]): Promise<Head> {
  await openChain(context, assetId)
  return context.database.write(async (transaction) => {
    const before = (await readHeads(transaction, [assetId])).get(assetId) ?? emptyHead
    let head = before
    const events: ChainEvent[] = []
    for (const event of decide(before)) {
      const next = { person: null, usedAtId: null, dueAt: null, detail: {}, ...event, place: head.place + 1, previousHash: head.hash }
      const hash = hashOf(assetId, next)
      events.push({ ...next, hash })
      head = { ...follow(head, event), place: next.place, hash }
    }
    // The row is taken first: of two who were at the same place, one finds it gone.
    if (events.length > 0 && !(await replaceHead(transaction, assetId, before.place, rowOf(head)))) throw context.errors.problem({ code: 'CHANGED_MEANWHILE', status: 409, message: 'Somebody else noted something about this medium at the same moment.', fix: 'Look at its custody again, then repeat what is still needed.' })
    for (const { place, kind, at, by, person, usedAtId, dueAt, detail, previousHash, hash } of events) await insertEvent(transaction, { assetid: assetId, place, kind, happenedat: at, byname: by, person, usedatid: usedAtId, dueat: dueAt, detail: JSON.stringify(detail), previoushash: previousHash, hash })
    return head
  })
}

async function openChain({ database }: Context, assetId: number): Promise<void> {
  if ((await findHeads(database, [assetId])).length > 0) return
  try {
    await database.write((transaction) => insertHead(transaction, { assetid: assetId, ...rowOf(emptyHead) }))
  } catch (error) { // a translation: whoever was quicker has opened it
    if ((await findHeads(database, [assetId])).length === 0) throw error
  }
}

export async function readHeads(database: Parameters<typeof findHeads>[0], assetIds: readonly number[]): Promise<Map<number, Head>> {
  return new Map((await findHeads(database, assetIds)).map((row) => [Number(row.assetid), headOf(row)]))
}

function headOf(row: Row): Head {
  const scan = textOf(row.scanstate)
  return {
    place: Number(row.place), hash: String(row.hash), outAt: numberOf(row.outat), outBy: textOf(row.outby), holder: textOf(row.holder), usedAtId: numberOf(row.usedatid), dueAt: numberOf(row.dueat), acceptance: textOf(row.acceptance), wording: numberOf(row.wording),
    overdueLevel: Number(row.overduelevel), scanState: scan === 'clean' || scan === 'infected' ? scan : 'not scanned', scannedAt: numberOf(row.scannedat), blockedReason: textOf(row.blockedreason), lostAt: numberOf(row.lostat), changedAt: Number(row.changedat),
  }
}

function rowOf(head: Head): Row {
  return {
    place: head.place, hash: head.hash, outat: head.outAt, outby: head.outBy, holder: head.holder, usedatid: head.usedAtId, dueat: head.dueAt, acceptance: head.acceptance, wording: head.wording, overduelevel: head.overdueLevel,
    scanstate: head.scanState, scannedat: head.scannedAt, blockedreason: head.blockedReason, lostat: head.lostAt, changedat: head.changedAt,
  }
}

/** The whole chain, oldest first, and the first place at which it does not fit together; null when it does. */
export async function readChain({ database }: Pick<Context, 'database'>, assetId: number): Promise<{ events: ChainEvent[]; brokenAt: number | null }> {
  const events = (await findEvents(database, assetId)).map(eventOf)
  const hasGone = (event: ChainEvent, index: number): boolean => event.place !== index + 1 || event.previousHash !== (events[index - 1]?.hash ?? '') || event.hash !== hashOf(assetId, event)
  const broken = events.findIndex(hasGone)
  const head = (await readHeads(database, [assetId])).get(assetId)
  const isCut = (head?.place ?? 0) !== events.length || (head?.hash ?? '') !== (events.at(-1)?.hash ?? '')
  return { events, brokenAt: broken >= 0 ? broken + 1 : isCut ? events.length + 1 : null }
}

function eventOf(row: Row): ChainEvent {
  const kind = eventKinds.find((known) => known === row.kind) ?? 'scanned'
  const detail: ChainEvent['detail'] = JSON.parse(textOf(row.detail) ?? '{}')
  return { kind, at: Number(row.happenedat), by: String(row.byname), person: textOf(row.person), usedAtId: numberOf(row.usedatid), dueAt: numberOf(row.dueat), detail, place: Number(row.place), previousHash: textOf(row.previoushash) ?? '', hash: String(row.hash) }
}
