import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { Collector, Collectors } from './collectors.ts'
import type { Ingest } from './ingest.ts'

export type CollectorServices = { platform: Platform; collectors: Collectors; ingest: Ingest }

export function collectorOf(services: CollectorServices, plugin: string): Collector {
  const collector = services.collectors.get(plugin)
  if (!collector) throw new Problem('PLUGIN_NOT_FOUND', { detail: `No active plugin "${plugin}" has a collector.` })
  return collector
}

/** A person needs `<plugin>.collect`; a token the scope `collector:<plugin>`, which the token's permissions stand for. */
export function assertMayPush(request: FastifyRequest, plugin: string): void {
  if (request.caller.may(`collector:${plugin}`) || request.caller.may(`${plugin}.collect`)) return
  throw new Problem('PERMISSION_MISSING', { extra: { permission: `${plugin}.collect`, scope: `collector:${plugin}` } })
}
