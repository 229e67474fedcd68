import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { measurement, percentile, type Measurement } from './measurement.ts'
import { startServer, type BenchServer } from './processes.ts'

const clients = 1000
const changes = 60

/** From the commit of a change to who listens: a thousand clients in one room, all in one other process of this computer. */
export async function measureRealtime(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-realtime-'))
  const server = await startServer(folder, { SHOPDB_PLUGINS: 'computers' })
  try {
    const listeners = fork(join(import.meta.dirname, 'load', 'realtime-clients.ts'), [server.url, server.token, 'type:computers.computer', String(clients)])
    await once(listeners, 'message')
    for (let number = 0; number < changes; number++) {
      await collect(server, number)
      await sleep(200)
    }
    const delays = await delaysOf(listeners)
    return [
      measurement('realtime', `a change in a room of ${clients}: p50`, percentile(delays, 0.5), ' ms'),
      measurement('realtime', `a change in a room of ${clients}: p99`, percentile(delays, 0.99), ' ms', { atMost: 100 }),
      measurement('realtime', 'changes lost or told twice', Math.abs(delays.length - clients * changes), '', { atMost: 0 }),
    ]
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function collect({ url, token }: BenchServer, number: number): Promise<void> {
  const answer = await fetch(`${url}/api/collector/computers`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ hostname: `bench-${number}`, serialNumber: `BENCH${number}` }) })
  if (!answer.ok) throw new Error(`The collector answered ${answer.status}: ${await answer.text()}`)
}

async function delaysOf(listeners: ChildProcess): Promise<number[]> {
  listeners.send('report')
  const [delays] = await once(listeners, 'message')
  return Array.isArray(delays) ? delays.map(Number) : []
}
