import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../platform/platform.ts'
import type { Realtime } from '../../platform/realtime/realtime.ts'
import { countConnections, countRooms } from '../../platform/realtime/subscription-store.ts'

/** Who listens, over all server processes, and how this one stands. */
export function registerRealtimeRoutes(http: FastifyInstance, { database }: Platform, realtime: Realtime): void {
  http.get('/api/realtime', {
    config: { permission: 'realtime.read' },
    schema: { summary: 'Realtime connections and the rooms they listen to', tags: ['System'] },
  }, async () => ({ thisProcess: realtime.statistics(), ...(await countConnections(database)), rooms: await countRooms(database, 200) }))
  http.host.health.addComponent('realtime', async () => realtime.statistics())
  if (realtime.bus.isConnected() === null) return
  // Optional: without Redis each process goes on serving its own clients.
  http.host.health.addComponent('redis', async () => {
    if (!realtime.bus.isConnected()) throw new Error('Redis does not answer.')
  })
}
