import { execFileSync } from 'node:child_process'
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pageAddress, plainList, walkCursors } from './list-query.ts'
import { runLoad, type LoadResult } from './load/run-load.ts'
import { measurement, median, note, percentile, type Measurement } from './measurement.ts'
import { benchFolder, freePort, startProcess, startServer, type BenchServer, type RunningProcess } from './processes.ts'

const part = 'list'
const rounds = 5

type Contender = { name: string; url: string; token?: string; stop: () => Promise<void>; rounds: LoadResult[] }

/** The list against its peers: everybody runs at once, one after the other is loaded, in rounds. */
export async function measureList(dataFolder: string): Promise<Measurement[]> {
  const list = await plainList(dataFolder)
  const listFile = join(benchFolder, 'list.json')
  writeFileSync(listFile, JSON.stringify(list))
  const server = await startServer(dataFolder)
  const quiet = await startServer(dataFolder, { LOG_LEVEL: 'silent', METRICS: 'false' })
  const contenders: Contender[] = [
    contender('ShopDB', server, server.token),
    contender('ShopDB without log and metrics', quiet, quiet.token),
    contender('bare node:http + node:sqlite', await startBare(listFile, 'http')),
    contender('the same behind a Fastify route', await startBare(listFile, 'fastify')),
  ]
  const flask = await startFlask(list.database).catch((error: unknown) => error)
  if (!(flask instanceof Error)) contenders.push(contender('Flask + SQLAlchemy', flask as RunningProcess)) // startFlask gives a process or throws
  try {
    const paths = (await walkCursors(server)).map(pageAddress)
    const sizes = await compareAnswers(contenders, paths)
    truncateSync(server.logFile)
    for (const one of contenders) await runLoad({ ...one, paths, seconds: 1 })
    truncateSync(server.logFile)
    const pairs: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      for (const one of contenders) one.rounds.push(await runLoad({ ...one, paths, seed: round }))
      pairs.push(await loadBoth([server, quiet], paths, round))
    }
    return report(contenders, sizes, serverTimes(server), pairs, flask instanceof Error ? flask.message : null)
  } finally {
    for (const one of contenders) await one.stop()
  }
}

function contender(name: string, { url, stop }: RunningProcess, token?: string): Contender {
  return { name, url, stop, ...(token === undefined ? {} : { token }), rounds: [] }
}

async function startBare(listFile: string, kind: 'http' | 'fastify'): Promise<RunningProcess> {
  const port = await freePort()
  return startProcess(process.execPath, [join(import.meta.dirname, 'peers', 'bare-handler.ts'), listFile, kind, String(port)], { url: `http://127.0.0.1:${port}`, readyPath: '/ready', logFile: join(benchFolder, `bare-${kind}.log`) })
}

/** Debian's Flask and gunicorn: the system's Python, not one that happens to stand before it in the path. */
async function startFlask(database: string): Promise<RunningProcess> {
  const port = await freePort()
  const folder = join(import.meta.dirname, 'peers', 'flask-peer')
  return startProcess('/usr/bin/python3', ['/usr/bin/gunicorn', '--workers', '2', '--bind', `127.0.0.1:${port}`, 'app:app'], { url: `http://127.0.0.1:${port}`, readyPath: '/api/computers', folder, environment: { PEER_DATABASE: database, PYTHONDONTWRITEBYTECODE: '1' }, logFile: join(benchFolder, 'flask.log') })
}

/** Everybody must answer the same page; the bare handler byte for byte nearly. */
async function compareAnswers(contenders: readonly Contender[], paths: readonly string[]): Promise<Map<string, number>> {
  const path = paths[Math.floor(paths.length / 2)] ?? ''
  const sizes = new Map<string, number>()
  const firstNumbers = new Set<unknown>()
  for (const { name, url, token } of contenders) {
    const answer = await fetch(url + path, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })
    const text = await answer.text()
    const page = JSON.parse(text) as { items: Record<string, unknown>[] } // checked below
    if (page.items.length !== 50) throw new Error(`${name} answered ${page.items.length} records instead of 50.`)
    firstNumbers.add(page.items[0]?.['assetNumber'] ?? page.items[0]?.['assetnumber'])
    sizes.set(name, Buffer.byteLength(text))
  }
  if (firstNumbers.size !== 1) throw new Error(`The contenders answer different pages: ${[...firstNumbers].join(', ')}`)
  return sizes
}

