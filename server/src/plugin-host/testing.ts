import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pino from 'pino'
import { loadConfig, type Config } from '../config.ts'
import { createAuth } from '../platform/auth/auth.ts'
import type { Caller } from '../platform/caller.ts'
import { openDatabase } from '../platform/database/open-database.ts'
import { testDatabases, type TestDatabase } from '../platform/database/testing.ts'
import type { Database } from '../platform/database/database.ts'
import { createHttpServer, type HostServer } from '../platform/http/host-server.ts'
import type { Authenticate } from '../platform/http/authentication.ts'
import { createPermissionRegistry } from '../platform/permission-registry.ts'
import type { Platform } from '../platform/platform.ts'
import { createResourceRegistry } from '../platform/resources/registry.ts'
import { createSettingRegistry } from '../platform/setting-registry.ts'
import { createMigrator, type Migrator } from '../platform/migrations/migrator.ts'
import { writeMigration } from '../platform/migrations/write-migration.ts'
import { defineTable, type TableSpec } from '../platform/database/table-model.ts'
import type { PluginMigrations } from './activate-plugin.ts'
import { createPluginMigrations } from './plugin-migrations.ts'
import { pluginHostTables } from './plugin-tables.ts'
import { createPluginHost, type PluginHost, type PluginHostOptions } from './plugin-host.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Stands for the table of the platform that tables of plugins refer to. */
const assetTable = defineTable({ name: 'assets', columns: { id: 'id', assetnumber: 'string(50)' } })

/** Writes a plugin folder; the manifest is completed to a good one. */
export function writePlugin(parent: string, name: string, manifest: Record<string, unknown> = {}, files: Record<string, string> = {}): string {
  const folder = join(parent, name)
  const complete = { name, version: '1.0.0', description: 'A plugin for a test.', core_version: '>=0.3.0 <0.4.0', ...manifest }
  const all = { 'manifest.json': JSON.stringify(complete), 'package.json': '{ "type": "module" }', ...files }
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return folder
}

/** Copies a plugin of the folder `fixtures`. */
export function copyFixture(parent: string, name: string): string {
  const folder = join(parent, name)
  cpSync(join(import.meta.dirname, 'fixtures', name), folder, { recursive: true })
  return folder
}

export type TestSite = { folder: string; bundled: string; external: string; database: Database; migrator: Migrator; migrations: PluginMigrations; drop: () => Promise<void> }

/** A database and two empty plugin folders, bundled and external. */
export async function createTestSite(tables: readonly TableSpec[] = []): Promise<TestSite> {
  const [engine] = testDatabases()
  if (!engine) throw new Error('SHOPDB_TEST_ENGINES names no engine.')
  const test: TestDatabase = await engine.create()
  const database = await openDatabase({ url: test.url, dataDir: test.dataDir })
  const migrator = createMigrator({ database, log: silent, archiveFolder: join(test.dataDir, 'archive') })
  const coreTables = [...pluginHostTables, assetTable, ...tables]
  writeMigration(join(test.dataDir, 'migrations'), coreTables)
  await migrator.upgrade([{ name: 'core', folder: join(test.dataDir, 'migrations'), ownedTables: coreTables.map(({ name }) => name) }])
  const [bundled, external] = ['bundled', 'external'].map((name) => join(test.dataDir, name)) as [string, string] // two in, two out
  for (const folder of [bundled, external]) mkdirSync(folder, { recursive: true })
  const drop = async (): Promise<void> => {
    await database.close()
    await test.drop()
  }
  return { folder: test.dataDir, bundled, external, database, migrator, migrations: createPluginMigrations(database, migrator, { readableTables: [], referableTables: ['assets'] }), drop }
}

type Answer = { status: number; body: Record<string, unknown> }
export type TestHost = {
  host: PluginHost
  http: HostServer
  platform: Platform
  request: (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) => Promise<Answer>
  get: (url: string, method?: 'GET' | 'POST') => Promise<Answer>
  stop: () => Promise<void>
}
export type TestHostOptions = Partial<Omit<PluginHostOptions, 'platform' | 'http'>> & Partial<Pick<Config, 'environment' | 'plugins' | 'pluginMode'>>

const everybody: Caller = { kind: 'token', userId: 1, label: 'test', may: () => true }

/** A plugin host on a real server, as app.ts composes it. */
export function createTestHost(site: TestSite, options: TestHostOptions = {}): TestHost {
  const { environment = 'production', plugins = null, pluginMode = 'isolate', ...rest } = options
  const platform = createPlatform(site, { environment, plugins, pluginMode })
  const authenticate: Authenticate = ({ headers }) => (headers.authorization ? { caller: everybody, via: 'bearer', sessionId: null, tokenId: 1, csrf: null } : null)
  const http = createHttpServer({ config: platform.config, log: platform.log, authenticate })
  const host = createPluginHost({
    platform, http, migrations: site.migrations, folders: { bundled: [site.bundled], external: [site.external], added: [] }, coreTables: ['assets'], pollMilliseconds: 50, hookLimit: 1000, ...rest,
  })
  const request: TestHost['request'] = async (method, url, payload) => {
    const response = await http.app.inject({ method, url, headers: { authorization: 'Bearer test' }, ...(payload && { payload }) })
    return { status: response.statusCode, body: response.body ? response.json() : {} }
  }
  return {
    host, http, platform, request,
    get: (url, method = 'GET') => request(method, url),
    stop: async () => {
      await host.stop()
      await http.close({ drainMs: 100 })
    },
  }
}

/** Secrets and folders of a test, states of the plugins as the test wants them. */
function createPlatform({ folder, database }: TestSite, wanted: Pick<Config, 'environment' | 'plugins' | 'pluginMode'>): Platform {
  const config: Config = { ...loadConfig({ SHOPDB_ENV: 'test', SHOPDB_DATA_DIR: folder }), ...wanted }
  return {
    config, database, log: pino({ level: 'silent' }), now: Date.now, permissions: createPermissionRegistry(), settings: createSettingRegistry(), auth: createAuth(config),
    resources: createResourceRegistry(async (_reader, model) => model),
  }
}

/** The test runner counts every uncaught error as a failure of the test; here they are what is tested. Answers what puts its listeners back. */
export function setOtherListenersAside(): () => void {
  const [rejections, exceptions] = [process.listeners('unhandledRejection'), process.listeners('uncaughtException')]
  process.removeAllListeners('unhandledRejection').removeAllListeners('uncaughtException')
  return () => {
    for (const listener of rejections) process.on('unhandledRejection', listener)
    for (const listener of exceptions) process.on('uncaughtException', listener)
  }
}

/** A host counts only when it is started inside of `work`. */
export async function withoutOtherListeners(work: () => Promise<void>): Promise<void> {
  const putBack = setOtherListenersAside()
  try {
    await work()
  } finally {
    putBack()
  }
}
