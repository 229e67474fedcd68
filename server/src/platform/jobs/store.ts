import type { Database, SqlValue, Transaction } from '../database/database.ts'
import { jobStates, type JobRequester, type JobRun } from './job.ts'

type Row = Record<string, SqlValue>

const columns = 'id, plugin, name, state, cause, parameters, requestedbyid, requestedby, createdat, dueat, startedat, finishedat, attempt, attempts, progressdone, progresstotal, result, error'

function numberOrNull(value: SqlValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

function parse(value: SqlValue | undefined): unknown {
  return typeof value === 'string' ? JSON.parse(value) : null
}

function runOf(row: Row): JobRun {
  const [done, total] = [numberOrNull(row.progressdone), numberOrNull(row.progresstotal)]
  return {
    id: Number(row.id), plugin: String(row.plugin), name: String(row.name), state: jobStates.find((state) => state === row.state) ?? 'failed', cause: row.cause === 'schedule' ? 'schedule' : 'request',
    parameters: parse(row.parameters), requestedBy: row.requestedby === null ? null : { id: numberOrNull(row.requestedbyid), label: String(row.requestedby) },
    createdAt: Number(row.createdat), dueAt: Number(row.dueat), startedAt: numberOrNull(row.startedat), finishedAt: numberOrNull(row.finishedat),
    attempt: Number(row.attempt), attempts: Number(row.attempts), progress: done === null || total === null ? null : { done, total }, result: parse(row.result), error: row.error === null ? null : String(row.error),
  }
}

// The schedule, and the lease of each job

export async function findSchedule(reader: Pick<Database, 'all'>, plugin: string, name: string): Promise<{ nextAt: number | null } | null> {
  const [row] = await reader.all('select nextat from jobs where plugin = ? and name = ?', [plugin, name])
  return row ? { nextAt: numberOrNull(row.nextat) } : null
}

export async function enterJob(transaction: Transaction, plugin: string, name: string, nextAt: number | null): Promise<void> {
  await transaction.upsertRows('jobs', ['plugin', 'name'], ['plugin', 'name', 'nextat'], [[plugin, name, nextAt]], ['nextat'])
}

/** Moves the schedule on; false when another process did so first. */
export async function moveSchedule(transaction: Transaction, plugin: string, name: string, from: number, to: number | null): Promise<boolean> {
  return (await transaction.run('update jobs set nextat = ? where plugin = ? and name = ? and nextat = ?', [to, plugin, name, from])) > 0
}

/** Takes the lease of a job for one run, or with `again` makes the own one longer; false while another process holds it. */
export async function takeLease(transaction: Transaction, plugin: string, name: string, holder: string, now: number, until: number, again = false): Promise<boolean> {
  return (await transaction.run(`update jobs set holder = ?, leaseuntil = ? where plugin = ? and name = ? and (holder is null or leaseuntil < ?${again ? ' or holder = ?' : ''})`, [holder, until, plugin, name, now, ...(again ? [holder] : [])])) > 0
}

export async function releaseLease(transaction: Transaction, plugin: string, name: string, holder: string): Promise<void> {
  await transaction.run('update jobs set holder = null, leaseuntil = null where plugin = ? and name = ? and holder = ?', [plugin, name, holder])
}

// Runs

export type NewRun = { plugin: string; name: string; cause: JobRun['cause']; parameters: unknown; requestedBy: JobRequester | null; attempts: number; at: number }

export async function insertRun(transaction: Transaction, run: NewRun): Promise<number> {
  const id = await transaction.takeIds('jobruns', 1)
  const { plugin, name, cause, parameters, requestedBy, attempts, at } = run
  await transaction.insertRows('jobruns', ['id', 'plugin', 'name', 'state', 'cause', 'parameters', 'requestedbyid', 'requestedby', 'createdat', 'dueat', 'attempt', 'attempts', 'cancelrequested'],
    [[id, plugin, name, 'waiting', cause, parameters === undefined ? null : JSON.stringify(parameters), requestedBy?.id ?? null, requestedBy?.label.slice(0, 120) ?? null, at, at, 0, attempts, 0]])
  return id
}

export async function countOpen(reader: Pick<Database, 'all'>, plugin: string, name: string): Promise<number> {
  const [row] = await reader.all("select count(*) as n from jobruns where plugin = ? and name = ? and state in ('waiting', 'running')", [plugin, name])
  return Number(row?.n ?? 0)
}

export async function findRun(reader: Pick<Database, 'all'>, id: number): Promise<JobRun | null> {
  const [row] = await reader.all(`select ${columns} from jobruns where id = ?`, [id])
  return row ? runOf(row) : null
}

/** Runs of these plugins that wait and are due, oldest first. */
export async function findDue(reader: Pick<Database, 'all'>, plugins: readonly string[], now: number, limit: number): Promise<JobRun[]> {
  if (plugins.length === 0) return []
  return (await reader.all(`select ${columns} from jobruns where state = 'waiting' and dueat <= ? and plugin in (${plugins.map(() => '?').join()}) order by dueat, id limit ${Math.trunc(limit)}`, [now, ...plugins])).map(runOf)
}

/** Runs whose process has not renewed its lease. */
export async function findExpired(reader: Pick<Database, 'all'>, now: number): Promise<JobRun[]> {
  return (await reader.all(`select ${columns} from jobruns where state = 'running' and leaseuntil < ? order by id limit 50`, [now])).map(runOf)
}

export type RunQuery = { plugin?: string | undefined; name?: string | undefined; state?: string | undefined; requestedById?: number | undefined; before?: number | undefined; limit: number }

/** Newest first, one more than asked for. */
export async function findRuns(reader: Pick<Database, 'all'>, query: RunQuery): Promise<JobRun[]> {
  const wanted: [string, SqlValue | undefined][] = [['plugin = ?', query.plugin], ['name = ?', query.name], ['state = ?', query.state], ['requestedbyid = ?', query.requestedById], ['id < ?', query.before]]
  const given = wanted.filter((entry): entry is [string, SqlValue] => entry[1] !== undefined)
  const where = given.length === 0 ? '' : `where ${given.map(([condition]) => condition).join(' and ')}`
  return (await reader.all(`select ${columns} from jobruns ${where} order by id desc limit ${Math.trunc(query.limit) + 1}`, given.map(([, value]) => value))).map(runOf)
}

/** The newest run of each job of a plugin that has ended or runs. */
export async function findLastRuns(reader: Pick<Database, 'all'>, plugin: string): Promise<JobRun[]> {
  return (await reader.all(`select ${columns} from jobruns where id in (select max(id) from jobruns where plugin = ? and startedat is not null group by name) order by name`, [plugin])).map(runOf)
}

/** Begins a run; false when another process did so first, or it was taken back. */
export async function claimRun(transaction: Transaction, id: number, holder: string, now: number, until: number): Promise<boolean> {
  return (await transaction.run("update jobruns set state = 'running', holder = ?, leaseuntil = ?, startedat = ?, attempt = attempt + 1, error = null where id = ? and state = 'waiting'", [holder, until, now, id])) > 0
}

/** Says that the process lives and how far the run has come; null when the run is not its own any more. */
export async function renewRun(transaction: Transaction, run: Pick<JobRun, 'id' | 'plugin' | 'name'>, holder: string, until: number, progress: JobRun['progress']): Promise<{ cancelRequested: boolean } | null> {
  const changed = await transaction.run("update jobruns set leaseuntil = ?, progressdone = ?, progresstotal = ? where id = ? and holder = ? and state = 'running'", [until, progress?.done ?? null, progress?.total ?? null, run.id, holder])
  if (changed === 0) return null
  await transaction.run('update jobs set leaseuntil = ? where plugin = ? and name = ? and holder = ?', [until, run.plugin, run.name, holder])
  const [row] = await transaction.all('select cancelrequested from jobruns where id = ?', [run.id])
  return { cancelRequested: row?.cancelrequested === 1 }
}

export type RunEnd = { state: Exclude<JobRun['state'], 'running'>; dueAt: number | null; finishedAt: number | null; attempt: number; result: string | null; error: string | null; progress: JobRun['progress'] }

/** Writes how an attempt ended; only for its holder, or when the lease has expired: a run that was taken over stays its own. */
export async function endRun(transaction: Transaction, id: number, by: { holder: string } | { expiredBefore: number }, end: RunEnd): Promise<boolean> {
  const [mine, owner] = 'holder' in by ? [' and holder = ?', by.holder] : [' and leaseuntil < ?', by.expiredBefore]
  const progress = end.progress === null ? '' : ', progressdone = ?, progresstotal = ?'
  const values: SqlValue[] = [end.state, end.finishedAt, end.attempt, end.result, end.error, ...(end.progress === null ? [] : [end.progress.done, end.progress.total])]
  const due = end.dueAt === null ? '' : ', dueat = ?'
  if (end.dueAt !== null) values.push(end.dueAt)
  return (await transaction.run(`update jobruns set state = ?, finishedat = ?, attempt = ?, result = ?, error = ?${progress}${due}, holder = null, leaseuntil = null where id = ? and state = 'running'${mine}`, [...values, id, owner])) > 0
}

/** Takes back a run that waits. */
export async function cancelWaiting(transaction: Transaction, id: number, at: number, why: string): Promise<boolean> {
  return (await transaction.run("update jobruns set state = 'aborted', finishedat = ?, error = ? where id = ? and state = 'waiting'", [at, why, id])) > 0
}

/** Asks the process that runs it to stop. */
export async function requestCancel(transaction: Transaction, id: number): Promise<boolean> {
  return (await transaction.run("update jobruns set cancelrequested = 1 where id = ? and state = 'running'", [id])) > 0
}

/** Runs that waited too long for somebody who can do them. */
export async function abortForgotten(transaction: Transaction, before: number, at: number, why: string): Promise<number> {
  return transaction.run("update jobruns set state = 'aborted', finishedat = ?, error = ? where state = 'waiting' and dueat < ?", [at, why, before])
}

/** Keeps the newest finished runs of a job. */
export async function forgetOldRuns(transaction: Transaction, plugin: string, name: string, kept: number): Promise<void> {
  const [row] = await transaction.all(`select id from jobruns where plugin = ? and name = ? and state not in ('waiting', 'running') order by id desc limit 1 offset ${Math.trunc(kept)}`, [plugin, name])
  if (row) await transaction.run("delete from jobruns where plugin = ? and name = ? and state not in ('waiting', 'running') and id <= ?", [plugin, name, Number(row.id)])
}
