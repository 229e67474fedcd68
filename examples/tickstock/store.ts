import type { OwnTransaction } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import type { Filter } from './subscription-index.ts'

type Database = Context['database']

/** Who is connected, on any engine of ShopDB. `sessionId` is that of the socket. */
export type Session = { sessionId: string; userId: string; instanceId: string; at: number }

export async function writeSession(transaction: OwnTransaction, { sessionId, userId, instanceId, at }: Session): Promise<void> {
  await transaction.upsertRows('tickstocksessions', ['sessionid'], [{ sessionid: sessionId, userid: userId, instanceid: instanceId, connectedat: at, lastactivity: at, disconnectedat: null }])
}

export async function noteActivity(transaction: OwnTransaction, sessionId: string, at: number): Promise<void> {
  await transaction.run('update tickstocksessions set lastactivity = ? where sessionid = ?', [at, sessionId])
}

export async function endSession(transaction: OwnTransaction, sessionId: string, at: number): Promise<void> {
  await transaction.run('delete from tickstocksubscriptions where sessionid = ?', [sessionId])
  await transaction.run('update tickstocksessions set disconnectedat = ? where sessionid = ?', [at, sessionId])
}

export type Subscription = { sessionId: string; kind: string; /** Empty for one that is not of a symbol. */ symbol: string; filters: Filter | null; at: number }

export async function writeSubscription(transaction: OwnTransaction, { sessionId, kind, symbol, filters, at }: Subscription): Promise<void> {
  const row = { sessionid: sessionId, kind, symbol, filters: filters && JSON.stringify(filters), subscribedat: at }
  await transaction.upsertRows('tickstocksubscriptions', ['sessionid', 'kind', 'symbol'], [row])
}

/** Of a kind; of one symbol or of all. */
export async function removeSubscriptions(transaction: OwnTransaction, sessionId: string, kind: string, symbol: string | null): Promise<void> {
  if (symbol === null) await transaction.run('delete from tickstocksubscriptions where sessionid = ? and kind = ?', [sessionId, kind])
  else await transaction.run('delete from tickstocksubscriptions where sessionid = ? and kind = ? and symbol = ?', [sessionId, kind, symbol])
}

/** Sessions of processes that are gone, and those that ended before a moment. Their subscriptions go with them. */
export async function removeDeadSessions(transaction: OwnTransaction, living: readonly string[], endedBefore: number): Promise<void> {
  const marks = living.map(() => '?').join(', ')
  await transaction.run(`delete from tickstocksessions where instanceid not in (${marks}) or disconnectedat < ?`, [...living, endedBefore])
}

export type SymbolCount = { symbol: string; connections: number }

/** The symbols that most sessions listen to. */
export async function countSubscriptions(database: Database): Promise<SymbolCount[]> {
  const rows = await database.all("select symbol, count(*) as connections from tickstocksubscriptions where kind = 'patterns' group by symbol order by count(*) desc, symbol limit 50")
  return rows.map((row) => ({ symbol: String(row['symbol']), connections: Number(row['connections']) }))
}

/** Sessions that said something since a moment. */
export async function countSessions(database: Database, since: number): Promise<number> {
  const [row] = await database.all('select count(*) as active from tickstocksessions where disconnectedat is null and lastactivity >= ?', [since])
  return Number(row?.['active'] ?? 0)
}

export type LoggedError = { errorId: string; source: string; severity: string; category: string | null; message: string; component: string | null; traceback: string | null; context: unknown; occurredAt: number }

/** One row for each error, however many processes hear of it, and however often. */
export async function writeError(database: Database, { errorId, occurredAt, context, ...error }: LoggedError, at: number): Promise<void> {
  const row = { errorid: errorId, ...error, context: JSON.stringify(context ?? {}), occurredat: occurredAt, createdat: at }
  await database.write((transaction) => transaction.upsertRows('tickstockerrors', ['errorid'], [row]))
}

export async function listErrors(database: Database, severity: string | null, limit: number) {
  const columns = 'errorid, source, severity, category, message, component, traceback, context, occurredat'
  const rows = severity === null
    ? await database.all(`select ${columns} from tickstockerrors order by occurredat desc limit ${Math.trunc(limit)}`)
    : await database.all(`select ${columns} from tickstockerrors where severity = ? order by occurredat desc limit ${Math.trunc(limit)}`, [severity])
  return rows.map(({ errorid, occurredat, context, ...row }) => {
    const parsed: unknown = JSON.parse(String(context))
    return { error_id: errorid, ...row, context: parsed, timestamp: new Date(Number(occurredat)).toISOString() }
  })
}

/** What administrators of this site switched, over what the producer says. */
export async function readOverrides(database: Database): Promise<ReadonlyMap<number, boolean>> {
  const rows = await database.all('select patternid, enabled from tickstockoverrides')
  return new Map(rows.map((row) => [Number(row['patternid']), row['enabled'] === 1]))
}

export async function writeOverride(database: Database, patternId: number, isEnabled: boolean, by: string, at: number): Promise<void> {
  await database.write((transaction) => transaction.upsertRows('tickstockoverrides', ['patternid'], [{ patternid: patternId, enabled: isEnabled ? 1 : 0, changedby: by, changedat: at }]))
}
