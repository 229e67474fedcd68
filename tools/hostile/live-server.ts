import { DatabaseSync } from 'node:sqlite'
import { createApp, type App } from '@shopdb/server/app'
import { loadConfig } from '@shopdb/server/config'
import { createLogger } from '@shopdb/server/platform/http/logger'
import type { Target } from './attack.ts'
import type { Request } from './hostile-requests.ts'
import type { Answer } from './judge-answer.ts'

export type LiveServer = Pick<Target, 'send' | 'fingerprint'> & { app: App; close: () => Promise<void> }

const administrator = { username: 'admin', password: 'a long enough password' }

/** Tables that a refused request may touch: who signed in when, which ids are handed out, which keys were seen. */
const bookkeeping = /^(?:sqlite_|sessions$|signin|idblocks$|idrequests$|idempotencykeys$|loginattempts$|attempts$)|session|attempt|idempoten|nextid|idblock/

/** The whole application on SQLite in `dataDir`, with an administrator signed in by cookies as the browser does. */
export async function startLiveServer(dataDir: string): Promise<LiveServer> {
  const config = loadConfig({ SHOPDB_ENV: 'test', SHOPDB_DATA_DIR: dataDir, SHOPDB_ADMIN_USERNAME: administrator.username, SHOPDB_ADMIN_PASSWORD: administrator.password })
  const app = await createApp(config, { log: createLogger('silent'), webRoot: null })
  const reader = new DatabaseSync(config.databaseUrl.replace(/^sqlite:/, ''), { readOnly: true })
  const cookies = await signIn(app)
  return {
    app,
    send: (request) => send(app, request, cookies),
    fingerprint: createFingerprint(reader),
    close: async () => {
      reader.close()
      await app.close()
    },
  }
}

type Cookies = Readonly<Record<string, string>>

async function signIn(app: App): Promise<Cookies> {
  const answer = await app.http.inject({ method: 'POST', url: '/api/auth/login', payload: administrator })
  if (answer.statusCode !== 200) throw new Error(`Sign-in failed: ${answer.body}`)
  return Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value]))
}

async function send(app: App, { method, url, headers, payload }: Request, cookies: Cookies): Promise<Answer> {
  const answer = await app.http.inject({
    method: method as 'GET', // one of the methods of operations.ts, all of which inject takes
    url,
    cookies: { ...cookies },
    headers: { 'x-csrf-token': cookies['shopdb_csrf'] ?? '', ...headers },
    ...(payload === undefined ? {} : { payload: typeof payload === 'string' ? payload : Buffer.from(payload) }),
  })
  return { status: answer.statusCode, contentType: String(answer.headers['content-type'] ?? ''), body: answer.body }
}

/** Reads the tables only when another connection committed something since the last look. */
function createFingerprint(reader: DatabaseSync): () => Promise<string> {
  const names = reader.prepare("select name from sqlite_master where type = 'table' and sql not like 'create virtual%' order by name").all().map((row) => String(row['name']))
  const columns = (table: string): string[] => reader.prepare('select name from pragma_table_info(?)').all(table).map((row) => String(row['name']))
  const sums = names.filter((name) => !bookkeeping.test(name) && !name.includes('_')).map((name) => {
    const more = columns(name).filter((column) => ['version', 'active', 'modifiedat'].includes(column)).map((column) => `, coalesce(sum("${column}"), 0) as "${column}"`)
    return { name, statement: reader.prepare(`select count(*) as "count"${more.join('')} from "${name}"`) }
  })
  let seen: unknown
  let known = ''
  return async () => {
    const version = reader.prepare('pragma data_version').get()?.['data_version']
    if (version !== seen) known = sums.map(({ name, statement }) => `${name} ${Object.values(statement.get() ?? {}).join(' ')}`).join('\n')
    seen = version
    return known
  }
}
