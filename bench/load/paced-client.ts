import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { PacedLoad, PacedTimes } from './run-paced.ts'

const { url, paths, token, connections, seconds, rate, seed } = workerData as PacedLoad // given by run-paced.ts
const agent = new Agent({ keepAlive: true, maxSockets: connections })
const times: PacedTimes = { latencies: [], failed: 0, bytes: 0 }

/** From the moment the request was due, not from when it could be sent: a server that stalls is not spared. */
function ask(path: string, due: number): Promise<void> {
  return new Promise((resolve) => {
    const settle = (bytes: number, isAnswered: boolean): void => {
      times.latencies.push(performance.now() - due)
      times.bytes += bytes
      if (!isAnswered) times.failed += 1
      resolve()
    }
    get(url + path, { agent, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }, (answer) => {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length))
      answer.on('end', () => settle(bytes, (answer.statusCode ?? 500) < 300))
      answer.on('error', () => settle(bytes, false))
    }).on('error', () => settle(0, false))
  })
}

/** Timers come once a millisecond at best: what is due by then is sent. */
async function run(): Promise<void> {
  const started = performance.now()
  const count = Math.floor(seconds * rate)
  const pending: Promise<void>[] = []
  for (let sent = 0; sent < count;) {
    while (sent < count && started + (sent * 1000) / rate <= performance.now()) {
      pending.push(ask(paths[(Math.imul(sent + seed, 0x9e3779b1) >>> 0) % paths.length] ?? '/', started + (sent * 1000) / rate))
      sent += 1
    }
    await sleep(1)
  }
  await Promise.all(pending)
  agent.destroy()
  parentPort?.postMessage(times)
}

await run()
