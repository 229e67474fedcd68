import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseServerFile, serverFileName } from '@shopdb/contract/server-file'
import type { TestDatabase } from '../platform/database/testing.ts'

/** The server as production starts it, in a process of its own that can be killed. */
export type ServerProcess = {
  child: ChildProcess
  /** Settles when it listens. */
  ready: () => Promise<{ url: string; token: string }>
  kill: () => Promise<void>
}

export type ServerProcessOptions = { environment?: Record<string, string>; nodeOptions?: readonly string[] }

export function startServerProcess(place: TestDatabase, { environment = {}, nodeOptions = [] }: ServerProcessOptions = {}): ServerProcess {
  const child = spawn(process.execPath, [...nodeOptions, join(import.meta.dirname, '..', 'main.ts')], {
    env: { ...process.env, SHOPDB_ENV: 'test', SHOPDB_DATA_DIR: place.dataDir, DATABASE_URL: place.url, PORT: '0', LOG_LEVEL: 'fatal', RATE_LIMIT: '1000000', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  return {
    child,
    ready: async () => {
      for (const started = Date.now(); Date.now() - started < 90_000; await delay(20)) {
        if (child.exitCode !== null) throw new Error(`The server ended with status ${child.exitCode}: ${errors}`)
        const found = readServerFile(place, child.pid)
        if (found) return found
      }
      throw new Error(`The server does not listen: ${errors}`)
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The file of an earlier, killed server is still there; only that of this process counts. */
function readServerFile(place: TestDatabase, pid: number | undefined): { url: string; token: string } | null {
  const path = join(place.dataDir, serverFileName)
  const file = existsSync(path) ? parseServerFile(readFileSync(path, 'utf8')) : null
  return file && file.pid === pid ? { url: file.url, token: file.localToken } : null
}
