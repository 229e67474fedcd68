import type { CollectorApi } from '@shopdb/plugin-api'
import { systemCaller } from '../../platform/caller.ts'
import { Problem } from '../../platform/problem.ts'
import type { PluginHandle } from '../../plugin-host/index.ts'
import { changeContext } from '../changes/index.ts'
import { collectorOf, type CollectorServices } from './collector-services.ts'

const mostRecords = 1000

/** The plugin's own collector, for what it finds out by itself. */
export function collectorForPlugin(services: CollectorServices, plugin: PluginHandle): CollectorApi {
  const caller = { ...systemCaller, label: `plugin ${plugin.name}` }
  return {
    push: async (records) => {
      if (records.length > mostRecords) throw new Problem('BODY_TOO_LARGE', { detail: `context.collector.push takes ${mostRecords} records at once.` })
      const context = changeContext(caller, `collector:${plugin.name}`, null, services.platform.now())
      return services.ingest.document(collectorOf(services, plugin.name), Buffer.from(JSON.stringify(records)), context)
    },
  }
}
