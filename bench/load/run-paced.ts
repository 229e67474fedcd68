import { Worker } from 'node:worker_threads'
import type { LoadResult } from './run-load.ts'

export type PacedLoad = { url: string; paths: readonly string[]; token?: string | undefined; connections: number; seconds: number; /** Requests a second, evenly spread. */ rate: number; seed: number }
/** Milliseconds from when each request was due to the end of its answer. */
export type PacedTimes = { latencies: number[]; failed: number; bytes: number }

/** So many requests a second whatever the answers take, from a thread of its own: what else this process does is not measured. */
export async function runPaced(load: Omit<PacedLoad, 'connections' | 'seed'> & Partial<PacedLoad>): Promise<LoadResult> {
  const worker = new Worker(new URL('./paced-client.ts', import.meta.url), { workerData: { connections: 8, seed: 1, ...load } satisfies PacedLoad })
  const times = await new Promise<PacedTimes>((resolve, reject) => worker.once('message', resolve).once('error', reject))
  if (times.failed > 0) throw new Error(`${times.failed} of the answers of ${load.url}${load.paths[0]} were errors.`)
  const sorted = times.latencies.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return { perSecond: sorted.length / load.seconds, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN, failed: 0, bytesPerAnswer: times.bytes / Math.max(1, sorted.length) }
}
