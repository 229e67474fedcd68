import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import autocannon from 'autocannon'

/** What to ask for, as fast as the answers come. */
export type Load = { url: string; paths: readonly string[]; token?: string | undefined; connections?: number; seconds?: number; seed?: number }
/** Times in milliseconds. */
export type LoadResult = { perSecond: number; p50: number; p99: number; max: number; failed: number; bytesPerAnswer: number }

const hasWrk = spawnSync('wrk', ['-v']).error === undefined

export const loadTool = hasWrk ? 'wrk' : 'autocannon'

/** Runs requests against a server. wrk where there is one: it leaves the processor to the server. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const result = await (hasWrk ? runWrk(load) : runAutocannon(load))
  if (result.failed > 0) throw new Error(`${result.failed} of the answers of ${load.url}${load.paths[0]} were errors.`)
  return result
}

async function runWrk({ url, paths, token, connections = 8, seconds = 4, seed = 1 }: Load): Promise<LoadResult> {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-bench-'))
  try {
    writeFileSync(join(folder, 'paths'), paths.join('\n'))
    const environment = { ...process.env, BENCH_PATHS: join(folder, 'paths'), BENCH_SEED: String(seed), ...(token === undefined ? {} : { BENCH_AUTHORIZATION: `Bearer ${token}` }) }
    const { stdout } = await promisify(execFile)('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', join(import.meta.dirname, 'wrk.lua'), url], { env: environment })
    const answer = JSON.parse(/RESULT (.*)/.exec(stdout)?.[1] ?? 'null') as { requests: number; microseconds: number; bytes: number; failed: number; p50: number; p99: number; max: number } // what wrk.lua prints
    return { perSecond: (answer.requests / answer.microseconds) * 1e6, p50: answer.p50 / 1000, p99: answer.p99 / 1000, max: answer.max / 1000, failed: answer.failed, bytesPerAnswer: answer.bytes / answer.requests }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runAutocannon({ url, paths, token, connections = 8, seconds = 4, seed = 1 }: Load): Promise<LoadResult> {
  const latencies: number[] = []
  const shuffled = paths.map((path, index) => ({ path, order: Math.imul(index + seed, 0x9e3779b1) >>> 0 })).toSorted((a, b) => a.order - b.order)
  const instance = autocannon({ url, connections, duration: seconds, headers: token === undefined ? {} : { authorization: `Bearer ${token}` }, requests: shuffled.map(({ path }) => ({ method: 'GET', path })) })
  instance.on('response', (_client, _status, _bytes, milliseconds) => latencies.push(milliseconds))
  const result = await instance
  const sorted = latencies.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  return { perSecond: result.requests.average, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN, failed: result.non2xx + result.errors + result.timeouts, bytesPerAnswer: result.throughput.total / Math.max(1, latencies.length) }
}
