import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { TestAnswer, TestBody, TestClient, TestHost, TestHostOptions, TestRecord } from '@shopdb/plugin-api/test-host'
import type { ResourceModel } from '../platform/resources/resource-model.ts'
import type { PluginFolders } from '../plugin-host/index.ts'
import { timersFor } from '../platform/timers.ts'
import { startTestApp, type Method, type Request, type TestApp } from './test-app.ts'
import { createTestRealtime, type TestRealtime } from './test-realtime.ts'
import { reserveTestRedis } from './test-redis.ts'
import { valueOf } from './valid-record.ts'

const bundledFolder = join(import.meta.dirname, '../../../plugins')

/** The testing kit of plugins, as plugin-api/src/testing.ts describes it. */
export async function startPluginTestHost(folder: string, options: TestHostOptions): Promise<TestHost> {
  const name = basename(resolve(folder))
  const plugins = options.plugins ?? dependenciesOf(folder)
  const redis = options.redis === undefined ? null : await reserveTestRedis(options.redisKind)
  if (options.redis === 'running') await redis?.start()
  const env = { SHOPDB_PLUGINS: plugins.length > 0 ? plugins.join(',') : 'none', SHOPDB_PLUGIN_MODE: 'isolate', ...(redis && { REDIS_URL: redis.url }), ...options.environment }
  const app = await startTestApp({ env, pluginFolders: foldersWith(resolve(folder)) })
  const realtime = createTestRealtime({ app, name, folder: resolve(folder), env, redis, tokenOf: (wanted) => tokenOf(app, wanted) })
  try {
    await prepare(app, name, options)
  } catch (error) {
    await realtime.stop()
    throw error
  }
  return { ...createHost(app, name), ...realtime }
}

/** The plugin of this folder and the bundled ones, also when it is a changed copy of one of them: that is what is tested. */
function foldersWith(folder: string): PluginFolders {
  const others = readdirSync(bundledFolder).filter((name) => name !== basename(folder)).map((name) => join(bundledFolder, name))
  return { bundled: others, external: [folder], added: [] }
}

function dependenciesOf(folder: string): string[] {
  const { dependencies = {}, after = [] } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { dependencies?: Record<string, string>; after?: string[] } // what a manifest may say; the host judges it
  return [...new Set([...Object.keys(dependencies), ...after])]
}

async function prepare(app: TestApp, name: string, { settings = {} }: TestHostOptions): Promise<void> {
  if (app.app.plugins.get(name).state !== 'active') await app.app.plugins.install(name, { approve: true })
  for (const [key, value] of Object.entries(settings)) {
    const answer = await app.request('PUT', `/api/settings/plugin.${name}.${key}`, { value })
    if (answer.status >= 400) throw new Error(`The setting "${key}" was refused: ${answer.text}`)
  }
}

function createHost(app: TestApp, name: string): Omit<TestHost, keyof TestRealtime> {
  const api = clientOf(app.request)
  const values = (type: string, overrides: Readonly<Record<string, unknown>> = {}) => ({ ...makeValues(modelOfType(app, name, type)), ...overrides })
  return {
    api, anonymous: clientOf(app.anonymous), values,
    as: async (wanted) => clientOf(await app.as(await permissionsOf(app, wanted))),
    clock: { now: () => new Date(Date.now() + app.clock.offset), advance: (milliseconds) => advance(app, milliseconds) },
    create: async (type, overrides) => created(await api.post(modelOfType(app, name, type).path, values(type, overrides)), type),
    fillDemo: ({ assets = 40 } = {}) => fillDemo(app, name, assets),
    runJob: (job, parameters) => runJob(api, name, job, parameters),
    restartPlugin: async () => {
      await app.app.plugins.disable(name)
      await app.app.plugins.enable(name)
    },
  }
}

