import { existsSync } from 'node:fs'
import { connect } from 'node:net'

/** A service the tests use when it is there. `missing` says why it is not, in the words printed at the end. */
export type Service = { name: string; missing: string | null }
export type Services = { engines: string[]; chromium: string | null; found: Service[] }

const connectMilliseconds = 1_000
const chromiumPaths = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** Finds out which engines and services answer here. SQLite is part of Node and always there. */
export async function probeServices(environment: NodeJS.ProcessEnv): Promise<Services> {
  const chromium = [environment.CHROMIUM_PATH, ...chromiumPaths].find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null
  const [mysql, postgres, redis] = await Promise.all([
    probe('MariaDB', environment.SHOPDB_TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306', signInToMariaDb),
    probe('PostgreSQL', environment.SHOPDB_TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432', signInToPostgres),
    probe('Redis', environment.SHOPDB_TEST_REDIS_URL ?? 'redis://127.0.0.1:6379', pingRedis),
  ])
  const browser = { name: 'Chromium', missing: chromium === null ? 'not found; set CHROMIUM_PATH to its program' : null }
  const engines = ['sqlite', ...(mysql.missing === null ? ['mysql'] : []), ...(postgres.missing === null ? ['postgres'] : [])]
  return { engines, chromium, found: [mysql, postgres, redis, browser] }
}

/** The tests use the same addresses (server/src/platform/database/testing.ts). */
async function probe(name: string, address: string, use: (address: URL) => Promise<void>): Promise<Service> {
  const url = new URL(address)
  const [host, port] = [url.hostname, Number(url.port)]
  if (!await listens(host, port)) return { name, missing: `nothing listens on ${host}:${port}` }
  try {
    await use(url)
    return { name, missing: null }
  } catch (error) {
    return { name, missing: `${host}:${port} does not let the tests in: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: connectMilliseconds })
    const answer = (is: boolean) => { socket.destroy(); resolve(is) }
    socket.once('connect', () => answer(true)).once('error', () => answer(false)).once('timeout', () => answer(false))
  })
}

/** A database that is somebody's own and asks for a password is left alone. */
async function signInToMariaDb(url: URL): Promise<void> {
  const { createConnection } = await import('mysql2/promise')
  const connection = await createConnection({ uri: url.href, connectTimeout: connectMilliseconds })
  await connection.end()
}

async function signInToPostgres(url: URL): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: new URL('/postgres', url).href, connectionTimeoutMillis: connectMilliseconds })
  await client.connect()
  await client.end()
}

function pingRedis(url: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), timeout: connectMilliseconds }, () => socket.write('PING\r\n'))
    const finish = (problem?: Error) => { socket.destroy(); if (problem) reject(problem); else resolve() }
    socket.once('data', (answer) => finish(answer.toString().startsWith('+PONG') ? undefined : new Error(answer.toString().trim())))
    socket.once('error', finish).once('timeout', () => finish(new Error('no answer to PING')))
  })
}
