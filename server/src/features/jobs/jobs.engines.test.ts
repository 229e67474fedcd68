import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createJobs, type Jobs } from '../../platform/jobs/jobs.ts'
import type { JobRun } from '../../platform/jobs/job.ts'
import { testDatabases } from '../../platform/database/testing.ts'
import { itemsOf, startTestApp, type TestApp } from '../../testing/test-app.ts'
import { lastRuns } from './index.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

async function until<T>(look: () => Promise<T | null | undefined | false>, what: string): Promise<T> {
  for (const started = Date.now(); Date.now() - started < 30_000; await delay(20)) {
    const found = await look()
    if (found) return found
  }
  throw new Error(`Waited in vain for ${what}.`)
}

describe.each(testDatabases())('jobs on $engine', (engine) => {
  let app: TestApp
  let jobs: Jobs
  beforeAll(async () => {
    app = await startTestApp({ engine })
    jobs = app.app.jobs
  })
  afterAll(async () => app.stop())

  const ended = (id: number): Promise<JobRun> => until(async () => {
    const run = await jobs.get(id)
    return run && run.state !== 'waiting' && run.state !== 'running' ? run : null
  }, `the end of run ${id}`)

  test('a job asked for is answered 202 at once, then runs with its parameters, and its result is kept', async () => {
    const release = await jobs.declare('sample', [{ name: 'count', title: 'Count', run: async ({ parameters, progress }) => { progress(3, 3); return { counted: parameters } } }])
    const answer = await app.request('POST', '/api/jobs/sample/count', { parameters: { of: 'spindles' } })
    expect(answer.status).toBe(202)
    expect(answer.json).toMatchObject({ plugin: 'sample', name: 'count', state: 'waiting', cause: 'request', requestedBy: 'system' })
    expect(answer.headers.location).toBe(`/api/jobs/${String(answer.json.id)}`)
    await ended(Number(answer.json.id))
    expect((await app.request('GET', `/api/jobs/${String(answer.json.id)}`)).json).toMatchObject({ state: 'done', attempt: 1, progress: { done: 3, total: 3 }, result: { counted: { of: 'spindles' } }, error: null })
    expect(await lastRuns(app.app.platform, 'sample')).toMatchObject([{ name: 'count', state: 'done' }])
    await release()
    expect((await app.request('POST', '/api/jobs/sample/count')).status).toBe(404)
  })

  test('a schedule comes due by the clock, once for each time, and a missed run is made up for', async () => {
    let runs = 0
    const release = await jobs.declare('sample', [{ name: 'nightly', title: 'Nightly', at: '02:30', run: () => { runs += 1 } }])
    const [schedule] = itemsOf(await app.request('GET', '/api/jobs/schedule')).filter(({ name }) => name === 'nightly')
    expect(String(schedule?.nextAt)).toMatch(/T02:30:00\.000Z$/)
    await jobs.tick()
    expect(runs).toBe(0)
    app.clock.offset += 3 * day
    await until(async () => runs === 1, 'the missed run')
    const [run] = await jobs.list({ plugin: 'sample', name: 'nightly', limit: 10 })
    expect(run).toMatchObject({ cause: 'schedule' })
    await ended(run?.id ?? 0)
    await jobs.tick()
    await jobs.tick()
    expect(runs).toBe(1)
    app.clock.offset += day
    await until(async () => runs === 2, 'the next night')
    await release()
  })

  test('a failed attempt is tried again after 30 s and 2 min, then the run has failed', async () => {
    let attempts = 0
    const release = await jobs.declare('sample', [{ name: 'flaky', title: 'Flaky', retries: 2, run: () => { attempts += 1; throw new Error('no answer from the gateway') } }])
    const { id } = await jobs.start('sample', 'flaky')
    const waiting = await until(async () => { const run = await jobs.get(id); return run?.state === 'waiting' && run.attempt === 1 ? run : null }, 'the first failure')
    expect(waiting.error).toBe('no answer from the gateway')
    expect(waiting.dueAt - (waiting.startedAt ?? 0)).toBeGreaterThanOrEqual(30_000)
    await jobs.tick()
    expect(attempts).toBe(1)
    app.clock.offset += 31_000
    const second = await until(async () => { const run = await jobs.get(id); return run?.state === 'waiting' && run.attempt === 2 ? run : null }, 'the second failure')
    expect(second.dueAt - (second.startedAt ?? 0)).toBeGreaterThanOrEqual(120_000)
    app.clock.offset += 3 * minute
    expect(await ended(id)).toMatchObject({ state: 'failed', attempt: 3, error: 'no answer from the gateway' })
    await release()
  })

  test('a run ends at its time limit, or when a person stops it, and its signal says so', async () => {
    const untilAborted = ({ signal }: { signal: AbortSignal }): Promise<never> => new Promise((_resolve, reject) => { signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true }) })
    const release = await jobs.declare('sample', [
      { name: 'slow', title: 'Slow', timeLimit: 30, retries: 0, run: untilAborted },
      { name: 'long', title: 'Long', retries: 0, run: untilAborted },
    ])
    expect(await ended((await jobs.start('sample', 'slow')).id)).toMatchObject({ state: 'failed', error: 'It took longer than its time limit.' })
    const { id } = await jobs.start('sample', 'long')
    await until(async () => (await jobs.get(id))?.state === 'running', 'the start')
    expect((await app.request('POST', `/api/jobs/${id}/cancel`)).status).toBe(202)
    expect(await ended(id)).toMatchObject({ state: 'aborted', error: 'A person stopped it.' })
    expect((await app.request('POST', `/api/jobs/${id}/cancel`)).status).toBe(409)
    const other = await jobs.start('sample', 'long')
    await until(async () => (await jobs.get(other.id))?.state === 'running', 'the start')
    await release()
    expect(await jobs.get(other.id)).toMatchObject({ state: 'aborted', error: 'Its plugin was stopped or replaced while it ran.' })
  })

  test('over several server processes a job runs once at a time, and what a dead process left is done by another', async () => {
    const { database, log } = app.app.platform
    let atOnce = 0
    let most = 0
    let done = 0
    const declaration = { name: 'shared', title: 'Shared', run: async () => { atOnce += 1; most = Math.max(most, atOnce); await delay(15); atOnce -= 1; done += 1 } }
    const others = [1, 2, 3].map(() => createJobs({ database, log, now: app.app.platform.now, tickMilliseconds: 10 }))
    for (const other of others) await other.declare('sample', [declaration])
    for (let run = 0; run < 8; run += 1) await others[0]?.start('sample', 'shared')
    for (const other of others) other.begin()
    await until(async () => done === 8, 'eight runs')
    expect(most).toBe(1)
    await Promise.all(others.map((other) => other.stop()))

    // A process that dies renews nothing and ends nothing: its run stands there as running until the lease is over.
    const dead = createJobs({ database, log, now: () => app.app.platform.now() - hour })
    await dead.declare('sample', [{ name: 'orphan', title: 'Orphan', run: () => new Promise(() => undefined) }])
    const { id } = await dead.start('sample', 'orphan')
    await dead.tick()
    expect(await jobs.get(id)).toMatchObject({ state: 'running' })
    const release = await jobs.declare('sample', [{ name: 'orphan', title: 'Orphan', run: ({ attempt }) => `done at attempt ${attempt}` }])
    expect(await ended(id)).toMatchObject({ state: 'done', result: 'done at attempt 2' })
    await release()
  }, 60_000)

  test('a job that died with its process as often as it may is lost', async () => {
    const { database, log } = app.app.platform
    const dead = createJobs({ database, log, now: () => app.app.platform.now() - hour })
    await dead.declare('sample', [{ name: 'deadly', title: 'Deadly', retries: 0, run: () => new Promise(() => undefined) }])
    const { id } = await dead.start('sample', 'deadly')
    await dead.tick()
    expect(await ended(id)).toMatchObject({ state: 'lost', error: 'The server process that ran it died.' })
  })

  test('a stopped server hands its running work on without counting an attempt', async () => {
    const { database, log, now } = app.app.platform
    const first = createJobs({ database, log, now })
    await first.declare('sample', [{ name: 'handed', title: 'Handed on', run: ({ signal }) => new Promise((_resolve, reject) => { signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true }) }) }])
    const { id } = await first.start('sample', 'handed')
    await first.tick()
    expect(await jobs.get(id)).toMatchObject({ state: 'running' })
    await first.stop()
    expect(await jobs.get(id)).toMatchObject({ state: 'waiting', attempt: 0 })
    const release = await jobs.declare('sample', [{ name: 'handed', title: 'Handed on', run: () => 'done' }])
    expect(await ended(id)).toMatchObject({ state: 'done', attempt: 1 })
    await release()
  })

  test('only the newest runs of a job are kept', async () => {
    const release = await jobs.declare('sample', [{ name: 'often', title: 'Often', isParallel: true, run: ({ parameters }) => parameters }])
    for (let run = 0; run < 60; run += 1) {
      const { id } = await jobs.start('sample', 'often', { parameters: run })
      if (run % 4 === 3) await ended(id)
    }
    await until(async () => (await jobs.list({ plugin: 'sample', name: 'often', state: 'waiting', limit: 10 })).length + (await jobs.list({ plugin: 'sample', name: 'often', state: 'running', limit: 10 })).length === 0, 'all runs')
    const kept = await jobs.list({ plugin: 'sample', name: 'often', limit: 200 })
    expect(kept.length).toBeLessThanOrEqual(53)
    expect(kept.length).toBeGreaterThanOrEqual(50)
    await release()
  }, 60_000)

  test('people see their own runs; all runs and starting one take a permission', async () => {
    const release = await jobs.declare('sample', [{ name: 'mine', title: 'Mine', run: () => 'ok' }])
    const [runner, reader, nobody] = [await app.as(['jobs.run']), await app.as(['jobs.read']), await app.as(['assets.read'])]
    expect((await nobody('POST', '/api/jobs/sample/mine')).status).toBe(403)
    const started = await runner('POST', '/api/jobs/sample/mine')
    expect(started.status).toBe(202)
    const path = `/api/jobs/${String(started.json.id)}`
    expect((await runner('GET', path)).status).toBe(200)
    expect((await reader('GET', path)).status).toBe(200)
    expect((await nobody('GET', path)).status).toBe(404)
    expect(itemsOf(await nobody('GET', '/api/jobs'))).toEqual([])
    expect(itemsOf(await runner('GET', '/api/jobs')).map(({ id }) => id)).toEqual([started.json.id])
    expect(itemsOf(await reader('GET', '/api/jobs?plugin=sample&limit=5'))).toHaveLength(5)
    expect((await nobody('GET', '/api/jobs/schedule')).status).toBe(403)
    expect((await app.anonymous('GET', '/api/jobs')).status).toBe(401)
    await ended(Number(started.json.id))
    await release()
  })
})
