import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { coreFeatures } from './core-features.ts'
import { coreNavigation } from './core-navigation.ts'
import { coreResources, coreTables } from './core-tables.ts'
import type { Feature } from './feature.ts'
import { archiveStaleJob, assetHoldings, assetRules, assetsForPlugin, assetTypesPoint, auditForPlugin, createAssetTypes, createScope, createVisibilityCheck, modelForCreate, resolveAssetPosition, staleAfterSetting, staleSetting, type AssetTypes } from './features/assets/index.ts'
import { collectorForPlugin, createCollected, createCollectors, createIngest, registerCollectorRoutes, type CollectedPoint, type Collectors, type Ingest } from './features/collector/index.ts'
import { locationRules } from './features/locations/index.ts'
import { attachmentRules, attachmentSettings, attachmentsForPlugin, createAttachmentFiles, registerAttachmentRoutes, type AttachmentFiles } from './features/attachments/index.ts'
import { createBulk, registerBatchRoutes, registerBulkRoute, type Bulk } from './features/bulk/index.ts'
import { commentRules } from './features/comments/index.ts'
import { createCommands, registerCommandRoutes, type Commands } from './features/commands/index.ts'
import { createDemo, type Demo } from './features/demo/index.ts'
import { createDeliveries, deliverForPlugin, deliverySettings, registerDeliveryRoutes, type Deliveries } from './features/deliveries/index.ts'
import { registerFeedRoutes } from './features/feeds/index.ts'
import { createForeignDatabases } from './features/foreigndatabases/index.ts'
import { relationshipsForPlugin } from './features/graph/index.ts'
import { createImports, registerImportRoutes } from './features/imports/index.ts'
import { jobsForPlugin, jobsPoint, registerJobRoutes, workersPoint } from './features/jobs/index.ts'
import { createEvents, createNotices, noticesForPlugin, registerNoticeRoutes, type Events, type Notices } from './features/notices/index.ts'
import { peopleForPlugin } from './features/people/index.ts'
import { createPluginsFeature } from './features/plugins/index.ts'
import { createRecordReader, createRecordWriter, recordsForPlugin, registerRecordRoutes, resourceTablesPoint, type RecordRulesRegistry, type RecordServices } from './features/records/index.ts'
import { createPluginSockets, createTopics, registerRealtimeRoutes, startRealtime, type RealtimeParts } from './features/realtime/index.ts'
import { createPluginRedis } from './features/redis/index.ts'
import { seedReferenceData } from './features/referencedata/index.ts'
import { relationshipRules } from './features/relationships/index.ts'
import { unseenForPlugin } from './features/reports/index.ts'
import type { SearchWords } from './features/search/index.ts'
import { createScreens, registerScreenRoutes, type Screens } from './features/screens/index.ts'
import { createAuthenticate, prepareFirstAdministrator } from './features/sessions/index.ts'
import { acceptLocalToken, createLocalToken } from './local-token.ts'
import { coreChain, pluginFolders, openTables } from './migration-chains.ts'
import { createAuth } from './platform/auth/auth.ts'
import { openDatabase } from './platform/database/open-database.ts'
import { createHttpServer, type HostServer } from './platform/http/host-server.ts'
import { coreOwner } from './platform/jobs/job.ts'
import { createJobs, type Jobs } from './platform/jobs/jobs.ts'
import { createWorkers } from './platform/jobs/workers.ts'
import { createLogger } from './platform/http/logger.ts'
import { createMigrator, type Migrator } from './platform/migrations/migrator.ts'
import { createPermissionRegistry } from './platform/permission-registry.ts'
import type { Platform } from './platform/platform.ts'
import { createListEngine } from './platform/resources/list-records.ts'
import { createResourceRegistry } from './platform/resources/registry.ts'
import type { ResourceModel } from './platform/resources/resource-model.ts'
import { createInputValidator } from './platform/resources/validate-input.ts'
import { createSettingRegistry } from './platform/setting-registry.ts'
import { registerPluginViews } from './plugin-views.ts'
import { createPluginHost, createPluginMigrations, type PluginFolders, type PluginHandle, type PluginHost } from './plugin-host/index.ts'

/** One server, composed and ready: everything but the open port. */
export type App = {
  platform: Platform
  host: HostServer
  http: FastifyInstance
  plugins: PluginHost
  records: RecordServices
  jobs: Jobs
  screens: Screens
  demo: Demo
  /** Lets the command line of this computer act as the system. */
  localToken: string
  /** The code of the one-time link, while there is no user. */
  setupCode: string | null
  close: () => Promise<void>
}

/** Assets of the demo plant that SHOPDB_DEMO loads. */
const demoAssets = 200

export type AppOptions = { log?: Logger; now?: () => number; /** Built web application; null serves the API alone. */ webRoot?: string | null; /** Instead of those of the installation; a check runs one plugin alone. */ pluginFolders?: PluginFolders; /** Milliseconds each hook has. */ hookLimit?: number; /** Milliseconds; see PluginHostOptions. A process that nobody starts again leaves it out. */ stallLimit?: number | null }

