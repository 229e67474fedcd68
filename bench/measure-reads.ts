import { listAddress, pageAddress, walkCursors } from './list-query.ts'
import { runLoad, type LoadResult } from './load/run-load.ts'
import { measurement, type Measurement } from './measurement.ts'
import { plantFolder, startServer, type BenchServer } from './processes.ts'

type Sample = { id: number; hostname: string; assetNumber: string; serialNumber: string | null; ipAddress: string | null }

const seconds = 4

/** Records from everywhere in the list. */
async function sampleComputers(server: BenchServer): Promise<Sample[]> {
  const cursors = await walkCursors(server)
  const every = Math.max(1, Math.floor(cursors.length / 40))
  const pages = await Promise.all(cursors.filter((_, index) => index % every === 0).map(async (cursor) => {
    const answer = await fetch(server.url + pageAddress(cursor), { headers: { authorization: `Bearer ${server.token}` } })
    return (await answer.json() as { items: Sample[] }).items // documented answer
  }))
  return pages.flat()
}

const load = (server: BenchServer, paths: readonly string[], connections = 8): Promise<LoadResult> => runLoad({ url: server.url, token: server.token, paths, connections, seconds })

const searchAddress = (query: string): string => `/api/search?q=${encodeURIComponent(query)}`

function middles(samples: readonly Sample[]): string[] {
  return samples.map(({ serialNumber }) => serialNumber ?? '').filter((serial) => serial.length >= 7 && !serial.includes(' ')).map((serial) => searchAddress(serial.slice(1, 6)))
}

/** Part of an address: its last three numbers without the first. */
function partsOfAddresses(samples: readonly Sample[]): string[] {
  return samples.map(({ ipAddress }) => ipAddress ?? '').filter((address) => address.split('.').length === 4).map((address) => searchAddress(`.${address.split('.').slice(1, 3).join('.')}.`))
}

const commonWords = ['Machining', 'Turning', 'Integrex', 'Bay', 'machine'].map(searchAddress)

export async function measureGet(dataFolder: string): Promise<Measurement[]> {
  return withServer(dataFolder, async (server) => {
    const samples = await sampleComputers(server)
    const typed = await load(server, samples.map(({ id }) => `/api/computers/${id}`))
    const general = await load(server, samples.map(({ id }) => `/api/assets/${id}`))
    const first = await load(server, [listAddress])
    const last = await load(server, [`${listAddress}&last=true`])
    return [
      measurement('get', 'computer by id, p50', typed.p50, ' ms'), measurement('get', 'computer by id, p99', typed.p99, ' ms', { atMost: 5 }),
      measurement('get', 'asset by id, p99', general.p99, ' ms', { atMost: 5 }),
      measurement('get', 'first page, p50', first.p50, ' ms'), measurement('get', 'last page, times the first, p50', last.p50 / first.p50, ' x', { atMost: 1.25 }),
    ]
  })
}

export async function measureSearch(dataFolder: string): Promise<Measurement[]> {
  return withServer(dataFolder, async (server) => {
    const samples = await sampleComputers(server)
    const kinds = { 'five characters from the middle': middles(samples), 'part of an IP address': partsOfAddresses(samples), 'a common word': commonWords }
    const lines: Measurement[] = []
    for (const [name, paths] of Object.entries(kinds)) {
      const result = await load(server, paths)
      lines.push(measurement('search', `${name}, p50`, result.p50, ' ms'), measurement('search', `${name}, p99`, result.p99, ' ms', { atMost: 20 }))
    }
    return lines
  })
}

/** The same questions to ten thousand assets and to a million, one at a time. */
export async function measureScale(large: number): Promise<Measurement[]> {
  const small = 10_000
  const atSmall = await withServer(await plantFolder(small), timesOf)
  const atLarge = await withServer(await plantFolder(large), timesOf)
  const lines = Object.keys(atSmall).flatMap((name) => [
    measurement('scale', `${name}: ${small.toLocaleString('en')} assets, p50`, atSmall[name]?.p50 ?? Number.NaN, ' ms'),
    measurement('scale', `${name}: growth to ${large.toLocaleString('en')}`, (atLarge[name]?.p50 ?? Number.NaN) / (atSmall[name]?.p50 ?? Number.NaN), ' x', { atMost: 2 }),
  ])
  return [...lines.filter(({ name }) => !name.startsWith('substring')), measurement('scale', `substring search, ${large.toLocaleString('en')} assets, p99`, atLarge['substring search']?.p99 ?? Number.NaN, ' ms', { atMost: 20 })]
}

async function timesOf(server: BenchServer): Promise<Record<string, LoadResult>> {
  const samples = await sampleComputers(server)
  const cursors = await walkCursors(server)
  return {
    get: await load(server, samples.map(({ id }) => `/api/computers/${id}`), 1),
    list: await load(server, [listAddress], 1),
    'cursor page': await load(server, cursors.map(pageAddress), 1),
    'exact search': await load(server, samples.map(({ assetNumber }) => searchAddress(assetNumber)), 1),
    'prefix search': await load(server, samples.map(({ hostname }) => searchAddress((hostname ?? 'sf-00001').slice(0, 6))), 1),
    'substring search': await load(server, middles(samples), 1),
  }
}

async function withServer<T>(dataFolder: string, work: (server: BenchServer) => Promise<T>): Promise<T> {
  const server = await startServer(dataFolder)
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}
