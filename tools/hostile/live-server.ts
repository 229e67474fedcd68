import type { Engine } from '@shopdb/server/platform/database/database'
import { createApp, type App } from '@shopdb/server/app'
import { loadConfig } from '@shopdb/server/config'
import { createLogger } from '@shopdb/server/platform/http/logger'
import type { Target } from './attack.ts'
import type { Request } from './hostile-requests.ts'
import type { Answer } from './judge-answer.ts'
import { createFingerprint } from './fingerprint.ts'

export type LiveServer = Required<Pick<Target, 'send' | 'fingerprint' | 'settled'>> & { app: App; close: () => Promise<void> }
export type LivePlace = { url: string; dataDir: string; pluginFolders: readonly string[]; plugins: readonly string[] }

export const administrator = { username: 'admin', password: 'a long enough password' }

/** The whole application on a database, with an administrator signed in by cookies as the browser does. */
export async function startLiveServer({ url, dataDir, pluginFolders, plugins }: LivePlace): Promise<LiveServer> {
  const config = loadConfig({
    SHOPDB_ENV: 'test', SHOPDB_DATA_DIR: dataDir, DATABASE_URL: url, SHOPDB_ADMIN_USERNAME: administrator.username, SHOPDB_ADMIN_PASSWORD: administrator.password,
    SHOPDB_PLUGIN_DIRS: pluginFolders.join(), SHOPDB_PLUGINS: plugins.join(), SHOPDB_PLUGIN_MODE: 'isolate',
  })
  const app = await createApp(config, { log: createLogger('silent'), webRoot: null })
  const cookies = await signIn(app)
  const engine: Engine = app.platform.database.engine
  return {
    app,
    send: (request) => send(app, request, cookies),
    fingerprint: createFingerprint(engine, async (text) => app.platform.database.all(text)),
    settled: () => untilIdle(app),
    close: () => app.close(),
  }
}

type Cookies = Readonly<Record<string, string>>

async function signIn(app: App): Promise<Cookies> {
  const answer = await app.http.inject({ method: 'POST', url: '/api/auth/login', payload: administrator })
  if (answer.statusCode !== 200) throw new Error(`Sign-in failed: ${answer.body}`)
  return Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value]))
}

/** A request that brings cookies of its own is somebody else's. */
async function send(app: App, { method, url, headers, payload }: Request, cookies: Cookies): Promise<Answer> {
  const own = 'cookie' in headers ? {} : { cookies: { ...cookies } }
  const answer = await app.http.inject({
    method: method as 'GET', // one of the methods of operations.ts, all of which inject takes
    url, ...own,
    headers: { 'x-csrf-token': cookies['shopdb_csrf'] ?? '', ...headers },
    ...(payload === undefined ? {} : { payload: typeof payload === 'string' ? payload : Buffer.from(payload) }),
  })
  return { status: answer.statusCode, contentType: String(answer.headers['content-type'] ?? ''), body: answer.body, cookies: Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value])) }
}

/** Waits until no run of a job is due or under way. */
async function untilIdle({ platform: { database } }: App): Promise<void> {
  for (const started = Date.now(); Date.now() - started < 60_000; await new Promise((resolve) => setTimeout(resolve, 10))) {
    const [row] = await database.all("select count(*) as open from jobruns where state in ('waiting', 'running') and dueat <= ?", [Date.now()])
    if (Number(row?.open ?? 0) === 0) return
  }
  throw new Error('A job did not end within a minute.')
}
