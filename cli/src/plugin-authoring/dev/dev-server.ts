import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import type { ApiClient } from '../../connection/api-client.ts'
import { createHttpClient } from '../../connection/http-client.ts'
import { findLocalServer } from '../../connection/local-server.ts'
import { parseableEnvironment, readCommandEnvironment } from '../../environment.ts'
import { loadServerConfig } from '../../server-config.ts'

export type DevServer = { url: string; client: ApiClient; /** To sign in with; null on a server that somebody else started. */ account: { username: string; password: string } | null; stopped: Promise<void>; stop: () => Promise<void> }

/** The server that runs on the data folder when it has this plugin, else one of its own on `.shopdb/data`. */
export async function openDevServer(folder: string, options: { port?: number; demo: boolean }): Promise<DevServer> {
  return await attach(folder) ?? await startOwn(folder, options)
}

async function attach(folder: string): Promise<DevServer | null> {
  const server = await findLocalServer(readCommandEnvironment().dataFolder)
  if (server === null) return null
  const { readPlugins } = await import('@shopdb/server/migration-chains')
  if (!readPlugins(await loadServerConfig()).some((plugin) => plugin.folder === folder)) return null
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
  process.once('SIGINT', () => stop())
  return { url: server.url, client: createHttpClient(server.url, server.localToken), account: null, stopped, stop: async () => stop() }
}

async function startOwn(folder: string, { port, demo }: { port?: number; demo: boolean }): Promise<DevServer> {
  const dataFolder = join(folder, '.shopdb', 'data')
  const account = { username: 'author', password: keptPassword(dataFolder) }
  const { loadConfig } = await import('@shopdb/server/config')
  const { startServer } = await import('@shopdb/server/main')
  const { LOG_LEVEL = 'warn' } = parseableEnvironment()
  const config = loadConfig({
    SHOPDB_ENV: 'development', SHOPDB_DATA_DIR: dataFolder, SHOPDB_PLUGIN_DIRS: folder, SHOPDB_PLUGIN_MODE: 'isolate', LOG_LEVEL, HOST: '127.0.0.1', PORT: String(port ?? await freePort()),
    SHOPDB_ADMIN_USERNAME: account.username, SHOPDB_ADMIN_PASSWORD: account.password, ...(demo ? { SHOPDB_DEMO: '1' } : {}),
  })
  const { url, app, stopped, stop } = await startServer(config)
  return { url, client: createHttpClient(url, app.localToken), account, stopped, stop }
}

/** Everybody on this computer reaches the server, and it installs plugins: its password is not one that can be known. */
function keptPassword(dataFolder: string): string {
  const file = join(dataFolder, 'author-password')
  if (existsSync(file)) return readFileSync(file, 'utf8')
  mkdirSync(dataFolder, { recursive: true })
  const password = randomBytes(12).toString('base64url')
  writeFileSync(file, password, { mode: 0o600 })
  return password
}

/** The usual port, so that the address stays the same; another one when it is taken. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(5001, '127.0.0.1', () => probe.close(() => resolve(5001)))
  })
}

/** Runs the plugin whatever it asks for: its author sits here. */
export async function ensureRunning({ client }: DevServer, folder: string): Promise<void> {
  const name = basename(folder)
  const { state } = await client.request('GET', `/api/plugins/${name}`) as { state: string } // documented answer
  if (state !== 'active') await client.request('POST', `/api/plugins/${name}/install`, { approve: true })
}