/** The composition root: the one place that knows every part and the order in which they are put together. */
export async function createApp(config: Config, options: AppOptions = {}): Promise<App> {
  const now = options.now ?? Date.now
  const log = options.log ?? createLogger(config.logLevel)
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, log })
  const begun: Release[] = []
  try {
    const migrator = createMigrator({ database, log, archiveFolder: join(config.dataDir, 'archive') })
    await migrator.upgrade([coreChain()])
    return await compose({ config, log, database, now, migrator, options, begun })
  } catch (error) {
    // What a half start has opened would keep the process alive, and its error unseen.
    for (const release of begun.toReversed()) await release().catch((cause: unknown) => log.warn({ err: cause }, 'could not release a part of a start that failed'))
    await database.close()
    throw error
  }
}

type Release = () => Promise<unknown>
type Parts = { config: Config; log: Logger; database: Platform['database']; now: () => number; migrator: Migrator; options: AppOptions; /** Takes what has to be released when the start fails. */ begun: Release[] }

async function compose({ config, log, database, now, migrator, options, begun }: Parts): Promise<App> {
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
  const files = createAttachmentFiles(config.dataDir)
  const late: { realtime?: RealtimeParts } = {}
  const records = createRecordServices(platform, assetTypes, files, () => late.realtime?.committed())
  const realtime = startRealtime(records, host)
  late.realtime = realtime
  const collectors = createCollectors(platform)
  const collected = createCollected(log)
  const ingest = createIngest(platform, collectors, { committed: records.writer.dependencies.committed, tell: collected.tell })
  const jobs = createJobs({ database, log, now })
  const deliveries = createDeliveries(platform, jobs)
  const events = createEvents(platform, jobs)
  const notices = createNotices(platform, events)
  const commands = createCommands(platform)
  const bulk = createBulk(records, jobs)
  const screens = createScreens(platform)
  const plugins = createPlugins({ platform, host, screens, records, collectors, collected, ingest, assetTypes, migrator, jobs, commands, bulk, deliveries, events, notices, files, realtime, options })
  const demo = createDemo(platform, plugins)
  plugins.defineExtensionPoint(demo.point)
  begun.push(() => screens.close(), () => jobs.stop(), () => host.close(), () => realtime.stop())
  const features: Feature[] = [...coreFeatures, createPluginsFeature({ platform, host: plugins, navigation: coreNavigation, jobs })]
  platform.permissions.add(features.at(-1)?.permissions ?? [])

  for (const feature of coreFeatures) await feature.routes?.(host.app, platform)
  for (const model of models) registerRecordRoutes(host.app, records, model)
  for (const model of models) registerBulkRoute(host.app, bulk, model)
  registerBatchRoutes(host.app, bulk)
  await registerAttachmentRoutes(host.app, records, files)
  const searchWords = registerPluginViews(host.app, records, assetTypes, plugins)
  begun.push(() => searchWords.stop())
  await registerCollectorRoutes(host.app, { platform, collectors, ingest })
  registerJobRoutes(host.app, jobs)
  registerDeliveryRoutes(host.app, deliveries)
  registerNoticeRoutes(host.app, platform, assetTypes)
  registerFeedRoutes(host.app, platform, () => host.routes())
  registerRealtimeRoutes(host.app, platform, realtime.realtime)
  registerCommandRoutes(host.app, commands)
  const imports = createImports(records, jobs)
  await registerImportRoutes(host.app, imports)
  registerScreenRoutes(host.app, screens)
  await features.at(-1)?.routes?.(host.app, platform)

  for (const feature of coreFeatures) await feature.start?.(platform)
  const isFirstStart = (await database.all('select id from statuses limit 1')).length === 0
  if (isFirstStart) await seedReferenceData(platform)
  platform.settings.declare([staleSetting, staleAfterSetting, ...attachmentSettings, ...deliverySettings])
  await jobs.declare(coreOwner, [archiveStaleJob(records), ...imports.declarations, ...bulk.declarations, ...deliveries.declarations, ...events.declarations, ...notices.declarations, ...coreFeatures.flatMap((feature) => feature.jobs?.(platform) ?? [])])
  await features.at(-1)?.start?.(platform)
  if (isFirstStart && config.demo) await demo.fill({ assets: demoAssets })
  const setupCode = await prepareFirstAdministrator(platform)
  await realtime.realtime.begin()
  await host.app.ready()
  jobs.begin()
  return { platform, host, http: host.app, plugins, records, jobs, screens, demo, localToken, setupCode, close: () => closeAll({ platform, host, jobs, screens, searchWords, realtime, features }) }
}

/** What every resource shares: the write path, the reader, the lists, and what a caller may see of them. */
function createRecordServices(platform: Platform, types: AssetTypes, files: AttachmentFiles, tellRealtime: () => void): RecordServices {
  const rules: RecordRulesRegistry = new Map([['assets', assetRules(types)], ['locations', locationRules], ['relationships', relationshipRules], ['attachments', attachmentRules(files)], ['comments', commentRules]])
  const lists = createListEngine(platform.database, platform.resources, platform.now)
  const committed = (): void => {
    lists.invalidate()
    tellRealtime()
  }
  const writer = createRecordWriter({ platform, validator: createInputValidator(), rules, committed })
  return { platform, writer, lists, rules, read: createRecordReader(platform, rules), scopeOf: createScope(platform, types), assertVisible: createVisibilityCheck(platform, types), modelForCreate: (model, body) => modelForCreate(platform.resources, types, model, body) }
}

