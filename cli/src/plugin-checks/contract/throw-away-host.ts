import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { createApp, type App } from '@shopdb/server/app'
import { loadConfig } from '@shopdb/server/config'
import { createToken } from '@shopdb/server/features/tokens/index'
import { createUser } from '@shopdb/server/features/users/index'
import { systemCaller } from '@shopdb/server/platform/caller'
import { createLogger } from '@shopdb/server/platform/http/logger'

export type Json = Readonly<Record<string, unknown>>
export type Answer = { status: number; headers: Readonly<Record<string, unknown>>; text: string; json: Json }
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Request = (method: Method, url: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>
export type LogLine = { level: number; msg: string; plugin?: string; err?: { message?: string } }

/** A whole server with nothing in it but the plugin, what it depends on, and those given beside it. */
export type ThrowAwayHost = {
  app: App
  dataDir: string
  /** As the system, which may do everything. */
  request: Request
  anonymous: Request
  /** A signed-in user without any permission. */
  nobody: Request
  /** What the server has logged as warning or error. */
  log: LogLine[]
  stop: () => Promise<void>
}

export type HostOptions = {
  /** Folders of plugins. */
  folders: readonly string[]
  /** Default: SQLite in a folder that is thrown away too. */
  databaseUrl?: string
  dataDir?: string
  hookLimit?: number
  /** Built web application, for what is looked at in a browser. */
  webRoot?: string
}

const anHour = 3_600_000

export async function startThrowAwayHost({ folders, databaseUrl, dataDir, hookLimit = 10_000, webRoot }: HostOptions): Promise<ThrowAwayHost> {
  const place = dataDir ?? mkdtempSync(join(tmpdir(), 'shopdb-check-host-'))
  const log: LogLine[] = []
  const config = loadConfig({ SHOPDB_ENV: 'test', SHOPDB_DATA_DIR: place, LOG_LEVEL: 'warn', HEALTH_REQUIRES_AUTH: 'true', ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) })
  const removed = (): void => (dataDir === undefined ? rmSync(place, { recursive: true, force: true, maxRetries: 5 }) : undefined)
  try {
    // As in production nothing installs itself, and a plugin that fails leaves the others alone.
    const app = await createApp({ ...config, environment: 'production', pluginMode: 'isolate', plugins: [], rateLimit: null }, {
      log: createLogger('warn', collect(log)), webRoot: webRoot ?? null, hookLimit, pluginFolders: { bundled: [], external: folders, added: [] },
    })
    return {
      app, dataDir: place, log,
      request: requester(app, { authorization: `Bearer ${app.localToken}` }),
      anonymous: requester(app, {}),
      nobody: requester(app, { authorization: `Bearer ${await tokenOfNobody(app)}` }),
      stop: async () => {
        await app.close()
        removed()
      },
    }
  } catch (error) {
    removed()
    throw error
  }
}

function collect(log: LogLine[]): Writable {
  return new Writable({
    write: (chunk, _encoding, done) => {
      log.push(JSON.parse(String(chunk)) as LogLine) // pino writes one object per line
      done()
    },
  })
}

async function tokenOfNobody(app: App): Promise<string> {
  const known = await requester(app, { authorization: `Bearer ${app.localToken}` })('GET', '/api/users?q=nobody')
  const items = Array.isArray(known.json.items) ? known.json.items as { id: number; username: string }[] : [] // the list of users
  const found = items.find(({ username }) => username === 'nobody')
  const userId = found?.id ?? await createUser(app.platform, systemCaller, { username: 'nobody', roles: [] })
  return (await createToken(app.platform, systemCaller, { name: 'nobody', scopes: ['*'], userId, expiresAt: new Date(Date.now() + anHour).toISOString() })).token
}

function requester(app: App, always: Readonly<Record<string, string>>): Request {
  return async (method, url, body, headers = {}) => {
    const content: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await app.http.inject({ method, url, ...(body === undefined ? {} : { payload: JSON.stringify(body) }), headers: { ...always, ...content, ...headers } })
    return { status: answer.statusCode, headers: answer.headers, text: answer.body, json: parse(answer.body) }
  }
}

function parse(text: string): Json {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {} // not JSON: the caller sees the text
  }
}

export function itemsOf({ json }: Answer): Json[] {
  return Array.isArray(json.items) ? json.items as Json[] : [] // a list answers objects
}

/** An answer in a finding: its status and the beginning of what it says. */
export function tell({ status, text }: Answer): string {
  return `${status} ${text.slice(0, 300)}`
}
