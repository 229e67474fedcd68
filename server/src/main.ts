import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serverFileName, type ServerFile } from '@shopdb/contract/server-file'
import { createApp, type App } from './app.ts'
import { ConfigError, loadConfig, type Config } from './config.ts'
import { releaseStartMemory } from './release-memory.ts'

const drainLimit = 10_000
const webRoot = join(import.meta.dirname, '..', '..', 'web', 'dist')

export type RunningServer = { app: App; url: string; /** Settles when the server has stopped. */ stopped: Promise<void>; stop: () => Promise<void> }

/** Starts the server of this installation and keeps it running until it is told to stop. */
export async function startServer(config: Config = loadConfigOrExit()): Promise<RunningServer> {
  const app = await createApp(config, { webRoot: existsSync(join(webRoot, 'index.html')) ? webRoot : null, stallLimit: config.pluginStallLimit })
  await listen(config, app)
  const url = localUrl(config, app)
  await writeServerFile(config, app, url)
  announce(app, url)
  releaseStartMemory()

  let stopping: Promise<void> | undefined
  let settle: () => void = () => undefined
  const stopped = new Promise<void>((resolve) => { settle = resolve })
  const stop = (): Promise<void> => (stopping ??= stopServer(config, app).then(settle))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())
  return { app, url, stopped, stop }
}

/** A port that is taken ends the start in good order: the database is closed before the error goes on. */
async function listen(config: Config, app: App): Promise<void> {
  try {
    await app.http.listen({ host: config.host, port: config.port })
  } catch (error) {
    await app.close()
    throw error
  }
}

function loadConfigOrExit(): Config {
  try {
    return loadConfig()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

/** A server that listens everywhere is reached by its own computer at the loopback address. */
function localUrl(config: Config, app: App): string {
  const address = app.http.server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

async function writeServerFile(config: Config, app: App, url: string): Promise<void> {
  const content: ServerFile = { pid: process.pid, url, startedAt: new Date(app.platform.now()).toISOString(), localToken: app.localToken }
  await mkdir(config.dataDir, { recursive: true })
  await writeFile(join(config.dataDir, serverFileName), JSON.stringify(content), { mode: 0o600 })
}

function announce({ setupCode, platform }: App, url: string): void {
  platform.log.info({ url, database: platform.database.displayUrl }, 'ShopDB listens')
  const lines = [`ShopDB runs at ${url}`]
  if (setupCode !== null) lines.push('', 'There is no user yet. Create the first administrator here (the link works once):', `  ${url}/setup#${setupCode}`)
  process.stderr.write(`${lines.join('\n')}\n`)
}

async function stopServer(config: Config, app: App): Promise<void> {
  const limit = setTimeout(() => process.exit(1), drainLimit * 2)
  await rm(join(config.dataDir, serverFileName), { force: true })
  await app.close()
  clearTimeout(limit)
}

if (import.meta.main) await (await startServer()).stopped
