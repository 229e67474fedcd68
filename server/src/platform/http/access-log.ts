import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RequestMetrics } from './metrics.ts'

/** One line and one observation per request. Files of the web application are logged at debug only. */
export function logRequest(request: FastifyRequest, reply: FastifyReply, status: number, metrics: RequestMetrics): void {
  const milliseconds = reply.elapsedTime
  const { entry, method } = request
  const route = entry?.url ?? (request.is404 ? 'none' : request.routeOptions.url) ?? 'none'
  metrics.observe(method, route, status, milliseconds / 1000)
  const level = entry === null && status < 400 ? 'debug' : 'info'
  const ms = Math.round(milliseconds * 100) / 100
  const user = request.authentication === null ? null : request.caller.label
  request.log[level]({ method, route, status, ms, user, plugin: entry?.plugin ?? undefined }, 'request')
}
