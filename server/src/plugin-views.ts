import type { FastifyInstance } from 'fastify'
import { registerAssetRoutes, type AssetTypes } from './features/assets/index.ts'
import { connectForms, createLevel0Checks, createMapMarkers, createSearchResults } from './features/content/index.ts'
import { createDashboard, registerDashboardRoutes } from './features/dashboard/index.ts'
import { registerGraphRoutes } from './features/graph/index.ts'
import { createPanels, registerPanelRoutes } from './features/panels/index.ts'
import type { RecordServices } from './features/records/index.ts'
import { coreReports, createReports, registerReportRoutes } from './features/reports/index.ts'
import { createSearchWords, registerSearchRoutes, type SearchWords } from './features/search/index.ts'
import type { PluginHost } from './plugin-host/index.ts'

/** Everything that plugins may show: widgets, reports, panels, marks on the map, words and lines of search. What it answers is to be stopped. */
export function registerPluginViews(http: FastifyInstance, services: RecordServices, types: AssetTypes, host: PluginHost): SearchWords {
  const { platform } = services
  const checks = createLevel0Checks(platform)
  connectForms(host, checks)
  registerDashboardRoutes(http, createDashboard({ services, types, host, checks }))
  registerReportRoutes(http, createReports({ platform, host, core: coreReports(services, types) }))
  registerPanelRoutes(http, createPanels({ services, types, host, checks }))
  registerGraphRoutes(http, services, types)
  registerAssetRoutes(http, services, types, createMapMarkers(services, host, checks))
  registerSearchRoutes(http, platform, createSearchResults(services, host, checks))
  return connectSearchWords(services, host)
}

function connectSearchWords({ platform, writer }: RecordServices, host: PluginHost): SearchWords {
  const words = createSearchWords({
    platform,
    rewrite: async (transaction, kind, ids) => {
      const model = platform.resources.all().find((candidate) => candidate.kind === kind)
      if (model) await writer.rewriteDocuments(transaction, model, ids)
    },
  })
  host.defineExtensionPoint(words.point)
  host.provideContext('search', { provide: (plugin) => words.forPlugin(plugin) })
  return words
}
