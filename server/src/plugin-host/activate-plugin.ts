import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { HealthAnswer, OwnDatabase, PluginContext } from '@shopdb/plugin-api'
import type { PluginStage } from '@shopdb/contract/plugins'
import type { Manifest } from '@shopdb/contract/manifest'
import { errorHook } from '@shopdb/contract/plugin-hooks'
import type { ChildServer } from '../platform/http/child-server.ts'
import type { HostServer } from '../platform/http/host-server.ts'
import type { PermissionRegistry } from '../platform/platform.ts'
import { manifestValue, type ExtensionPoints, type PluginHandle } from './extension-points.ts'
import { checkHookResult, checkShape, contributingHooks, wrapFunctions, type Hook, type PluginDefinition } from './hook-results.ts'
import { checkAgainstSchema } from './json-schema-check.ts'
import { createErrorMapper } from './map-error.ts'
import type { ContextProviders } from './plugin-context.ts'
import { registerPluginRoutes, type CheckedRoute } from './plugin-routes.ts'
import type { PluginScopes } from './plugin-scope.ts'
import { aliasesOf, apiPrefixOf, type PluginSubject } from './plugin-subject.ts'

/** A plugin's migration files and the tables it owns. */
export type PluginChain = { name: string; folder: string; ownedTables: readonly string[]; callFunction?: (file: string, name: string) => Promise<void> }

/** The part of the migrator that the host needs. */
export type PluginMigrations = {
  /** Brings the tables up to the newest file. */
  upgrade: (chain: PluginChain) => Promise<unknown>
  /** Have migrations run on this database that the folder does not have? */
  isAhead: (chain: PluginChain) => Promise<boolean>
  /** Takes back the migrations that its folder does not have; what is dropped is archived. Returns their files. */
  downgradeTo: (plugin: string, folder: string) => Promise<string[]>
}

export type PluginHttp = Pick<HostServer, 'createChildServer' | 'mountChild' | 'mountFailed' | 'unmountChild' | 'holdRequests' | 'resumeRequests'>

