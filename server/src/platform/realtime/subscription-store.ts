import type { Database, SqlValue, Transaction } from '../database/database.ts'

export type RecordedSubscription = { socketId: string; room: string; userId: number | null; actor: string; since: number }

/** Says that a process lives; false when others have taken it for dead meanwhile. */
export async function renewProcess(transaction: Transaction, processId: string, until: number): Promise<boolean> {
  return (await transaction.run('update realtimeprocesses set leaseuntil = ? where processid = ?', [until, processId])) > 0
}

export async function enterProcess(transaction: Transaction, processId: string, at: number, until: number): Promise<void> {
  await transaction.upsertRows('realtimeprocesses', ['processid'], ['processid', 'startedat', 'leaseuntil'], [[processId, at, until]], ['leaseuntil'])
}

export async function findProcesses(reader: Pick<Transaction, 'all'>): Promise<{ id: string; until: number }[]> {
  return (await reader.all('select processid, leaseuntil from realtimeprocesses')).map(({ processid, leaseuntil }) => ({ id: String(processid), until: Number(leaseuntil) }))
}

export async function removeProcess(transaction: Transaction, processId: string): Promise<void> {
  await transaction.run('delete from realtimesubscriptions where processid = ?', [processId])
  await transaction.run('delete from realtimeprocesses where processid = ?', [processId])
}

const columns = ['processid', 'socketid', 'room', 'userid', 'actor', 'since']

export async function writeSubscriptions(transaction: Transaction, processId: string, added: readonly RecordedSubscription[], removed: readonly { socketId: string; room: string }[]): Promise<void> {
  if (removed.length > 0) await transaction.runMany('delete from realtimesubscriptions where processid = ? and socketid = ? and room = ?', removed.map(({ socketId, room }) => [processId, socketId, room]))
  const rows = added.map(({ socketId, room, userId, actor, since }): SqlValue[] => [processId, socketId, room, userId, actor.slice(0, 120), since])
  if (rows.length > 0) await transaction.upsertRows('realtimesubscriptions', ['processid', 'socketid', 'room'], columns, rows, ['userid', 'actor', 'since'])
}

export type RoomCount = { room: string; subscribers: number; processes: number }

/** Rooms of every process with how many listen, the fullest first. */
export async function countRooms(database: Pick<Database, 'all'>, limit: number): Promise<RoomCount[]> {
  const rows = await database.all(`select room, count(*) as subscribers, count(distinct processid) as processes from realtimesubscriptions group by room order by count(*) desc, room limit ${Math.trunc(limit)}`)
  return rows.map((row) => ({ room: String(row.room), subscribers: Number(row.subscribers), processes: Number(row.processes) }))
}

export async function countConnections(database: Pick<Database, 'all'>): Promise<{ processes: number; connections: number }> {
  const [row] = await database.all('select (select count(*) from realtimeprocesses) as processes, (select count(*) from (select distinct processid, socketid from realtimesubscriptions) s) as connections')
  return { processes: Number(row?.processes ?? 0), connections: Number(row?.connections ?? 0) }
}
