import type { InjectOptions } from 'fastify'
import { createApp, type App } from '../app.ts'
import { loadConfig } from '../config.ts'
import { systemCaller } from '../platform/caller.ts'
import { testDatabases, type TestDatabase, type TestEngine } from '../platform/database/testing.ts'
import { createToken } from '../features/tokens/index.ts'
import { createUser } from '../features/users/index.ts'
import type { PluginFolders } from '../plugin-host/index.ts'

export type Json = Record<string, unknown>
export type Method = NonNullable<InjectOptions['method']>
export type Answer = { status: number; headers: Record<string, unknown>; text: string; json: Json }
export type Request = (method: Method, url: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

/** The whole server with its bundled plugins, on a database of its own. */
export type TestApp = {
  app: App
  place: TestDatabase
  /** Moves the clock of the server. */
  clock: { offset: number }
  /** As the system. */
  request: Request
  /** As a user who has these permissions only; the same permissions are the same user. */
  as: (permissions: readonly string[], name?: string) => Promise<Request>
  /** A token of the same user. */
  tokenAs: (permissions: readonly string[], name?: string) => Promise<string>
  /** With an API token of these scopes, of an administrator. */
  withToken: (scopes: readonly string[]) => Promise<Request>
  anonymous: Request
  stop: () => Promise<void>
}

/** `engine` defaults to the first of SHOPDB_TEST_ENGINES. */
export async function startTestApp(options: { engine?: TestEngine; env?: Record<string, string>; /** Default: those of the installation. */ pluginFolders?: PluginFolders } = {}): Promise<TestApp> {
  const engine = options.engine ?? testDatabases()[0]
  if (!engine) throw new Error('SHOPDB_TEST_ENGINES names no engine.')
  const place = await engine.create()
  const clock = { offset: 0 }
  const config = loadConfig({ SHOPDB_ENV: 'test', SHOPDB_DATA_DIR: place.dataDir, DATABASE_URL: place.url, LOG_LEVEL: process.env['SHOPDB_TEST_LOG'] ?? 'fatal', RATE_LIMIT: '1000000', ...options.env })
  const app = await createApp(config, { webRoot: null, now: () => Date.now() + clock.offset, ...(options.pluginFolders && { pluginFolders: options.pluginFolders }) }).catch(async (error: unknown) => {
    await place.drop()
    throw error
  })
  const tokens = new Map<string, Promise<string>>()
  const system = requester(app, { authorization: `Bearer ${app.localToken}` })
  const tokenAs = (permissions: readonly string[], name?: string): Promise<string> => {
    const key = permissions.join()
    const known = tokens.get(key) ?? tokenOfUserWith(app, system, permissions, name ?? `user${tokens.size + 1}`)
    tokens.set(key, known)
    return known
  }
  return {
    app, place, clock, tokenAs,
    request: system,
    anonymous: requester(app, {}),
    as: async (permissions, name) => requester(app, { authorization: `Bearer ${await tokenAs(permissions, name)}` }),
    withToken: async (scopes) => requester(app, { authorization: `Bearer ${await tokenOf(app, scopes)}` }),
    stop: async () => {
      await app.close()
      await place.drop()
    },
  }
}

async function tokenOfUserWith(app: App, system: Request, permissions: readonly string[], username: string): Promise<string> {
  const role = await system('POST', '/api/roles', { name: `role of ${username}`, permissions: [...permissions] })
  if (role.status !== 201) throw new Error(`No role for ${username}: ${role.text}`)
  const userId = await createUser(app.platform, systemCaller, { username, roles: [`role of ${username}`] })
  return (await createToken(app.platform, systemCaller, { name: username, scopes: ['*'], userId })).token
}

async function tokenOf(app: App, scopes: readonly string[]): Promise<string> {
  const [known] = await app.platform.database.all("select id from users where username = 'agent'")
  const userId = known ? Number(known.id) : await createUser(app.platform, systemCaller, { username: 'agent', roles: ['administrator'] })
  return (await createToken(app.platform, systemCaller, { name: 'agent', scopes, userId })).token
}

function requester(app: App, always: Record<string, string>): Request {
  return async (method, url, body, headers = {}) => {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body)
    const content: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await app.http.inject({ method, url, ...(body === undefined ? {} : { payload: isRaw ? body : JSON.stringify(body) }), headers: { ...always, ...content, ...headers } })
    return { status: answer.statusCode, headers: answer.headers, text: answer.body, json: parse(answer.body) }
  }
}

function parse(text: string): Json {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** The items of a list answer. */
export function itemsOf(answer: Answer): Json[] {
  const { items } = answer.json
  if (!Array.isArray(items)) throw new Error(`${answer.status} is no list: ${answer.text.slice(0, 300)}`)
  return items
}

/** The id of a record that was created; fails with what the server said when it was not. */
export function idOf(answer: Answer): number {
  if (answer.status !== 201 || typeof answer.json.id !== 'number') throw new Error(`Not created: ${answer.status} ${answer.text.slice(0, 500)}`)
  return answer.json.id
}
