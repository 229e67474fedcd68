import type { Server as HttpServer } from 'node:http'
import { Server as Engine } from 'engine.io'
import type { Logger } from 'pino'
import { Server, type Socket } from 'socket.io'
import type { Config } from '../../config.ts'
import type { Database } from '../database/database.ts'
import type { Authenticate, Authentication } from '../http/authentication.ts'
import { createRateLimit } from '../http/rate-limit.ts'
import { Problem } from '../problem.ts'
import { createBus, type Bus } from './bus.ts'
import { createClientEvents } from './client-events.ts'
import { callerOf, endConnection } from './connection.ts'
import { createHandshake } from './handshake.ts'
import { createMemberships, type Resume } from './memberships.ts'
import { createNamespaces, type Namespace } from './namespaces.ts'
import { createOutbox, type Delivery } from './outbox.ts'
import { createProcessId, forgetProcessId } from './process-id.ts'
import { createRecheck } from './recheck-connections.ts'
import { createSubscriptionRecord, type SubscriptionRecord } from './record-subscriptions.ts'
import type { RoomKind } from './room-kind.ts'
import { createUpgrade } from './upgrade.ts'

export type RealtimeOptions = {
  config: Pick<Config, 'redisUrl' | 'secretKey' | 'corsOrigins' | 'rateLimit'>
  database: Database
  log: Logger
  now: () => number
  authenticate: Authenticate
  /** Whether who connected is still let in, and with which permissions. */
  recheck: (authentication: Authentication) => Promise<Authentication | null>
  /** Rises when somebody's rights, sessions or plugins may have changed. */
  generation: () => string
  /** Milliseconds a client may be behind. Default 15,000. */
  slowLimit?: number
}

export type Realtime = {
  readonly processId: string
  readonly bus: Bus
  /** Who listens to what, and which processes live. */
  readonly record: SubscriptionRecord
  defineRooms: (kind: RoomKind) => void
  resumeWith: (resume: Resume) => void
  /** To the members of a channel in this process. */
  deliver: (channel: string, delivery: Delivery) => void
  /** Clients of their own beside those of the product, at `/<name>`. */
  openNamespace: (name: string) => Namespace
  hasMembers: (channel: string) => boolean
  statistics: () => { connections: number; slow: number; channels: number }
  /** Called when the first client comes, and when the last has gone. */
  onOccupied: (listener: (occupied: boolean) => void) => void
  /** Looks again who may stay where. */
  recheckAll: () => Promise<void>
  attach: (http: HttpServer) => void
  begin: () => Promise<void>
  stop: () => Promise<void>
}

/** The realtime server of one process: connections, who may be where, and what goes out to whom. */
export function createRealtime({ config, database, log, now, authenticate, recheck, generation, slowLimit = 15_000 }: RealtimeOptions): Realtime {
  const processId = createProcessId()
  const bus = createBus({ url: config.redisUrl, secret: config.secretKey, processId, log })
  const record = createSubscriptionRecord({ database, log, now, processId })
  const engine = new Engine({ transports: ['websocket'], pingInterval: 15_000, pingTimeout: 10_000, maxHttpBufferSize: 100_000, perMessageDeflate: false })
  const io = new Server({ serveClient: false, connectTimeout: 10_000 }).bind(engine)
  const end = (socket: Socket, problem: Problem): void => endConnection(socket, problem, log)
  const memberships = createMemberships(record)
  const occupied: ((isOccupied: boolean) => void)[] = []
  const outbox = createOutbox({ namespace: () => io.of('/'), now, slowLimit, endSlow: (socket) => end(socket, new Problem('CONNECTION_TOO_SLOW')) })
  const bindEvents = createClientEvents({ subscribe: memberships.subscribe, unsubscribe: memberships.unsubscribe }, { log, now })
  let isStopping = false
  const handshake = createHandshake(authenticate, () => isStopping)
  const namespaces = createNamespaces({ io, handshake, log, now, slowLimit })
  const upgrade = createUpgrade({ engine, corsOrigins: config.corsOrigins, assertRate: createRateLimit(config.rateLimit, now), isStopping: () => isStopping })
  const sockets = (): Socket[] => [...io.of('/').sockets.values(), ...namespaces.sockets()]
  const rechecks = createRecheck({ sockets, recheck, generation, end, log, renewed: (socket) => (socket.nsp.name === '/' ? memberships.recheck(socket, callerOf(socket)) : namespaces.recheck(socket)) })

  io.use(handshake)
  io.on('connection', (socket) => {
    memberships.add(socket)
    if (memberships.count() === 1) for (const listener of occupied) listener(true)
    bindEvents(socket)
    socket.on('disconnect', () => {
      memberships.forget(socket)
      if (memberships.count() === 0) for (const listener of occupied) listener(false)
    })
    socket.emit('hello', { cursor: memberships.cursor(), user: callerOf(socket).label })
  })

  return {
    processId, bus, record,
    recheckAll: rechecks.recheckAll,
    deliver: outbox.deliver,
    openNamespace: namespaces.open,
    defineRooms: memberships.defineRooms,
    resumeWith: memberships.resumeWith,
    hasMembers: (channel) => (io.of('/').adapter.rooms.get(channel)?.size ?? 0) > 0,
    statistics: () => ({ connections: memberships.count() + namespaces.sockets().length, slow: outbox.slowClients() + namespaces.slowClients(), channels: io.of('/').adapter.rooms.size }),
    onOccupied: (listener) => void occupied.push(listener),
    attach: upgrade.attach,
    begin: async () => {
      await record.begin()
      bus.begin()
      rechecks.begin()
    },
    stop: async () => {
      isStopping = true
      rechecks.stop()
      upgrade.detach()
      for (const socket of sockets()) end(socket, new Problem('SHUTTING_DOWN'))
      outbox.stop()
      namespaces.stop()
      io.disconnectSockets(true)
      engine.close()
      await record.stop()
      await bus.stop()
      forgetProcessId(processId)
    },
  }
}