function clientOf(request: Request): TestClient {
  const send = async (method: Method, path: string, body?: unknown, version?: number): Promise<TestAnswer> => {
    const { status, headers, text, json } = await request(method, path, body, version === undefined ? {} : { 'if-match': String(version) })
    return { status, headers, text, body: json as TestBody } // the members that a kind of answer has; tests compare them
  }
  return {
    get: (path) => send('GET', path), post: (path, body) => send('POST', path, body), put: (path, body) => send('PUT', path, body),
    patch: (path, body, version) => send('PATCH', path, body, version), delete: (path, version) => send('DELETE', path, undefined, version),
  }
}

/** What has become due runs at once, as it would when the time had passed. */
function advance({ app, clock }: TestApp, milliseconds: number): void {
  clock.offset += milliseconds
  timersFor(app.platform.now).look()
}

async function tokenOf(app: TestApp, wanted: string | readonly string[] | undefined): Promise<string> {
  return wanted === undefined ? app.app.localToken : app.tokenAs(await permissionsOf(app, wanted))
}

async function permissionsOf(app: TestApp, wanted: string | readonly string[]): Promise<readonly string[]> {
  return typeof wanted === 'string' ? permissionsOfRole(app, wanted) : wanted
}

async function permissionsOfRole(app: TestApp, role: string): Promise<string[]> {
  const { json } = await app.request('GET', '/api/roles?limit=500')
  const roles = Array.isArray(json.items) ? json.items as { name: string; permissions: string[] }[] : [] // the shape of /api/roles
  const found = roles.find(({ name }) => name === role)
  if (!found) throw new Error(`There is no role "${role}"; there are: ${roles.map(({ name }) => name).join(', ')}.`)
  return found.permissions
}

function modelOfType(app: TestApp, plugin: string, type: string): ResourceModel {
  const kind = type.includes('.') ? type : `${plugin}.${type}`
  const model = app.app.platform.resources.all().find((candidate) => candidate.kind === kind)
  if (!model) throw new Error(`There is no asset type "${kind}".`)
  return model
}

let made = 0

/** Fields that refer to other records, and those with a pattern no sample fits, stay empty: the test knows what it wants there. */
function makeValues(model: ResourceModel): Record<string, unknown> {
  made += 1
  const fields = model.fields.filter((field) => !field.readOnly && !field.reference && !['mapX', 'mapY'].includes(field.name))
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field, made)] as const).filter(([name, value]) => fits(fields.find((field) => field.name === name)?.schema.pattern, value)))
}

function fits(pattern: string | undefined, value: unknown): boolean {
  return pattern === undefined || new RegExp(pattern, 'u').test(String(value))
}

function created({ status, text, body }: TestAnswer, type: string): TestRecord {
  if (status !== 201) throw new Error(`The ${type} was not created: ${status} ${text}`)
  return body
}

async function fillDemo({ app }: TestApp, name: string, assets: number): Promise<Record<string, number>> {
  const { counts, failed } = await app.demo.fill({ assets })
  const own = failed.find(({ plugin }) => plugin === name)
  if (own) throw new Error(`The demo failed: ${own.reason}`)
  return Object.fromEntries(Object.entries(counts).flatMap(([kind, count]) => (kind.startsWith(`${name}.`) ? [[kind.slice(name.length + 1), count]] : [])))
}

/** Jobs run beside the request that starts them. */
async function runJob(api: TestClient, plugin: string, name: string, parameters: unknown): Promise<unknown> {
  const started = await api.post(`/api/jobs/${plugin}/${name}`, parameters === undefined ? {} : { parameters })
  if (started.status !== 202) throw new Error(`The job "${name}" did not start: ${started.status} ${started.text}`)
  for (const limit = Date.now() + 60_000; Date.now() < limit; await delay(20)) {
    const { body } = await api.get(`/api/jobs/${started.body.id}`)
    if (body.state === 'done') return body.result
    if (body.state === 'failed') throw new Error(`The job "${name}" failed: ${JSON.stringify(body.error)}`)
  }
  throw new Error(`The job "${name}" did not end within a minute.`)
}
