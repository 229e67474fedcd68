import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { loadConfig, type EnvironmentVariables } from '../../config.ts'
import type { Feature } from '../../feature.ts'
import { createAuth } from '../../platform/auth/auth.ts'
import { systemCaller } from '../../platform/caller.ts'
import { openDatabase } from '../../platform/database/open-database.ts'
import { testDatabases } from '../../platform/database/testing.ts'
import { createHttpServer, type HostServer } from '../../platform/http/host-server.ts'
import { createLogger } from '../../platform/http/logger.ts'
import { createMigrator } from '../../platform/migrations/migrator.ts'
import { writeMigration } from '../../platform/migrations/write-migration.ts'
import { createPermissionRegistry } from '../../platform/permission-registry.ts'
import type { Platform, ResourceRegistry } from '../../platform/platform.ts'
import { createSettingRegistry } from '../../platform/setting-registry.ts'
import { changesFeature } from '../changes/index.ts'
import { healthFeature } from '../health/index.ts'
import { rolesFeature } from '../roles/index.ts'
import { settingsFeature } from '../settings/index.ts'
import { tokensFeature } from '../tokens/index.ts'
import { createUser, usersFeature } from '../users/index.ts'
import { createAuthenticate, sessionsFeature } from './index.ts'

export type Clock = { offset: number }
export type TestServer = { host: HostServer; platform: Platform; clock: Clock; lines: Record<string, unknown>[]; stop: () => Promise<void> }

/** The features of sign-in on a real database, with people `admin`, `viewer` and `technician` whose password is `password-<name>`. */
export async function startTestServer(env: EnvironmentVariables = {}, more: readonly Feature[] = [], people = true): Promise<TestServer> {
  const [engine] = testDatabases()
  if (engine === undefined) throw new Error('SHOPDB_TEST_ENGINES names no engine.')
  const place = await engine.create()
  const config = loadConfig({ SHOPDB_DATA_DIR: place.dataDir, TRUST_PROXY: 'true', ...env })
  const features = [changesFeature, usersFeature, rolesFeature, sessionsFeature, tokensFeature, settingsFeature, healthFeature, ...more]
  const database = await openDatabase({ url: place.url, dataDir: place.dataDir })
  const tables = features.flatMap((feature) => feature.tables ?? [])
  const folder = mkdtempSync(join(place.dataDir, 'migrations-'))
  writeMigration(folder, tables)
  await createMigrator({ database, log: { info: () => {}, warn: () => {}, error: () => {} } }).upgrade([{ name: 'core', folder, ownedTables: tables.map(({ name }) => name) }])
  const lines: Record<string, unknown>[] = []
  const clock = { offset: 0 }
  const now = (): number => Date.now() + clock.offset
  const log = createLogger('info', { write: (line: string) => void lines.push(JSON.parse(line)) })
  const resources: ResourceRegistry = { get: () => undefined, all: () => [], add: () => {}, remove: () => {}, generation: 0, specific: async (_reader, model) => model }
  const platform: Platform = { config, log, database, resources, permissions: createPermissionRegistry(), settings: createSettingRegistry(), auth: createAuth(config, now), now }
  platform.permissions.add([...features.flatMap((feature) => feature.permissions ?? [])])
  const host = createHttpServer({ config, log, authenticate: createAuthenticate(platform), now })
  for (const feature of features) await feature.routes?.(host.app, platform)
  for (const feature of features) await feature.start?.(platform)
  if (people) for (const [username, role] of [['admin', 'administrator'], ['viewer', 'viewer'], ['technician', 'technician']] as const) await createUser(platform, systemCaller, { username, password: `password-${username}`, roles: [role] })
  await host.app.ready()
  return {
    host, platform, clock, lines,
    stop: async () => {
      await host.close({ drainMs: 0 })
      await database.close()
      await place.drop()
      rmSync(place.dataDir, { recursive: true, force: true })
    },
  }
}

type Answer = Awaited<ReturnType<HostServer['app']['inject']>>
export type Cookies = Record<string, string>
export type Client = { cookies: Cookies; request: (method: NonNullable<InjectOptions['method']>, url: string, payload?: object, headers?: Record<string, string>) => Promise<Answer> }

/** A browser: keeps cookies and sends the CSRF token with what changes state. */
export function createClient(host: HostServer, always: Record<string, string> = {}): Client {
  const cookies: Cookies = {}
  return {
    cookies,
    async request(method, url, payload, headers = {}) {
      const csrf = method === 'GET' || cookies['shopdb_csrf'] === undefined ? {} : { 'x-csrf-token': cookies['shopdb_csrf'] }
      const answer = await host.app.inject({ method, url, payload, cookies: { ...cookies }, headers: { ...always, ...csrf, ...headers } })
      for (const { name, value } of answer.cookies) {
        if (value === '') delete cookies[name]
        else cookies[name] = value
      }
      return answer
    },
  }
}

export async function signedIn(host: HostServer, username: string, always: Record<string, string> = {}): Promise<Client> {
  const client = createClient(host, always)
  const answer = await client.request('POST', '/api/auth/login', { username, password: `password-${username}` })
  if (answer.statusCode !== 200) throw new Error(`Sign-in of ${username} failed: ${answer.body}`)
  return client
}
