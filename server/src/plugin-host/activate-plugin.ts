import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { PluginContext } from '@shopdb/plugin-api'
import type { PluginStage } from '@shopdb/contract/plugins'
import type { Manifest } from '@shopdb/contract/manifest'
import type { ChildServer } from '../platform/http/child-server.ts'
import type { HostServer } from '../platform/http/host-server.ts'
import type { PermissionRegistry } from '../platform/platform.ts'
import { manifestValue, type ExtensionPoints, type PluginHandle } from './extension-points.ts'
import { checkHookResult, checkShape, contributingHooks, wrapFunctions, type Hook, type PluginDefinition } from './hook-results.ts'
import { checkAgainstSchema } from './json-schema-check.ts'
import type { ContextProviders } from './plugin-context.ts'
import { registerPluginRoutes, type CheckedRoute } from './plugin-routes.ts'
import type { PluginScopes } from './plugin-scope.ts'
import { apiPrefixOf, type PluginSubject } from './plugin-subject.ts'

/** A plugin's migration files and the tables it owns. */
export type PluginChain = { name: string; folder: string; ownedTables: readonly string[] }

/** The part of the migrator that the host needs. */
export type PluginMigrations = {
  /** Brings the tables up to the newest file. */
  upgrade: (chain: PluginChain) => Promise<unknown>
  /** Have migrations run on this database that the folder does not have? */
  isAhead: (chain: PluginChain) => Promise<boolean>
  /** Drops the tables the ledger says the plugin owns, and forgets its chain. Works without its folder. */
  purge: (plugin: string) => Promise<unknown>
}

export type PluginHttp = Pick<HostServer, 'createChildServer' | 'mountChild' | 'mountFailed' | 'unmountChild'>

export type ActivationEnvironment = {
  log: Logger
  http: PluginHttp
  scopes: PluginScopes
  points: ExtensionPoints
  contexts: ContextProviders
  migrations: PluginMigrations
  importPlugin: (name: string, folder: string) => Promise<unknown>
  permissions: Pick<PermissionRegistry, 'all'>
  /** Milliseconds each hook has. */
  hookLimit: number
}

/** Everything a running plugin has, and what to release when it stops. */
export type Activation = {
  readonly handle: PluginHandle
  readonly definition: PluginDefinition
  readonly context: PluginContext
  readonly child: ChildServer
  readonly hash: string
  services: Readonly<Record<string, unknown>>
  registrations: { point: string; title: string }[]
  owned: { title: string; release: () => void | Promise<void> }[]
  milliseconds: number
  callHook: (hook: string, ...more: unknown[]) => Promise<unknown>
}

/** Which stage of an activation threw. */
export class StageFailure extends Error {
  readonly stage: PluginStage
  constructor(stage: PluginStage, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'StageFailure'
    this.stage = stage
  }
}

export type ActivationOptions = { hash: string; runInstall: (install: () => Promise<unknown>) => Promise<void> }

/**
 * Takes a judged plugin through every stage until it answers requests. When a stage fails, all it has registered is
 * released, and a StageFailure says which it was.
 */
export async function activatePlugin(subject: PluginSubject, environment: ActivationEnvironment, options: ActivationOptions): Promise<Activation> {
  const started = performance.now()
  const manifest = subject.manifest
  if (!manifest) throw new StageFailure('shape', new Error('The manifest is not valid.'))
  let stage: PluginStage = 'migrate'
  let activation: Activation | undefined
  try {
    await migrate(subject, manifest, environment)
    stage = 'import'
    const module = await environment.scopes.run({ plugin: subject.name, label: 'import' }, environment.hookLimit, () => environment.importPlugin(subject.name, subject.folder))
    stage = 'shape'
    const definition = module === null ? {} : checkShape(module)
    activation = createActivation(subject, manifest, definition, environment, options.hash)
    stage = 'register'
    await registerManifest(activation, environment)
    stage = 'services'
    await callServices(activation)
    stage = 'install'
    if (definition.onInstall) await options.runInstall(() => activation?.callHook('onInstall') ?? Promise.resolve())
    stage = 'init'
    await activation.callHook('init')
    stage = 'hooks'
    await registerHooks(activation, environment)
    stage = 'routes'
    const limit = await addRoutes(activation, environment)
    stage = 'mount'
    await mount(activation, manifest, environment, limit)
    activation.milliseconds = Math.round(performance.now() - started)
    return activation
  } catch (cause) {
    if (activation) await deactivatePlugin(activation, environment)
    throw new StageFailure(stage, cause)
  }
}

async function migrate(subject: PluginSubject, manifest: Manifest, environment: ActivationEnvironment): Promise<void> {
  const chain = chainOf(subject, manifest)
  if (chain.ownedTables.length > 0 || existsSync(chain.folder)) await environment.migrations.upgrade(chain)
}

export function chainOf(subject: PluginSubject, manifest: Manifest): PluginChain {
  return { name: subject.name, folder: join(subject.folder, 'migrations'), ownedTables: (manifest.tables ?? []).map(({ name }) => name) }
}

