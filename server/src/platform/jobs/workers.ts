import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import { enterJob, releaseLease, takeLease } from './store.ts'

/** `everywhere`: in each server process, instead of in one at a time. */
export type Worker = { name: string; title: string; everywhere?: boolean; run: (signal: AbortSignal) => Promise<void> }

/** waiting: another process runs it. pausing: it ended, and begins again at `nextAt`. */
export type WorkerState = { plugin: string; name: string; title: string; state: 'waiting' | 'running' | 'pausing' | 'stopped'; since: number; restarts: number; error: string | null }

export type Workers = {
  /** Keeps these loops running, each in one server process at a time. The answer stops them and waits until they have ended. */
  start: (plugin: string, workers: readonly Worker[]) => Promise<() => Promise<void>>
  states: (plugin?: string) => readonly WorkerState[]
  /** What health shows: how many run here, and which had to be begun again. */
  summary: () => { running: number; waiting: number; failing: string[] }
}

type Options = { database: Database; log: Logger; now: () => number; /** Milliseconds. */ lease?: number }

const firstPause = 1000
const longestPause = 60_000
/** A worker that ran so long begins again without the pauses of earlier failures. */
const soundMilliseconds = 60_000
/** How long one that was told to stop is waited for. */
const stopLimit = 10_000

/**
 * Loops of plugins that run as long as the plugin is active. One process at a time has the lease of a loop; when it dies,
 * another takes over within half a minute. A loop that ends or fails is begun again: after 1 s, 2 s, 4 s, ... at most 60 s.
 */
export function createWorkers({ database, log, now, lease = 20_000 }: Options): Workers {
  const holder = randomUUID()
  const current = new Set<WorkerState>()

  async function keep(plugin: string, worker: Worker, state: WorkerState, signal: AbortSignal): Promise<void> {
    const leased = `worker.${worker.name}`
    let pause = firstPause
    while (!signal.aborted) {
      if (!worker.everywhere && !(await take(plugin, leased)).isMine) {
        enter(state, 'waiting')
        await rest(lease / 4, signal)
        continue
      }
      const began = now()
      await runOnce(plugin, leased, worker, state, signal)
      if (!worker.everywhere) await database.write((transaction) => releaseLease(transaction, plugin, leased, holder)).catch((error: unknown) => log.warn({ err: error, plugin, worker: worker.name }, 'the lease of a worker was not given back'))
      if (signal.aborted) break
      if (now() - began > soundMilliseconds) pause = firstPause
      state.restarts++
      enter(state, 'pausing')
      await rest(pause, signal)
      pause = Math.min(pause * 2, longestPause)
    }
    enter(state, 'stopped')
  }

  async function runOnce(plugin: string, leased: string, worker: Worker, state: WorkerState, signal: AbortSignal): Promise<void> {
    const own = new AbortController()
    let heldUntil = now() + lease
    async function renew(): Promise<void> {
      const asked = now()
      const { isMine, isKnown } = await take(plugin, leased)
      if (isMine) heldUntil = asked + lease
      // A database that does not answer for a moment costs nothing: nobody else can take the lease before it runs out.
      else if (isKnown || now() >= heldUntil) own.abort(new Error('Another server process has taken over.'))
    }
    const renewal = worker.everywhere ? undefined : setInterval(() => void renew(), lease / 4)
    enter(state, 'running')
    try {
      await worker.run(AbortSignal.any([signal, own.signal]))
      state.error = null
    } catch (error) {
      if (signal.aborted) return
      state.error = error instanceof Error ? error.message : String(error)
      log.warn({ err: error, plugin, worker: worker.name }, 'a worker failed and is begun again')
    } finally {
      clearInterval(renewal)
    }
  }

  /** Takes the lease, or makes it longer. Not known: the database does not answer. */
  async function take(plugin: string, leased: string): Promise<{ isMine: boolean; isKnown: boolean }> {
    const at = now()
    try {
      return { isMine: await database.write((transaction) => takeLease(transaction, plugin, leased, holder, at, at + lease, true)), isKnown: true }
    } catch (error) {
      log.warn({ err: error, plugin }, 'the lease of a worker could not be asked for')
      return { isMine: false, isKnown: false }
    }
  }

  function enter(state: WorkerState, next: WorkerState['state']): void {
    if (state.state !== next) Object.assign(state, { state: next, since: now() })
  }

  return {
    states: (plugin) => [...current].filter((state) => plugin === undefined || state.plugin === plugin),
    summary: () => {
      const inState = (wanted: WorkerState['state']): number => [...current].filter(({ state }) => state === wanted).length
      return { running: inState('running'), waiting: inState('waiting'), failing: [...current].filter(({ state, error }) => state === 'pausing' && error !== null).map(({ plugin, name }) => `${plugin}.${name}`) }
    },
    start: async (plugin, workers) => {
      for (const { name } of workers) await database.write((transaction) => enterJob(transaction, plugin, `worker.${name}`, null))
      const stop = new AbortController()
      const states = workers.map((worker): WorkerState => ({ plugin, name: worker.name, title: worker.title, state: 'waiting', since: now(), restarts: 0, error: null }))
      for (const state of states) current.add(state)
      const ended = Promise.all(workers.map((worker, index) => {
        const state = states[index]
        return state && keep(plugin, worker, state, stop.signal)
      }))
      return async () => {
        stop.abort(new Error('The plugin or the server stops.'))
        await Promise.race([ended, delay(stopLimit, undefined, { ref: false })])
        for (const state of states) current.delete(state)
      }
    },
  }
}

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  // Aborted: there is nothing left to wait for.
  return delay(milliseconds, undefined, { signal, ref: false }).catch(() => undefined)
}
