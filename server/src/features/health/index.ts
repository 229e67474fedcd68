import { contractVersion, productVersion } from '@shopdb/contract/version'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Feature } from '../../feature.ts'
import type { HealthRegistry } from '../../platform/http/health-registry.ts'
import { systemPermissions } from '../../platform/http/system-routes.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'

const schema = { summary: 'Whether the server can work; signed in also what it is made of', tags: ['System'] }

function healthRoutes(http: FastifyInstance, platform: Platform): void {
  const { health } = http.host
  health.addComponent('database', async () => {
    await platform.database.all('select 1 as one')
    return { engine: platform.database.engine }
  }, { required: true })
  for (const url of ['/api/health', '/health']) {
    http.get(url, { config: { public: true }, schema }, (request, reply) => answerHealth(platform, health, request, reply))
  }
}

async function answerHealth(platform: Platform, health: HealthRegistry, request: FastifyRequest, reply: FastifyReply) {
  const signedIn = request.authentication !== null
  if (platform.config.healthRequiresAuth && !signedIn) throw request.refusal ?? new Problem('SIGN_IN_REQUIRED')
  const { healthy, components } = await health.run()
  reply.code(healthy ? 200 : 503)
  const status = healthy ? 'ok' : 'unavailable'
  if (!signedIn) return { status }
  return { status, version: productVersion, contractVersion, nodeVersion: process.versions.node, components, plugins: health.plugins(request.caller) }
}

export const healthFeature: Feature = { name: 'health', permissions: systemPermissions, routes: healthRoutes }
