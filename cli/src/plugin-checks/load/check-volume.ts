import type { Found } from '../check-finding.ts'
import { installDependencies } from '../contract/check-contract.ts'
import { installPlugin } from '../contract/check-lifecycle.ts'
import { startThrowAwayHost, tell, type ThrowAwayHost } from '../contract/throw-away-host.ts'
import { asRecord } from '../samples/operations.ts'
import { createContractCheck } from '../contract/contract-check.ts'
import type { PluginUnderCheck } from '../read-plugin.ts'
import type { PhaseOutcome } from '../run-check.ts'

const manyRecords = 100_000
const perRequest = 2_000
/** Milliseconds a list may take; generous, because a check may run on a busy computer. */
const limit = 1_000

/** Counts the statements of every list with few records and with many. */
export async function checkVolume(plugin: PluginUnderCheck, progress: (what: string) => void, records = manyRecords): Promise<PhaseOutcome> {
  if (plugin.subject.assetTypes.length === 0) return { found: [] }
  const host = await startThrowAwayHost({ folders: [plugin.folder, ...plugin.dependencyFolders] })
  try {
    await installDependencies(host, plugin)
    await installPlugin({ host }, plugin.name)
    const count = countStatements(host)
    const check = createContractCheck(plugin, host)
    const schema = asRecord((await host.request('GET', `/api/collector/${plugin.name}`)).json.schema)
    const send = async (amount: number): Promise<void> => {
      const lines: unknown[] = []
      for (let made = 0; made < amount; made += 1) lines.push(await check.sample(schema))
      const answer = await host.request('POST', `/api/collector/${plugin.name}`, lines)
      if (answer.status !== 200) throw new Error(`The collector answered ${tell(answer)}`)
    }
    await send(60)
    const few = await measure(plugin, host, count)
    for (let sent = 60; sent < records; sent += perRequest) {
      progress(`${sent} records`)
      await send(perRequest)
    }
    const many = await measure(plugin, host, count)
    return { found: [...many].flatMap(([address, figures]) => judge(address, few.get(address), figures)) }
  } finally {
    await host.stop()
  }
}

type Figures = { statements: number; milliseconds: number }

export function judge(address: string, few: Figures | undefined, many: Figures): Found[] {
  const found: Found[] = []
  if (few && many.statements > few.statements) found.push({ id: 'volume/statements', file: 'manifest.json', message: `GET ${address} takes ${few.statements} statements with few records and ${many.statements} with many.` })
  if (many.milliseconds > limit) found.push({ id: 'volume/slow', file: 'manifest.json', message: `GET ${address} takes ${many.milliseconds} ms with many records.` })
  return found
}

/** The best of three, each list warmed up first. */
async function measure({ subject }: PluginUnderCheck, host: ThrowAwayHost, count: () => number): Promise<Map<string, Figures>> {
  const figures = new Map<string, Figures>()
  for (const address of subject.assetTypes.flatMap(({ path, schema }) => [path, ...(schema['x-shopdb'].sorts ?? []).map((sort) => `${path}?sort=${sort}`)]).map((each) => `${each}${each.includes('?') ? '&' : '?'}limit=50`)) {
    await host.request('GET', address)
    const tries: Figures[] = []
    for (let round = 0; round < 3; round += 1) {
      const before = count()
      const started = performance.now()
      await host.request('GET', address)
      tries.push({ statements: count() - before, milliseconds: Math.round(performance.now() - started) })
    }
    figures.set(address, { statements: Math.min(...tries.map(({ statements }) => statements)), milliseconds: Math.min(...tries.map(({ milliseconds }) => milliseconds)) })
  }
  return figures
}

/** Every read of the application goes through these members of its database. */
function countStatements({ app }: ThrowAwayHost): () => number {
  const { database } = app.platform
  let statements = 0
  const counted = <Work extends (...parameters: never[]) => unknown>(work: Work): Work => ((...parameters: never[]) => {
    statements += 1
    return work(...parameters)
  }) as Work // same parameters, same result
  const { all, prepare } = database
  Object.assign(database, { all: counted(all), prepare: (sql: string) => counted(prepare(sql)) })
  return () => statements
}
