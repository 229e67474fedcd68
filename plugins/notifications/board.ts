import type { Caller } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { maySee, type Notification, type State } from './notification.ts'
import { readPlaces } from './places.ts'
import { findNotifications, type Filter } from './store.ts'

const pageSize = 100
/** Running at once; more is nothing a person can look at. */
const mostRunning = 300

export type BoardQuery = { state?: State | undefined; type?: number | undefined; severity?: string | undefined; location?: number | undefined; businessUnit?: number | undefined; asset?: number | undefined; plugin?: string | undefined; unread?: boolean | undefined; q?: string | undefined; place?: 'banner' | 'wall' | undefined; before?: string | undefined }

/** A page of it, with where the next one begins. */
export async function findPage(context: Context, caller: Pick<Caller, 'may' | 'userId'>, query: BoardQuery, at: number): Promise<{ shown: Notification[]; nextBefore: string | null }> {
  const found = await findAll(context, caller, query, at)
  const last = found.at(-1)
  return { shown: found.filter((notification) => maySee(caller.may, notification)), nextBefore: query.state === 'over' && found.length >= pageSize && last !== undefined ? `${last.startsAt}_${last.id}` : null }
}

/** What somebody is shown: what concerns a place is what is aimed at it, at one around it, or at one in it. */
export async function findShown(context: Context, caller: Pick<Caller, 'may' | 'userId'>, query: BoardQuery, at: number): Promise<Notification[]> {
  return (await findPage(context, caller, query, at)).shown
}

async function findAll(context: Context, { userId }: Pick<Caller, 'userId'>, query: BoardQuery, at: number): Promise<Notification[]> {
  const filter: Filter = {
    state: query.state, typeId: query.type, severity: query.severity, assetId: query.asset, businessUnitId: query.businessUnit, plugin: query.plugin, unread: query.unread, place: query.place, text: query.q?.trim() || undefined,
    locationIds: query.location === undefined ? undefined : (await readPlaces(context, [query.location])).related(query.location), before: cursorOf(query.before),
  }
  return findNotifications(context.database, filter, { userId, at, most: query.state === 'active' ? mostRunning : pageSize })
}

function cursorOf(text: string | undefined): Filter['before'] {
  const [at, id] = (text ?? '').split('_').map(Number)
  return at === undefined || id === undefined || Number.isNaN(at) || Number.isNaN(id) ? undefined : { at, id }
}
