import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { pageAddress, walkCursors } from './list-query.ts'
import { runLoad } from './load/run-load.ts'
import { runPaced } from './load/run-paced.ts'
import { measurement, note, type Measurement } from './measurement.ts'
import { benchFolder, startServer, type BenchServer } from './processes.ts'

const part = 'ingest'
const fleet = 30_000

/** The scalars that every collector of computers knows, two interfaces, two disks. */
function recordOf(place: number, round: number): string {
  const number = place + 1
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')
  const mac = (index: number): string => `02:${hex((number * 2 + index) >>> 16, 4).replace(/(..)(..)/, '$1:$2')}:${hex((number * 2 + index) & 0xffff, 4).replace(/(..)(..)/, '$1:$2')}:0${index}`
  const address = (index: number): string => `10.${230 + index}.${(number >> 8) & 255}.${number & 255}`
  // Letters alone: serial numbers that differ in leading zeros of a run of digits are one to ShopDB.
  const scattered = Math.imul(number, 0x9e3779b1) >>> 0
  return JSON.stringify({
    hostname: `fleet-${number}`, serialNumber: `BN${hex(scattered, 8).replace(/./g, (digit) => 'ACDEFGHJKLMNPRST'[Number.parseInt(digit, 16)] ?? '')}`, macAddress: mac(0), ipAddress: address(0),
    operatingSystem: 'Windows 11 Pro', cpu: 'Intel Core i5-1240P', memoryBytes: 17_179_869_184 + round * 1_073_741_824, lastUser: `NORTHFIELD\\user${(number + round) % 500}`, lastBoot: new Date(1_790_000_000_000 + round * 3_600_000).toISOString(),
    interfaces: [{ name: 'Ethernet', macAddress: mac(0), ipAddress: address(0), speedMbps: 1000 }, { name: 'Wi-Fi', macAddress: mac(1), ipAddress: address(1), speedMbps: 866 }],
    disks: [{ name: 'C:', model: 'Samsung PM9A1', serialNumber: `S6${hex(number, 8)}`, sizeBytes: 512_110_190_592, freeBytes: 210_000_000_000, filesystem: 'NTFS' }, { name: 'D:', model: 'WD SN740', serialNumber: `22${hex(number, 8)}`, sizeBytes: 1_024_209_543_168, freeBytes: 800_000_000_000, filesystem: 'NTFS' }],
  })
}

