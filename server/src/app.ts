import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { coreFeatures } from './core-features.ts'
import { coreNavigation } from './core-navigation.ts'
import { coreResources, coreTables } from './core-tables.ts'
import type { Feature } from './feature.ts'
import { assetRules, assetsForPlugin, assetTypesPoint, auditForPlugin, createAssetTypes, createScope, createVisibilityCheck, modelForCreate, registerAssetRoutes, resolveAssetPosition, type AssetTypes } from './features/assets/index.ts'
import { createCollectors, createIngest, registerCollectorRoutes, type Collectors } from './features/collector/index.ts'
import { seedDemoPlant } from './features/demo/index.ts'
import { locationRules } from './features/locations/index.ts'
import { createPluginsFeature } from './features/plugins/index.ts'
import { createRecordReader, createRecordWriter, registerRecordRoutes, type RecordRulesRegistry, type RecordServices } from './features/records/index.ts'
import { seedReferenceData } from './features/referencedata/index.ts'
import { relationshipRules } from './features/relationships/index.ts'
import { createAuthenticate, prepareFirstAdministrator } from './features/sessions/index.ts'
import { acceptLocalToken, createLocalToken } from './local-token.ts'
import { coreChain, pluginFolders } from './migration-chains.ts'
import { createAuth } from './platform/auth/auth.ts'
import { openDatabase } from './platform/database/open-database.ts'
import { createHttpServer, type HostServer } from './platform/http/host-server.ts'
import { createLogger } from './platform/http/logger.ts'
import { createMigrator, type Migrator } from './platform/migrations/migrator.ts'
import { createPermissionRegistry } from './platform/permission-registry.ts'
import type { Platform } from './platform/platform.ts'
import { createListEngine } from './platform/resources/list-records.ts'
import { createResourceRegistry } from './platform/resources/registry.ts'
import type { ResourceModel } from './platform/resources/resource-model.ts'
import { createInputValidator } from './platform/resources/validate-input.ts'
import { createSettingRegistry } from './platform/setting-registry.ts'
import { createPluginHost, createPluginMigrations, type PluginHost } from './plugin-host/index.ts'

/** One server, composed and ready: everything but the open port. */
export type App = {
  platform: Platform
  host: HostServer
  http: FastifyInstance
  plugins: PluginHost
  records: RecordServices
  /** Lets the command line of this computer act as the system. */
  localToken: string
  /** The code of the one-time link, while there is no user. */
  setupCode: string | null
  close: () => Promise<void>
}

/** Assets of the demo plant that SHOPDB_DEMO loads. */
const demoAssets = 200

export type AppOptions = { log?: Logger; now?: () => number; /** Built web application; null serves the API alone. */ webRoot?: string | null }