type PluginParts = { platform: Platform; host: HostServer; screens: Screens; records: RecordServices; collectors: Collectors; collected: CollectedPoint; ingest: Ingest; assetTypes: AssetTypes; migrator: Migrator; jobs: Jobs; commands: Commands; bulk: Bulk; deliveries: Deliveries; events: Events; notices: Notices; files: AttachmentFiles; realtime: RealtimeParts; options: AppOptions }

function createPlugins({ platform, host, screens, records, collectors, collected, ingest, assetTypes, migrator, jobs, commands, bulk, deliveries, events, notices, files, realtime: { realtime }, options }: PluginParts): PluginHost {
  const { config, database } = platform
  const plugins = createPluginHost({
    platform, http: host, folders: options.pluginFolders ?? pluginFolders(config), hookLimit: options.hookLimit, stallLimit: options.stallLimit, furtherFindings: screens.findingsOf, coreTables: coreTables().map((table) => table.name),
    migrations: createPluginMigrations(database, migrator, openTables),
  })
  const bindRoutes = (plugin: PluginHandle, model: ResourceModel): void => {
    registerRecordRoutes(plugin.http, records, model)
    registerBulkRoute(plugin.http, bulk, model)
  }
  plugins.defineExtensionPoint(assetTypesPoint({
    platform, types: assetTypes, bindRoutes,
    listener: { added: (file, typeId, model) => collectors.add(file.schema, typeId, model), removed: (model) => collectors.remove(model) },
  }))
  plugins.defineExtensionPoint(resourceTablesPoint({ platform, bindRoutes }))
  plugins.defineExtensionPoint(jobsPoint(jobs))
  plugins.defineExtensionPoint(collected.point)
  const workers = createWorkers({ database, log: platform.log, now: platform.now })
  host.health.addComponent('workers', async () => workers.summary())
  plugins.defineExtensionPoint(workersPoint(workers))
  plugins.defineExtensionPoint(screens.point)
  plugins.defineExtensionPoint(commands.point)
  const topics = createTopics(realtime)
  plugins.defineExtensionPoint(topics.point)
  plugins.defineExtensionPoint(events.point)
  plugins.provideContext('realtime', { provide: topics.contextFor })
  const sockets = createPluginSockets({ realtime, now: platform.now, permissions: platform.permissions })
  plugins.defineExtensionPoint(sockets.point)
  plugins.provideContext('sockets', { provide: sockets.contextFor })
  const foreign = createForeignDatabases({ dataDir: config.dataDir, urls: config.foreignUrls })
  plugins.defineExtensionPoint(foreign.point)
  plugins.provideContext('foreignDatabase', { provide: foreign.contextFor })
  plugins.provideContext('redis', { provide: createPluginRedis({ url: config.redisUrl, now: platform.now }).contextFor })
  plugins.provideContext('jobs', { provide: (plugin) => jobsForPlugin(jobs, plugin) })
  for (const holding of [...assetHoldings(platform, assetTypes, records.lists.invalidate), ...coreFeatures.flatMap((feature) => feature.holdings?.(platform) ?? []), notices.holding]) plugins.defineHolding(holding)
  plugins.provideContext('assets', { provide: (plugin) => ({ ...assetsForPlugin(records, assetTypes, plugin), unseen: unseenForPlugin(platform, assetTypes) }) })
  plugins.provideContext('collector', { provide: (plugin) => collectorForPlugin({ platform, collectors, ingest }, plugin) })
  plugins.provideContext('records', { provide: (plugin) => recordsForPlugin(records, plugin) })
  plugins.provideContext('relationships', { provide: (plugin) => relationshipsForPlugin(records, assetTypes, plugin) })
  plugins.provideContext('attachments', { provide: (plugin) => attachmentsForPlugin(records, files, plugin) })
  plugins.provideContext('notices', { provide: (plugin) => noticesForPlugin(notices, plugin) })
  plugins.provideContext('people', { provide: () => peopleForPlugin(platform) })
  plugins.provideContext('deliver', { provide: (plugin) => deliverForPlugin(deliveries, plugin) })
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

type Closing = { platform: Platform; host: HostServer; jobs: Jobs; screens: Screens; searchWords: SearchWords; realtime: RealtimeParts; features: readonly Feature[] }

async function closeAll({ platform, host, jobs, screens, searchWords, realtime, features }: Closing): Promise<void> {
  // Open sockets would keep the port from closing.
  await realtime.stop()
  await host.close()
  await jobs.stop()
  await screens.close()
  await searchWords.stop()
  for (const feature of features.toReversed()) await feature.stop?.(platform)
  await platform.database.close()
}
