import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import autocannon from 'autocannon'
import { runLoad } from './load/run-load.ts'
import { measurement, median, note, type Measurement } from './measurement.ts'
import { changeStore, writeManyPlugins, writeWorkstations } from './plugin-folders.ts'
import { startServer, type BenchServer } from './processes.ts'

const swaps = 100
const manyPlugins = 50
const rounds = 5

/** What exchanging a plugin costs those who use it, and what fifty of them cost everybody. */
export async function measurePlugins(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-plugins-'))
  try {
    return [...(await measureSwaps(folder)), ...(await measureMany(folder))]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureSwaps(folder: string): Promise<Measurement[]> {
  const parent = join(folder, 'swapped')
  mkdirSync(parent)
  const plugin = writeWorkstations(parent)
  const server = await startServer(join(folder, 'swap-data'), { SHOPDB_PLUGIN_DIRS: parent, SHOPDB_PLUGINS: 'workstations' })
  try {
    const replace = replacer(server, plugin)
    for (let round = 0; round < 5; round += 1) await replace()
    const quiet = await underLoad(server, () => sleep(10_000))
    const loaded = await underLoad(server, async () => {
      for (let round = 0; round < 20; round += 1) {
        await replace()
        await sleep(500)
      }
    })
    const before = residentMegabytes(server)
    for (let round = 0; round < swaps; round += 1) await replace()
    await sleep(2000)
    return [
      note('plugins', 'longest wait with 100 requests/s and no swap', `${Math.round(quiet.longest)} ms`),
      measurement('plugins', 'errors while a plugin is swapped 20 times, 100 requests/s', loaded.failed, '', { atMost: 0 }),
      measurement('plugins', 'longest wait while it is swapped', loaded.longest, ' ms', { atMost: 50 }),
      measurement('plugins', 'memory a swap leaves behind (mean of 100)', (residentMegabytes(server) - before) / swaps, ' MB', { atMost: 1 }),
    ]
  } finally {
    await server.stop()
  }
}

/** Replaces the plugin after a change of one imported file, and sees that the change counts. */
function replacer(server: BenchServer, plugin: string): () => Promise<void> {
  let round = 0
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' }
  return async () => {
    changeStore(plugin, ++round)
    const answer = await fetch(`${server.url}/api/plugins/workstations/replace`, { method: 'POST', headers, body: '{}' })
    if (!answer.ok) throw new Error(`The plugin was not replaced: ${await answer.text()}`)
    const { word } = await (await fetch(`${server.url}/api/workstations/word`, { headers })).json() as { word: string } // answer of the plugin written here
    if (word !== `round ${round}`) throw new Error(`After round ${round} the plugin says "${word}".`)
  }
}

/** A hundred requests a second for as long as the work takes. */
async function underLoad(server: BenchServer, work: () => Promise<unknown>): Promise<{ longest: number; failed: number }> {
  let longest = 0
  const load = autocannon({ url: server.url, connections: 10, duration: 600, overallRate: 100, headers: { authorization: `Bearer ${server.token}` }, requests: ['/api/workstations?limit=50', '/api/workstations/word'].map((path) => ({ method: 'GET' as const, path })) })
  load.on('response', (_client, _status, _bytes, milliseconds) => { longest = Math.max(longest, milliseconds) })
  await work()
  load.stop()
  const result = await load
  return { longest, failed: result.non2xx + result.errors + result.timeouts }
}

async function measureMany(folder: string): Promise<Measurement[]> {
  const parent = join(folder, 'many')
  mkdirSync(parent)
  const names = writeManyPlugins(parent, manyPlugins)
  const one = { SHOPDB_PLUGIN_DIRS: parent, SHOPDB_PLUGINS: names[0] ?? '' }
  const many = { SHOPDB_PLUGIN_DIRS: parent, SHOPDB_PLUGINS: names.join() }
  const started: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const at = performance.now()
    const server = await startServer(join(folder, 'many-data'), many)
    started.push(performance.now() - at)
    await server.stop()
  }
  const [single, full] = [await startServer(join(folder, 'one-data'), one), await startServer(join(folder, 'many-data'), many)]
  try {
    await sleep(5000)
    const each = (residentMegabytes(full) - residentMegabytes(single)) / (manyPlugins - 1)
    const path = `/api/${names[0] ?? ''}?limit=50`
    const ratios: number[] = []
    const rate = async (server: BenchServer): Promise<number> => (await runLoad({ url: server.url, paths: [path], token: server.token, seconds: 3 })).perSecond
    for (const server of [single, full]) await rate(server)
    for (let round = 0; round < rounds; round += 1) {
      const [first, second] = round % 2 === 0 ? [await rate(single), await rate(full)] : (await Promise.resolve([await rate(full), await rate(single)])).toReversed()
      ratios.push(((first ?? 0) - (second ?? 0)) / (first ?? 1))
    }
    return [
      measurement('plugins', `start with ${manyPlugins} plugins enabled, to the first answer`, median(started.slice(1)) / 1000, ' s', { atMost: 3 }),
      measurement('plugins', 'memory of each further plugin', each, ' MB', { atMost: 3 }),
      measurement('plugins', `fewer requests/s than with 1 plugin (${rounds} rounds in turn)`, Math.max(0, median(ratios) * 100), ' %', { atMost: 3 }),
    ]
  } finally {
    await single.stop()
    await full.stop()
  }
}

/** Linux tells it in /proc; elsewhere this is not measured. */
function residentMegabytes(server: BenchServer): number {
  const file = `/proc/${server.processId}/status`
  return existsSync(file) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) / 1024 : Number.NaN
}
