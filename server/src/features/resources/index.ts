import type { FastifyInstance } from 'fastify'
import type { Feature } from '../../feature.ts'
import type { Platform } from '../../platform/platform.ts'
import { describeResource } from './describe-resource.ts'

/** Tells clients what resources there are and how each is listed, shown and edited. */
export const resourcesFeature: Feature = {
  name: 'resources',
  permissions: [{ id: 'resources.read', title: 'Read how resources are declared', roles: ['administrator', 'editor', 'technician', 'viewer', 'collector', 'walldisplay'] }],
  routes: (http: FastifyInstance, platform: Platform) => {
    http.get('/api/resources', { config: { permission: 'resources.read' }, schema: { summary: 'Every resource you may read, with its fields', tags: ['Resources'] } }, (request) => {
      const items = platform.resources.all().filter((model) => request.caller.may(model.permissions.read)).map((model) => describeResource(platform, model))
      return { items, total: items.length, totalIsExact: true, nextCursor: null, prevCursor: null }
    })
  },
}