export type ActivationEnvironment = {
  log: Logger
  http: PluginHttp
  scopes: PluginScopes
  points: ExtensionPoints
  contexts: ContextProviders
  migrations: PluginMigrations
  importPlugin: (name: string, folder: string, file?: string) => Promise<unknown>
  /** What a function of a migration gets: its own tables, for reading and writing. */
  migrationHandle: (subject: PluginSubject) => OwnDatabase
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
  /** When the wish was last changed under which it runs. */
  changedAt: number
  /** What the contributing hooks answered, called before they are registered. */
  hookResults: Map<string, unknown>
  registrations: { point: string; title: string }[]
  owned: { title: string; release: () => void | Promise<void> }[]
  /** What the host has opened for it, by the name of the part. */
  healthParts: Map<string, () => HealthAnswer>
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

export type ActivationOptions = { hash: string; runInstall: (install: () => Promise<unknown>) => Promise<void>; /** Of code that is in memory already; its tables are not touched. */ definition?: PluginDefinition }

/**
 * Takes a judged plugin through every stage until it answers requests. When a stage fails, all it has registered is
 * released, and a StageFailure says which it was.
 */
export async function activatePlugin(subject: PluginSubject, environment: ActivationEnvironment, options: ActivationOptions): Promise<Activation> {
  const started = performance.now()
  const built = await buildActivation(subject, environment, options.hash, options.definition)
  await startActivation(built, environment, options.runInstall)
  built.milliseconds = Math.round(performance.now() - started)
  return built
}

/** A failure of the work is one of its stage, and takes back what the activation has registered so far. */
async function staged<Result>(work: (at: (stage: PluginStage) => void) => Promise<Result>, undo: () => Promise<void>): Promise<Result> {
  let current: PluginStage = 'migrate'
  try {
    return await work((stage) => void (current = stage))
  } catch (cause) {
    await undo()
    throw cause instanceof StageFailure ? cause : new StageFailure(current, cause)
  }
}

/** Tables, code and server, without touching anything that is shared. `definition`: of code that is in memory already. */
export async function buildActivation(subject: PluginSubject, environment: ActivationEnvironment, hash: string, definition?: PluginDefinition): Promise<Activation> {
  const { manifest } = subject
  if (!manifest) throw new StageFailure('shape', new Error('The manifest is not valid.'))
  let activation: Activation | undefined
  return staged(async (at) => {
    if (definition === undefined) await migrate(subject, manifest, environment)
    at('import')
    const module = definition ?? (await environment.scopes.run({ plugin: subject.name, label: 'import' }, environment.hookLimit, () => environment.importPlugin(subject.name, subject.folder)))
    at('shape')
    activation = createActivation(subject, manifest, module === null ? {} : checkShape(definition === undefined ? module : { default: definition }), environment, hash)
    at('register')
    await prepareManifest(activation, environment)
    return activation
  }, async () => void (activation && (await discardActivation(activation, environment))))
}

/** Registers, calls the hooks in their order, and mounts. */
export async function startActivation(activation: Activation, environment: ActivationEnvironment, runInstall: ActivationOptions['runInstall']): Promise<void> {
  await staged(async (at) => {
    at('register')
    await registerManifest(activation, environment)
    at('services')
    await callServices(activation)
    at('install')
    if (activation.definition.onInstall) await runInstall(() => activation.callHook('onInstall'))
    at('init')
    await activation.callHook('init')
    at('hooks')
    await callHooks(activation)
    await registerHooks(activation, environment)
    at('routes')
    const limit = await addRoutes(activation, environment)
    at('mount')
    await mount(activation, environment, limit)
  }, () => discardActivation(activation, environment))
}

/** The same for code that takes the place of a version with the same declarations: everything but what is shared, done beforehand. */
export async function startBeforehand(activation: Activation, environment: ActivationEnvironment): Promise<{ takePlace: () => Promise<void> }> {
  const limit = await staged(async (at) => {
    at('services')
    await callServices(activation)
    at('init')
    await activation.callHook('init')
    at('hooks')
    await callHooks(activation)
    at('routes')
    const longest = await addRoutes(activation, environment)
    at('mount')
    await activation.child.app.ready()
    return longest
  }, () => discardActivation(activation, environment))
  const takePlace = (): Promise<void> => staged(async (at) => {
    at('register')
    await registerManifest(activation, environment)
    at('hooks')
    await registerHooks(activation, environment)
    at('mount')
    await mount(activation, environment, limit)
  }, () => discardActivation(activation, environment))
  return { takePlace }
}

async function migrate(subject: PluginSubject, manifest: Manifest, environment: ActivationEnvironment): Promise<void> {
  const chain: PluginChain = { ...chainOf(subject, manifest), callFunction: (file, name) => callMigrationFunction(subject, environment, file, name) }
  if (chain.ownedTables.length > 0 || existsSync(chain.folder)) await environment.migrations.upgrade(chain)
}

/** The function `name` that the code beside a migration exports, with a handle for the plugin's tables. */
async function callMigrationFunction(subject: PluginSubject, environment: ActivationEnvironment, file: string, name: string): Promise<void> {
  const beside = ['.ts', '.js', '.mjs'].map((end) => join('migrations', file.replace(/\.json$/, end))).find((candidate) => existsSync(join(subject.folder, candidate)))
  if (beside === undefined) throw new Error(`${file} calls "${name}", but there is no ${file.replace(/\.json$/, '.ts')} beside it.`)
  await environment.scopes.run({ plugin: subject.name, label: `migration ${file}` }, 0, async () => {
    const module = await environment.importPlugin(subject.name, subject.folder, beside)
    const called: unknown = module && typeof module === 'object' ? Reflect.get(module, name) : undefined
    if (typeof called !== 'function') throw new Error(`${beside} does not export a function "${name}".`)
    await called(environment.migrationHandle(subject))
  })
}

export function chainOf(subject: PluginSubject, manifest: Manifest): PluginChain {
  return { name: subject.name, folder: join(subject.folder, 'migrations'), ownedTables: (manifest.tables ?? []).map(({ name }) => name) }
}

function createActivation(subject: PluginSubject, manifest: Manifest, definition: PluginDefinition, environment: ActivationEnvironment, hash: string): Activation {
  const { scopes, hookLimit, http } = environment
  const { name } = subject
  const child = http.createChildServer({ plugin: name, errorFormat: manifest.error_format ?? 'problem', mapError: (error, where) => handle.mapError(error, where) })
  const owned: Activation['owned'] = []
  const healthParts: Activation['healthParts'] = new Map()
  const handle: PluginHandle = {
    name, manifest, subject, version: manifest.version, apiPrefix: apiPrefixOf(manifest), log: environment.log.child({ plugin: name }), http: child.app,
    run: (label, work, milliseconds = hookLimit) => scopes.run({ plugin: name, label }, milliseconds, work),
    mapError: (error, where) => mapError(error, where),
    flags: () => context.flags,
    settings: () => context.settings,
    noteFault: (label, error, requestId) => scopes.failed({ plugin: name, label, requestId }, error),
    own: (title, release) => void owned.push({ title, release }),
    addHealth: (part, ask) => void healthParts.set(part, ask),
  }
  const context = environment.contexts.create(handle, Object.keys(definition))
  const mapError = createErrorMapper({ plugin: handle, hook: () => definition[errorHook], context: () => context })
  return {
    handle, definition, context, child, hash, services: {}, changedAt: 0, hookResults: new Map(), registrations: [], owned, healthParts, milliseconds: 0,
    callHook: async (hook, ...more) => {
      const called: Hook | undefined = definition[hook]
      return called ? handle.run(hook, () => called(context, ...more)) : undefined
    },
  }
}

async function prepareManifest(activation: Activation, environment: ActivationEnvironment): Promise<void> {
  for (const point of environment.points.all()) {
    const value = manifestValue(activation.handle.subject, point.key)
    if (value !== undefined) await point.prepare?.(activation.handle, value)
  }
}

async function registerManifest(activation: Activation, environment: ActivationEnvironment): Promise<void> {
  for (const point of environment.points.all()) {
    const value = manifestValue(activation.handle.subject, point.key)
    if (value !== undefined) await register(activation, environment, point.key, value)
  }
}

/** Calls the contributing hooks and checks what they answer. */
async function callHooks(activation: Activation): Promise<void> {
  for (const hook of contributingHooks) {
    if (!activation.definition[hook]) continue
    const result = await activation.callHook(hook)
    checkHookResult(hook, result)
    activation.hookResults.set(hook, wrapFunctions(activation.handle, hook, result))
  }
}

async function registerHooks(activation: Activation, environment: ActivationEnvironment): Promise<void> {
  for (const [hook, result] of activation.hookResults) await register(activation, environment, hook, result)
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
  if (!environment.points.all().some((point) => point.key === key && point.isUnlisted)) activation.registrations.push(...describe(key, value))
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
  registerPluginRoutes(activation.handle, routes, known, activation.context.flags)
  return Math.max(0, ...routes.map(({ timeLimit }) => timeLimit ?? 0))
}

async function mount(activation: Activation, environment: ActivationEnvironment, longest: number): Promise<void> {
  const { handle, child } = activation
  const { scopes, http } = environment
  const options = {
    // Later than the routes' own limits, which name the route that took too long.
    timeLimit: Math.max(longest, 30_000) + 1000,
    enter: (dispatch: () => void, requestId: string) => scopes.enter({ plugin: handle.name, label: 'request', requestId, isDispatch: true }, dispatch),
  }
  await http.mountChild(handle.apiPrefix, child, options)
  for (const { address, path } of aliasesOf(handle.manifest)) await http.mountChild(address, child, { ...options, target: handle.apiPrefix + path })
}

type ReleaseEnvironment = Pick<ActivationEnvironment, 'http' | 'scopes' | 'log' | 'hookLimit'>

async function release({ handle }: Activation, { scopes, log, hookLimit }: ReleaseEnvironment, title: string, work: () => unknown): Promise<void> {
  await scopes.run({ plugin: handle.name, label: `release ${title}` }, hookLimit, work).catch((error: unknown) => log.warn({ plugin: handle.name, err: error }, `could not release ${title}`))
}

/** Every address under which a plugin answers. */
export function addressesOf({ handle }: Activation): string[] {
  return [handle.apiPrefix, ...aliasesOf(handle.manifest).map(({ address }) => address)]
}

/** Lets running requests end, then releases everything the plugin registered, last first. Never throws. */
export async function deactivatePlugin(activation: Activation, environment: ReleaseEnvironment): Promise<void> {
  await release(activation, environment, 'requests', () => Promise.all(addressesOf(activation).map((prefix) => environment.http.unmountChild(prefix))))
  await discardActivation(activation, environment)
}

/** The same for one that answers nothing (any more): its addresses are left alone. */
export async function discardActivation(activation: Activation, environment: ReleaseEnvironment): Promise<void> {
  await releaseOwned(activation, environment)
  await release(activation, environment, 'server', () => activation.child.app.close())
}

export async function releaseOwned(activation: Activation, environment: ReleaseEnvironment): Promise<void> {
  for (const { title, release: work } of activation.owned.splice(0).toReversed()) await release(activation, environment, title, work)
}

/** New requests wait; those that are being answered may take as long as a hook. Never throws. */
export async function holdRequests(activation: Activation, environment: ReleaseEnvironment): Promise<void> {
  await release(activation, environment, 'requests', () => Promise.all(addressesOf(activation).map((prefix) => environment.http.holdRequests(prefix))))
}
