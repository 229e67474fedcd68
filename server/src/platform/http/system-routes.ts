import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import { describeApi } from './openapi.ts'
import type { HostServer } from './host.ts'
import { documentPolicy } from './security-headers.ts'

const tags = ['System']
/** The page that shows the API description: our own, small, without any outside request. */
const docsFolder = join(import.meta.dirname, 'docs-page')
const docsFiles = new Map([['docs.js', 'text/javascript; charset=utf-8'], ['docs.css', 'text/css; charset=utf-8']])

/** The permission of /metrics; Prometheus sends an API token with this scope. */
export const systemPermissions = [{ id: 'metrics.read', title: 'Read metrics', roles: ['administrator'] }] as const

/** What describes the server itself: API description, its page, metrics. */
export function addSystemRoutes(host: HostServer, options: { metrics: boolean }): void {
  const { app } = host
  app.get('/api/openapi.json', { config: { permission: 'account.read' }, schema: { summary: 'The API description (OpenAPI 3.1), plugins included', tags } }, () => describeApi(host.routes()))
  app.get('/api/docs', { config: { public: true, hidden: true } }, (_request, reply) => sendPage(reply))
  app.get<{ Params: { file: string } }>('/api/docs/:file', { config: { public: true, hidden: true } }, (request, reply) => sendDocsFile(request, reply))
  if (options.metrics) addMetricsRoute(app, host)
}

function addMetricsRoute(app: FastifyInstance, host: HostServer): void {
  app.get('/metrics', { config: { permission: 'metrics.read' }, schema: { summary: 'Metrics for Prometheus', tags } }, async (_request, reply) => {
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
    return `${await host.metrics.registry.metrics()}\n${host.metrics.requests.render()}`
  })
}

function sendPage(reply: FastifyReply): FastifyReply {
  reply.header('content-security-policy', documentPolicy({ nonce: 'none', importMapHash: null }))
  return reply.header('content-type', 'text/html; charset=utf-8').send(readFileSync(join(docsFolder, 'docs.html')))
}

function sendDocsFile({ params: { file } }: FastifyRequest<{ Params: { file: string } }>, reply: FastifyReply): FastifyReply {
  const type = docsFiles.get(file)
  if (type === undefined) throw new Problem('NOT_FOUND')
  return reply.header('content-type', type).send(readFileSync(join(docsFolder, file)))
}
