import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadTool } from './load/run-load.ts'
import { describeLoadTool, measureList } from './measure-list.ts'
import { measureGrid } from './measure-grid.ts'
import { measureIngest } from './measure-ingest.ts'
import { measureGet, measureScale, measureSearch } from './measure-reads.ts'
import { measurePlugins } from './measure-plugins.ts'
import { measureRealtime } from './measure-realtime.ts'
import { measureColdStart, measureMemory, measureStart } from './measure-start.ts'
import { note, printMeasurement, type Measurement } from './measurement.ts'
import { benchFolder, plantFolder } from './processes.ts'

const help = `npm run bench -- [--only list,get,search,ingest,scale,start,memory,plugins,grid,realtime] [--assets 1000000] [--cold]

Measures ShopDB as production starts it, on a generated plant, beside its peers. Ratios count; absolute figures belong
to this computer. Generated databases stay in .cache/bench. --cold adds the start of a fresh clone (needs the registry).
`

type Part = (assets: number) => Promise<Measurement[]>
const parts: Readonly<Record<string, Part>> = {
  list: async (assets) => measureList(await plantFolder(assets)),
  get: async (assets) => measureGet(await plantFolder(assets)),
  search: async (assets) => measureSearch(await plantFolder(assets)),
  ingest: async (assets) => measureIngest(await plantFolder(assets)),
  scale: measureScale,
  start: measureStart,
  memory: measureMemory,
  plugins: measurePlugins,
  grid: measureGrid,
  realtime: measureRealtime,
}

const { values } = parseArgs({ options: { only: { type: 'string' }, assets: { type: 'string', default: '1000000' }, cold: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } } })
if (values.help) process.stdout.write(help)
else await runBenchmark(values.only?.split(',') ?? Object.keys(parts), Number(values.assets), values.cold)

async function runBenchmark(wanted: readonly string[], assets: number, cold: boolean): Promise<void> {
  const unknown = wanted.filter((name) => !(name in parts))
  if (unknown.length > 0 || !Number.isSafeInteger(assets) || assets < 200) {
    process.stderr.write(`${unknown.length > 0 ? `There is no part ${unknown.join(', ')}.` : 'At least 200 assets.'}\n${help}`)
    process.exit(2)
  }
  mkdirSync(benchFolder, { recursive: true })
  process.stdout.write(`${assets.toLocaleString('en')} assets, ${availableParallelism()} cores, ${cpus()[0]?.model ?? ''}, Node ${process.versions.node}, ${describeLoadTool(loadTool)}\n`)
  const results: Measurement[] = []
  for (const name of wanted) results.push(...(await runPart(name, () => parts[name]?.(assets) ?? Promise.resolve([]))))
  if (cold) results.push(...(await runPart('start', measureColdStart)))
  writeResults(results, assets)
  const short = results.filter(({ holds }) => holds === false)
  process.stdout.write(short.length === 0 ? 'Every bar holds.\n' : `${short.length} short: ${short.map(({ name }) => name).join('; ')}\n`)
}

/** A part that fails leaves the others their turn. */
async function runPart(name: string, run: () => Promise<Measurement[]>): Promise<Measurement[]> {
  const lines = await run().catch((error: unknown): Measurement[] => {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`)
    return [{ ...note(name, 'the whole part', 'failed'), holds: false }]
  })
  for (const line of lines) printMeasurement(line)
  return lines
}

function writeResults(results: readonly Measurement[], assets: number): void {
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const at = new Date().toISOString()
  writeFileSync(join(folder, `${at.replace(/[:.]/g, '-')}.json`), `${JSON.stringify({ at, assets, node: process.versions.node, results }, null, 2)}\n`)
}