/** The composition root: the one place that knows every part and the order in which they are put together. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const now = options.now ?? Date.now
  const log = options.log ?? createLogger(config.logLevel)
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, log })
  try {
    const migrator = createMigrator({ database, log, archiveFolder: join(config.dataDir, 'archive') })
    await migrator.upgrade([coreChain()])
    return await compose({ config, log, database, now, migrator, options })
  } catch (error) {
    await database.close()
    throw error
  }
}

type Parts = { config: Config; log: Logger; database: Platform['database']; now: () => number; migrator: Migrator; options: AppOptions }

async function compose({ config, log, database, now, migrator, options }: Parts): Promise<App> {
  const types: { current?: AssetTypes } = {}
  const resources = createResourceRegistry((reader, model, id) => specificModel(platform, types.current, reader, model, id))
  const platform: Platform = { config, log, database, resources, permissions: createPermissionRegistry(), settings: createSettingRegistry(), auth: createAuth(config, now), now }
  const assetTypes = createAssetTypes(platform)
  types.current = assetTypes
  await assetTypes.load()

  const models = coreResources()
  for (const model of models) resources.add(model)
  platform.permissions.add(coreFeatures.flatMap((feature) => feature.permissions ?? []))

  const localToken = createLocalToken()
  const host = createHttpServer({ config, log, now, authenticate: acceptLocalToken(localToken, createAuthenticate(platform)), webRoot: options.webRoot ?? null })
  const records = createRecordServices(platform, assetTypes)
  const collectors = createCollectors(platform)
  const plugins = createPlugins({ platform, host, records, collectors, assetTypes, migrator })
  const features: Feature[] = [...coreFeatures, createPluginsFeature({ platform, host: plugins, navigation: coreNavigation })]
  platform.permissions.add(features.at(-1)?.permissions ?? [])

  for (const feature of coreFeatures) await feature.routes?.(host.app, platform)
  for (const model of models) registerRecordRoutes(host.app, records, model)
  registerAssetRoutes(host.app, records, assetTypes)
  await registerCollectorRoutes(host.app, { platform, collectors, ingest: createIngest(platform, collectors, records.lists.invalidate) })
  await features.at(-1)?.routes?.(host.app, platform)

  for (const feature of coreFeatures) await feature.start?.(platform)
  const isFirstStart = (await database.all('select id from statuses limit 1')).length === 0
  if (isFirstStart) await seedReferenceData(platform)
  await features.at(-1)?.start?.(platform)
  if (isFirstStart && config.demo) await seedDemoPlant(platform, { assets: demoAssets })
  const setupCode = await prepareFirstAdministrator(platform)
  await host.app.ready()
  return { platform, host, http: host.app, plugins, records, localToken, setupCode, close: () => closeAll(platform, host, features) }
}

/** What every resource shares: the write path, the reader, the lists, and what a caller may see of them. */
function createRecordServices(platform: Platform, types: AssetTypes): RecordServices {
  const rules: RecordRulesRegistry = new Map([['assets', assetRules(types)], ['locations', locationRules], ['relationships', relationshipRules]])
  const lists = createListEngine(platform.database, platform.resources, platform.now)
  const writer = createRecordWriter({ platform, validator: createInputValidator(), rules, committed: lists.invalidate })
  return { platform, writer, lists, rules, read: createRecordReader(platform, rules), scopeOf: createScope(platform, types), assertVisible: createVisibilityCheck(platform, types), modelForCreate: (model, body) => modelForCreate(platform.resources, types, model, body) }
}

type PluginParts = { platform: Platform; host: HostServer; records: RecordServices; collectors: Collectors; assetTypes: AssetTypes; migrator: Migrator }

function createPlugins({ platform, host, records, collectors, assetTypes, migrator }: PluginParts): PluginHost {
  const { config, database } = platform
  const plugins = createPluginHost({
    platform, http: host, folders: pluginFolders(config), coreTables: coreTables().map((table) => table.name),
    migrations: createPluginMigrations(database, migrator),
  })
  plugins.defineExtensionPoint(assetTypesPoint({
    platform, types: assetTypes,
    bindRoutes: (plugin, model) => registerRecordRoutes(plugin.http, records, model),
    listener: { added: (file, typeId, model) => collectors.add(file.schema, typeId, model), removed: (model) => collectors.remove(model) },
  }))
  plugins.provideContext('assets', { provide: (plugin) => assetsForPlugin(records, assetTypes, plugin) })
  plugins.provideContext('auditLog', { provide: (plugin) => auditForPlugin(records, plugin) })
  plugins.provideContext('resolveAssetPosition', { provide: () => (assetId: number) => resolveAssetPosition(database, assetId) })

  return plugins
}

/** The model of an asset's type; an asset whose plugin is not active is an asset with the core's fields. */
async function specificModel(platform: Platform, types: AssetTypes | undefined, reader: { all: Platform['database']['all'] }, model: ResourceModel, id: number): Promise<ResourceModel> {
  if (model.base !== 'assets') return model
  const [asset] = await reader.all('select typeid from assets where id = ?', [id])
  const kind = asset ? types?.byId(Number(asset.typeid))?.kind : undefined
  const core = platform.resources.get('assets') ?? model
  return platform.resources.all().find((candidate) => candidate.kind === kind) ?? (kind ? { ...core, kind } : core)
}

async function closeAll(platform: Platform, host: HostServer, features: readonly Feature[]): Promise<void> {
  await host.close()
  for (const feature of features.toReversed()) await feature.stop?.(platform)
  await platform.database.close()
}