function createActivation(subject: PluginSubject, manifest: Manifest, definition: PluginDefinition, environment: ActivationEnvironment, hash: string): Activation {
  const { scopes, hookLimit, http } = environment
  const { name } = subject
  const child = http.createChildServer({ plugin: name, errorFormat: manifest.error_format ?? 'problem' })
  const owned: Activation['owned'] = []
  const handle: PluginHandle = {
    name, manifest, subject, version: manifest.version, apiPrefix: apiPrefixOf(manifest), log: environment.log.child({ plugin: name }), http: child.app,
    run: (label, work, milliseconds = hookLimit) => scopes.run({ plugin: name, label }, milliseconds, work),
    own: (title, release) => void owned.push({ title, release }),
  }
  const context = environment.contexts.create(handle)
  return {
    handle, definition, context, child, hash, services: {}, registrations: [], owned, milliseconds: 0,
    callHook: async (hook, ...more) => {
      const called: Hook | undefined = definition[hook]
      return called ? handle.run(hook, () => called(context, ...more)) : undefined
    },
  }
}

async function registerManifest(activation: Activation, environment: ActivationEnvironment): Promise<void> {
  for (const point of environment.points.all()) {
    const value = manifestValue(activation.handle.subject, point.key)
    if (value !== undefined) await register(activation, environment, point.key, value)
  }
}

async function registerHooks(activation: Activation, environment: ActivationEnvironment): Promise<void> {
  for (const hook of contributingHooks) {
    if (!activation.definition[hook]) continue
    const result = await activation.callHook(hook)
    checkHookResult(hook, result)
    await register(activation, environment, hook, wrapFunctions(activation.handle, hook, result))
  }
}

/** Hands a value to every point of that key. What a point took is given back to it when the plugin stops. */
async function register(activation: Activation, environment: ActivationEnvironment, key: string, value: unknown): Promise<void> {
  for (const point of environment.points.all().filter((candidate) => candidate.key === key)) {
    const [problem] = point.schema === undefined ? [] : checkAgainstSchema(point.schema, value)
    if (problem) throw new Error(`"${key}" at "${problem.path || '/'}": ${problem.message}`)
    // Owned before it is added: a point that throws half-way gets the chance to remove its half.
    activation.handle.own(key, async () => point.removed?.(activation.handle, value))
    await point.added(activation.handle, value)
  }
  activation.registrations.push(...describe(key, value))
}

function describe(point: string, value: unknown): { point: string; title: string }[] {
  if (Array.isArray(value)) return value.map((entry: unknown) => ({ point, title: titleOf(entry) }))
  return value && typeof value === 'object' ? Object.keys(point === 'settings' && 'properties' in value && value.properties ? value.properties : value).map((title) => ({ point, title })) : []
}

function titleOf(entry: unknown): string {
  if (!entry || typeof entry !== 'object') return String(entry)
  const named = ['id', 'name', 'type', 'path', 'title'].map((key): unknown => Reflect.get(entry, key)).find((value) => typeof value === 'string')
  return String(named ?? '')
}

async function callServices(activation: Activation): Promise<void> {
  const { handle, definition } = activation
  if (!definition.services) return
  const result = await activation.callHook('services')
  checkHookResult('services', result)
  const services: Record<string, unknown> = {}
  for (const [name, service] of Object.entries(result ?? {})) services[name] = service
  activation.services = services
  activation.registrations.push(...Object.keys(services).map((title) => ({ point: 'services', title })))
  handle.own('services', () => void (activation.services = {}))
}

/** Answers the longest time limit among the routes. */
async function addRoutes(activation: Activation, environment: ActivationEnvironment): Promise<number> {
  if (!activation.definition.routes) return 0
  const result = await activation.callHook('routes')
  checkHookResult('routes', result)
  const routes = result as CheckedRoute[] // its schema was checked in the line above
  const known = new Set([...environment.permissions.all().map(({ id }) => id), ...activation.handle.subject.permissions.map(({ id }) => id)])
  registerPluginRoutes(activation.handle, routes, known)
  return Math.max(0, ...routes.map(({ timeLimit }) => timeLimit ?? 0))
}

async function mount(activation: Activation, manifest: Manifest, environment: ActivationEnvironment, longest: number): Promise<void> {
  const { handle, child } = activation
  const { scopes, http } = environment
  const options = {
    // Later than the routes' own limits, which name the route that took too long.
    timeLimit: Math.max(longest, 30_000) + 1000,
    enter: (dispatch: () => void) => scopes.enter({ plugin: handle.name, label: 'request' }, dispatch),
  }
  await http.mountChild(handle.apiPrefix, child, options)
  for (const alias of manifest.api_aliases ?? []) await http.mountChild(alias, child, { ...options, target: handle.apiPrefix })
}

/** Lets running requests end, then releases everything the plugin registered, last first. Never throws. */
export async function deactivatePlugin(activation: Activation, { http, scopes, log, hookLimit }: Pick<ActivationEnvironment, 'http' | 'scopes' | 'log' | 'hookLimit'>): Promise<void> {
  const { handle, child, owned } = activation
  const release = async (title: string, work: () => unknown): Promise<void> => {
    await scopes.run({ plugin: handle.name, label: `release ${title}` }, hookLimit, work).catch((error: unknown) => log.warn({ plugin: handle.name, err: error }, `could not release ${title}`))
  }
  await release('requests', () => Promise.all([handle.apiPrefix, ...(handle.manifest.api_aliases ?? [])].map((prefix) => http.unmountChild(prefix))))
  for (const { title, release: work } of owned.splice(0).toReversed()) await release(title, work)
  await release('server', () => child.app.close())
}
