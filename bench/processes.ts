import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseServerFile, type ServerFile } from '@shopdb/contract/server-file'

export const projectFolder = join(import.meta.dirname, '..')
export const benchFolder = join(projectFolder, '.cache', 'bench')

const commandLine = join(projectFolder, 'cli', 'src', 'main.ts')
const launcher = join(projectFolder, 'launcher', 'shopdb.mjs')

export type RunningProcess = { url: string; child: ChildProcess; stop: () => Promise<void> }
/** `processId` is the server's own; the child is the launcher that supervises it. */
export type BenchServer = RunningProcess & { token: string; logFile: string; processId: number }

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Starts a program that will answer at `url`, its output in a file, and waits until it does. */
export async function startProcess(command: string, argumentList: readonly string[], options: { environment?: NodeJS.ProcessEnv; url: string; readyPath: string; logFile: string; folder?: string; seconds?: number }): Promise<RunningProcess> {
  const file = openSync(options.logFile, 'w')
  const child = spawn(command, [...argumentList], { cwd: options.folder ?? projectFolder, env: { ...process.env, ...options.environment }, stdio: ['ignore', file, file] })
  closeSync(file)
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }
  const deadline = performance.now() + (options.seconds ?? 60) * 1000
  while (!(await answers(options.url + options.readyPath))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop()
      throw new Error(`${command} does not answer. The end of its output:\n${readFileSync(options.logFile, 'utf8').slice(-2000)}`)
    }
    await sleep(5)
  }
  return { url: options.url, child, stop }
}

export async function answers(url: string): Promise<boolean> {
  return fetch(url, { redirect: 'manual' }).then((answer) => answer.status < 500, () => false)
}

/** The server as production starts it, by its launcher: strong secrets, access log at info into a file, metrics, a raised rate limit. */
export async function startServer(dataFolder: string, environment: NodeJS.ProcessEnv = {}): Promise<BenchServer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  mkdirSync(dataFolder, { recursive: true })
  const logFile = join(dataFolder, `server-${port}.log`)
  const secrets = { SECRET_KEY: randomBytes(32).toString('hex'), JWT_SECRET_KEY: randomBytes(32).toString('hex') }
  const production = { SHOPDB_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), SHOPDB_DATA_DIR: dataFolder, LOG_LEVEL: 'info', RATE_LIMIT: '100000/s', ...secrets, SHOPDB_ADMIN_USERNAME: 'bench', SHOPDB_ADMIN_PASSWORD: randomBytes(12).toString('hex'), NODE_COMPILE_CACHE: join(projectFolder, '.cache', 'compile') }
  const running = await startProcess(process.execPath, [launcher, 'serve'], { environment: { ...production, ...environment }, url, readyPath: '/api/health', logFile })
  try {
    const { pid: processId, localToken } = await serverFileOf(dataFolder, url)
    return { ...running, logFile, processId, token: await createToken(url, localToken) }
  } catch (error) {
    await running.stop()
    throw error
  }
}

/** The server writes its file a moment after it listens; before that, there may be one of an earlier server. */
async function serverFileOf(dataFolder: string, url: string): Promise<ServerFile> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const file = join(dataFolder, 'server.json')
    const content = parseServerFile(existsSync(file) ? readFileSync(file, 'utf8') : '')
    if (content?.url === url) return content
    await sleep(10)
  }
  throw new Error(`The server at ${url} has not written its server.json.`)
}

/** An API token of the administrator, asked for as the command line of the same computer does. */
async function createToken(url: string, localToken: string): Promise<string> {
  const headers = { authorization: `Bearer ${localToken}`, 'content-type': 'application/json' }
  const users = await (await fetch(`${url}/api/users`, { headers })).json() as { items: { id: number; username: string }[] } // documented answer
  const userId = users.items[0]?.id
  const scopes = ['assets.read', 'computers.read', 'equipment.read', 'search.read', 'account.read', 'collector:computers', 'plugins.read', 'plugins.manage', '*.read']
  const answer = await fetch(`${url}/api/tokens`, { method: 'POST', headers, body: JSON.stringify({ name: 'bench', scopes, userId }) })
  const created = await answer.json() as { token?: string } // documented answer
  if (created.token === undefined) throw new Error(`No API token: ${JSON.stringify(created)}`)
  return created.token
}

/** The data folder of a demo plant of so many assets, generated once and kept. */
export async function plantFolder(assets: number): Promise<string> {
  const folder = join(benchFolder, `data-${assets}`)
  if (existsSync(join(folder, 'seeded'))) return folder
  mkdirSync(folder, { recursive: true })
  process.stderr.write(`Generating ${assets.toLocaleString('en')} assets in ${folder} ...\n`)
  await runCommand(process.execPath, [commandLine, 'seed', 'demo', '--assets', String(assets)], { SHOPDB_DATA_DIR: folder })
  closeSync(openSync(join(folder, 'seeded'), 'w'))
  return folder
}

export async function runCommand(command: string, argumentList: readonly string[], environment: NodeJS.ProcessEnv, folder = projectFolder): Promise<void> {
  const child = spawn(command, [...argumentList], { cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'inherit'] })
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve))
  if (status !== 0) throw new Error(`${command} ${argumentList.join(' ')} ended with ${String(status)}.`)
}
