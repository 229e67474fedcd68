import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type TestServer = { base: string; username: string; password: string; stop: () => Promise<void> }

const main = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))

/** The real server with an empty database of its own; `setup` leaves it without an administrator, `env` adds settings. */
export async function startServer(options: { setup?: boolean; env?: Record<string, string> } = {}): Promise<TestServer & { setupCode: string | null }> {
  const folder = await mkdtemp(join(tmpdir(), 'shopdb-web-'))
  const port = await freePort()
  const [username, password] = ['admin', 'correct-horse-battery']
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...inherited } = process.env
  const administrator = options.setup ? {} : { SHOPDB_ADMIN_USERNAME: username, SHOPDB_ADMIN_PASSWORD: password }
  const child = spawn(process.execPath, [main], { env: { ...inherited, ...administrator, SHOPDB_ENV: 'test', HOST: '127.0.0.1', PORT: String(port), SHOPDB_DATA_DIR: folder, LOG_LEVEL: 'warn', RATE_LIMIT: '100000', ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { output += chunk.toString() })
  const base = `http://127.0.0.1:${port}`
  await untilHealthy(base, child, () => output)
  return { base, username, password, setupCode: /\/setup#([\w-]+)/.exec(output)?.[1] ?? null, stop: () => stop(child, folder) }
}

async function untilHealthy(base: string, child: ChildProcess, output: () => string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`The server ended at its start:\n${output()}`)
    const answer = await fetch(`${base}/api/health`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`The server did not become healthy:\n${output()}`)
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  await ended
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
