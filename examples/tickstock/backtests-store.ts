import type { Context } from './context.ts'

type Database = Context['database']
export type Job = { jobId: string; userId: number; state: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled'; /** 0 to 1. */ progress: number; request: unknown; result: unknown; createdAt: number }
export const places = 4

const columns = 'jobid, userid, state, progress, request, result, createdat'

export async function insertJob(database: Database, { jobId, userId, request, createdAt }: Pick<Job, 'jobId' | 'userId' | 'request' | 'createdAt'>): Promise<void> {
  const row = { jobid: jobId, userid: userId, state: 'queued', progress: 0, request: JSON.stringify(request), result: null, createdat: createdAt, changedat: createdAt }
  await database.write((transaction) => transaction.insertRows('tickstockjobs', [row]))
}

/** What has ended stays as it is: messages of several processes, and late ones, change nothing. */
export async function changeJob(database: Database, jobId: string, change: Pick<Job, 'state' | 'progress' | 'result'>, at: number): Promise<void> {
  const values = [change.state, Math.round(change.progress * 10 ** places), change.result === null ? null : JSON.stringify(change.result), at, jobId]
  await database.write((transaction) => transaction.run("update tickstockjobs set state = ?, progress = ?, result = ?, changedat = ? where jobid = ? and state in ('queued', 'running')", values))
}

export async function readJob(database: Database, jobId: string): Promise<Job | null> {
  const [row] = await database.all(`select ${columns} from tickstockjobs where jobid = ?`, [jobId])
  return row ? toJob(row) : null
}

export async function listJobs(database: Database, userId: number, limit: number): Promise<Job[]> {
  return (await database.all(`select ${columns} from tickstockjobs where userid = ? order by createdat desc limit ${Math.trunc(limit)}`, [userId])).map(toJob)
}

function toJob(row: Readonly<Record<string, unknown>>): Job {
  return {
    jobId: String(row['jobid']), userId: Number(row['userid']), state: String(row['state']) as Job['state'], progress: Number(row['progress']) / 10 ** places, // written above
    request: JSON.parse(String(row['request'])), result: row['result'] === null ? null : JSON.parse(String(row['result'])), createdAt: Number(row['createdat']),
  }
}