export async function measureIngest(source: string): Promise<Measurement[]> {
  const folder = copyPlant(source)
  const server = await startServer(folder)
  const database = new DatabaseSync(join(folder, 'shopdb.sqlite'), { readOnly: true })
  try {
    const cursors = await walkCursors(server)
    const created = await push(server, database, fleet, (number) => recordOf(number, 0), 'select count(*) as n from assets')
    const changed = await push(server, database, fleet, (number) => recordOf(number, 1), "select count(*) as n from changes where action = 'updated' and source = 'collector:computers'")
    const startedAt = Date.now()
    const unchanged = await push(server, database, fleet * 3, (number) => recordOf(number % fleet, 1), `select count(*) * 3 as n from sightings where lastseen >= ${startedAt}`)
    return [
      measurement(part, 'new records a second', created, '/s', { atLeast: 3000 }),
      measurement(part, 'records with three fields changed a second', changed, '/s', { atLeast: 4000 }),
      measurement(part, 'unchanged records a second', unchanged, '/s', { atLeast: 25_000 }),
      ...(await whileArriving(server, cursors.map(pageAddress))),
    ]
  } finally {
    database.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Ingest writes, so it works on a copy of the plant. */
function copyPlant(source: string): string {
  const folder = join(benchFolder, 'ingest')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  copyFileSync(join(source, 'shopdb.sqlite'), join(folder, 'shopdb.sqlite'))
  return folder
}

/** Records a second, by what the database says afterwards; the answer of the server is not believed. */
async function push(server: BenchServer, database: DatabaseSync, count: number, record: (number: number) => string, counted: string): Promise<number> {
  const read = (): number => Number(database.prepare(counted).get()?.['n'])
  const body = Buffer.from(Array.from({ length: count }, (_, number) => record(number)).join('\n'))
  const before = read()
  const started = performance.now()
  const answer = await fetch(`${server.url}/api/collector/computers`, { method: 'POST', headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/x-ndjson' }, body })
  const lines = (await answer.text()).trim().split('\n')
  const elapsed = performance.now() - started
  const written = read() - before
  if (!answer.ok || written !== count) throw new Error(`${written} of ${count} records are in the database. The server answered ${answer.status}: ${lines.at(-1)?.slice(0, 500)}`)
  return (written / elapsed) * 1000
}

const arrivals = { perSecond: 10_000, changedShare: 0.1, seconds: 12 }
const readers = 210

/** Lists while ten thousand records a second arrive in one stream, a tenth of them changed. */
async function whileArriving(server: BenchServer, paths: readonly string[]): Promise<Measurement[]> {
  const alone = await runPaced({ url: server.url, token: server.token, paths, rate: readers, seconds: 5 })
  const sending = sendPaced(server, 3)
  await sleep(1000)
  const paced = await runPaced({ url: server.url, token: server.token, paths, rate: readers, seconds: 8 })
  const sent = await sending
  const flooded = sendPaced(server, 3 + Math.ceil((arrivals.perSecond * arrivals.seconds) / fleet))
  await sleep(1000)
  const full = await runLoad({ url: server.url, token: server.token, paths, seconds: 8 })
  const sentFlooded = await flooded
  return [
    measurement(part, `list p99 at ${readers} lists a second, nothing arriving`, alone.p99, ' ms'),
    measurement(part, `records that arrived a second beside them`, sent, '/s', { atLeast: arrivals.perSecond * 0.95 }),
    measurement(part, `list p99 at ${readers} lists a second, records arriving`, paced.p99, ' ms', { atMost: 10 }),
    measurement(part, 'list p99, 8 connections without a pause, records arriving', full.p99, ' ms'),
    note(part, 'beside that', `${Math.round(full.perSecond)} lists/s, ${Math.round(sentFlooded)} records/s`),
  ]
}

/** A tenth of a second's records in each, made before they are sent: making them takes as long as sending. */
function arrivingRecords(firstRound: number): Buffer[] {
  let round = firstRound - 1
  let next = 0
  return Array.from({ length: arrivals.seconds * 10 }, () => {
    const lines = Array.from({ length: arrivals.perSecond / 10 }, () => {
      const number = next++ % fleet
      if (number === 0) round += 1
      return recordOf(number, number % 10 === round % 10 ? round : lastRound(number, round))
    })
    return Buffer.from(`${lines.join('\n')}\n`)
  })
}

/** How many a second the server took of a stream that brings a tenth of a second's records every tenth of a second. */
async function sendPaced(server: BenchServer, firstRound: number): Promise<number> {
  const chunks = arrivingRecords(firstRound)
  async function* records(): AsyncGenerator<Buffer> {
    const started = performance.now()
    for (const [tick, chunk] of chunks.entries()) {
      const wait = started + tick * 100 - performance.now()
      if (wait > 0) await sleep(wait)
      yield chunk
    }
  }
  const started = performance.now()
  const answer = await fetch(`${server.url}/api/collector/computers`, { method: 'POST', headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/x-ndjson' }, body: Readable.toWeb(Readable.from(records())) as ReadableStream, duplex: 'half' } as RequestInit) // fetch of Node takes streams with duplex; its types do not say so
  const summary = JSON.parse((await answer.text()).trim().split('\n').at(-1) ?? '{}') as { received?: number; updated?: number } // the last line counts
  return ((summary.received ?? 0) / (performance.now() - started)) * 1000
}

/** The round in which a record changed last: every tenth changes in each, in turn. */
function lastRound(number: number, round: number): number {
  const back = (((round - number) % 10) + 10) % 10
  return Math.max(1, round - back) < 3 ? 1 : round - back
}