async function loadBoth(servers: readonly BenchServer[], paths: readonly string[], seed: number): Promise<number> {
  const results = await Promise.all(servers.map((server) => runLoad({ url: server.url, token: server.token, paths, connections: 4, seed })))
  return results.reduce((sum, result) => sum + result.perSecond, 0)
}

/** What the access log says each list took inside the server, in milliseconds. */
function serverTimes({ logFile }: BenchServer): number[] {
  if (statSync(logFile).size > 500_000_000) throw new Error(`${logFile} has grown too large to read.`)
  return readFileSync(logFile, 'utf8').split('\n').flatMap((line) => (line.includes('"route":"/api/computers"') ? Number(/"ms":([\d.]+)/.exec(line)?.[1]) : []))
}

function report(contenders: readonly Contender[], sizes: ReadonlyMap<string, number>, times: readonly number[], pairs: readonly number[], flaskProblem: string | null): Measurement[] {
  const rate = (name: string): number => median(contenders.find((one) => one.name === name)?.rounds.map(({ perSecond }) => perSecond) ?? [])
  const size = (name: string): number => sizes.get(name) ?? Number.NaN
  const [shopdb, bare, fastify, quiet, flask] = ['ShopDB', 'bare node:http + node:sqlite', 'the same behind a Fastify route', 'ShopDB without log and metrics', 'Flask + SQLAlchemy'].map(rate)
  const cost = (from: number | undefined, to: number | undefined): number => 1e6 / (to ?? Number.NaN) - 1e6 / (from ?? Number.NaN)
  const isVoid = flask === undefined || !(flask >= 500)
  const lines = contenders.map(({ name, rounds: results }) => note(part, name, `${Math.round(rate(name))}/s, p50 ${median(results.map(({ p50 }) => p50)).toFixed(2)}, p99 ${median(results.map(({ p99 }) => p99)).toFixed(1)} ms`))
  return [
    ...lines,
    measurement(part, 'server time of a page, p50', percentile(times, 0.5), ' ms', { atMost: 1 }),
    measurement(part, 'share of the bare handler', ((shopdb ?? 0) / (bare ?? 1)) * 100, ' %', { atLeast: 75 }),
    measurement(part, 'bytes more or less than the bare handler', Math.abs(size('ShopDB') / size('bare node:http + node:sqlite') - 1) * 100, ' %', { atMost: 2 }),
    ...(isVoid ? [note(part, 'Flask comparison', flaskProblem === null ? 'void: under 500/s' : `not run: ${flaskProblem.slice(0, 80)}`)] : []),
    measurement(part, 'times Flask, one process', (shopdb ?? 0) / (flask ?? Number.NaN), ' x', isVoid ? null : { atLeast: 5 }),
    measurement(part, 'times Flask, two processes', median(pairs) / (flask ?? Number.NaN), ' x', isVoid ? null : { atLeast: 8 }),
    measurement(part, 'layer: bare handler', cost(Number.POSITIVE_INFINITY, bare), ' us'),
    measurement(part, 'layer: route of Fastify', cost(bare, fastify), ' us'),
    measurement(part, 'layer: sign-in, permission, headers, list engine', cost(fastify, quiet), ' us'),
    measurement(part, 'layer: access log and metrics', cost(quiet, shopdb), ' us'),
  ]
}

/** The version of the load generator belongs to a result. */
export function describeLoadTool(tool: string): string {
  try {
    return execFileSync(tool, ['-v'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n')[0] ?? tool
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? (String(error.stdout).split('\n')[0] ?? tool) : tool
  }
}
