import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { mostRooms, realtimePath, type ChangesMessage, type RefusedRoom, type SubscribeBody, type Subscribed, type UnsubscribeBody } from '@shopdb/contract/realtime'
import { Server as Engine } from 'engine.io'
import type { Logger } from 'pino'
import { Server, type Socket } from 'socket.io'
import type { Config } from '../../config.ts'
import type { Caller } from '../caller.ts'
import type { Database } from '../database/database.ts'
import type { Authenticate, Authentication } from '../http/authentication.ts'
import { createRateLimit } from '../http/rate-limit.ts'
import { Problem } from '../problem.ts'
import { createBus, type Bus } from './bus.ts'
import { createClientEvents } from './client-events.ts'
import { createHandshake, isOwnOrigin } from './handshake.ts'
import { createOutbox, type Delivery } from './outbox.ts'
import { presentProblem } from './present-problem.ts'
import { createSubscriptionRecord } from './record-subscriptions.ts'
import type { RoomKind } from './room-kind.ts'

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

/** What happened in these channels since a cursor, and where the newest is. */
export type Resume = { cursor: () => number; since: (cursor: number, channels: ReadonlySet<string>) => Promise<ChangesMessage> }

export type Realtime = {
  readonly processId: string
  readonly bus: Bus
  defineRooms: (kind: RoomKind) => void
  resumeWith: (resume: Resume) => void
  /** To the members of a channel in this process. */
  deliver: (channel: string, delivery: Delivery) => void
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

const recheckMilliseconds = 15_000
const generationMilliseconds = 200

/** The rooms a connection asked for, with the channels behind each. */
type Membership = Map<string, readonly string[]>

export function createRealtime({ config, database, log, now, authenticate, recheck, generation, slowLimit = 15_000 }: RealtimeOptions): Realtime {
  const processId = randomUUID()
  const bus = createBus({ url: config.redisUrl, secret: config.secretKey, processId, log })
  const record = createSubscriptionRecord({ database, log, now, processId })
  const engine = new Engine({ transports: ['websocket'], pingInterval: 15_000, pingTimeout: 10_000, maxHttpBufferSize: 100_000, perMessageDeflate: false })
  const io = new Server({ serveClient: false, connectTimeout: 10_000 }).bind(engine)
  const kinds = new Map<string, RoomKind>()
  const memberships = new Map<string, Membership>()
  const occupied: ((isOccupied: boolean) => void)[] = []
  const assertRate = createRateLimit(config.rateLimit, now)
  const outbox = createOutbox({ namespace: () => io.of('/'), now, slowLimit, endSlow: (socket) => end(socket, new Problem('CONNECTION_TOO_SLOW')) })
  const bindEvents = createClientEvents({ subscribe, unsubscribe }, { log, now })
  let resume: Resume = { cursor: () => 0, since: async (cursor) => ({ cursor, changes: [] }) }
  let isStopping = false
  let timer: NodeJS.Timeout | undefined
  let server: HttpServer | undefined
  let seen = { generation: '', at: 0 }
  let rechecking: Promise<void> = Promise.resolve()

  io.use(createHandshake(authenticate, () => isStopping))
  io.on('connection', (socket) => {
    memberships.set(socket.id, new Map())
    if (memberships.size === 1) for (const listener of occupied) listener(true)
    bindEvents(socket)
    socket.on('disconnect', () => forget(socket))
    socket.emit('hello', { cursor: resume.cursor(), user: callerOf(socket).label })
  })

  function forget(socket: Socket): void {
    const membership = memberships.get(socket.id)
    memberships.delete(socket.id)
    if (membership && membership.size > 0) record.left(socket.id, [...membership.keys()])
    if (memberships.size === 0) for (const listener of occupied) listener(false)
  }

  async function subscribe(socket: Socket, { rooms, since }: SubscribeBody): Promise<Subscribed> {
    const caller = callerOf(socket)
    // The cursor is read before the rooms are entered: what is committed in between arrives, if need be twice.
    const cursor = resume.cursor()
    const membership = memberships.get(socket.id)
    if (!membership) throw new Problem('STATE_CONFLICT', { detail: 'The connection has ended.' })
    if (new Set([...membership.keys(), ...rooms]).size > mostRooms) throw new Problem('RULE_BROKEN', { detail: `A connection may be in ${mostRooms} rooms.`, fields: [{ path: '/rooms', message: 'are too many' }] })
    const joined: string[] = []
    const refused: RefusedRoom[] = []
    for (const room of rooms) {
      const channels = await channelsOf(caller, room)
      if (channels instanceof Problem) refused.push({ room, problem: presentProblem(channels) })
      else if (memberships.has(socket.id)) {
        enter(socket, membership, room, channels)
        joined.push(room)
      }
    }
    record.joined({ socketId: socket.id, userId: caller.userId, actor: caller.label }, joined)
    const entered = new Set(joined.flatMap((room) => membership.get(room) ?? []))
    if (since === undefined || entered.size === 0) return { joined, refused, cursor, changes: [] }
    return { joined, refused, ...(await resume.since(since, entered)) }
  }

  function unsubscribe(socket: Socket, { rooms }: UnsubscribeBody): object {
    leave(socket, rooms)
    return {}
  }

  function enter(socket: Socket, membership: Membership, room: string, channels: readonly string[]): void {
    const before = membership.get(room) ?? []
    membership.set(room, channels)
    void socket.join([...channels])
    dropChannels(socket, membership, before)
    const { welcome } = kindOf(room) ?? {}
    for (const channel of channels) for (const { event, body } of welcome?.(channel) ?? []) if (!before.includes(channel)) socket.emit(event, body)
  }

  function leave(socket: Socket, rooms: readonly string[]): void {
    const membership = memberships.get(socket.id)
    if (!membership) return
    for (const room of rooms) {
      const channels = membership.get(room) ?? []
      membership.delete(room)
      dropChannels(socket, membership, channels)
    }
    record.left(socket.id, rooms)
  }

  /** Several rooms may stand on one channel; it is left with the last. */
  function dropChannels(socket: Socket, membership: Membership, channels: readonly string[]): void {
    const kept = new Set([...membership.values()].flat())
    for (const channel of channels) if (!kept.has(channel)) void socket.leave(channel)
  }

  const kindOf = (room: string): RoomKind | undefined => kinds.get(room.slice(0, room.indexOf(':')))

  async function channelsOf(caller: Caller, room: string): Promise<readonly string[] | Problem> {
    try {
      const kind = kindOf(room)
      if (!kind) throw new Problem('NOT_FOUND', { detail: `There is no room "${room.slice(0, 80)}". Rooms begin with ${[...kinds.keys()].map((prefix) => `"${prefix}:"`).join(', ')}.` })
      return await kind.enter(caller, room.slice(room.indexOf(':') + 1))
    } catch (error) {
      if (error instanceof Problem) return error
      throw error
    }
  }

  function end(socket: Socket, problem: Problem): void {
    log.info({ code: problem.code, user: callerOf(socket).label }, 'a realtime connection was ended')
    socket.emit('goodbye', presentProblem(problem))
    socket.disconnect(true)
    // A client that reads nothing does not see the end either.
    if (problem.code === 'CONNECTION_TOO_SLOW') socket.conn.close(true)
  }

  function recheckAll(): Promise<void> {
    rechecking = rechecking.then(async () => {
      const known = new Map<string, Promise<Authentication | null>>()
      for (const socket of [...io.of('/').sockets.values()]) await recheckOne(socket, known)
    }).catch((error: unknown) => log.warn({ err: error }, 'who may listen was not looked at again'))
    return rechecking
  }

  async function recheckOne(socket: Socket, known: Map<string, Promise<Authentication | null>>): Promise<void> {
    const authentication = authenticationOf(socket)
    const key = `${authentication.sessionId} ${authentication.tokenId} ${authentication.caller.kind}`
    const found = known.get(key) ?? recheck(authentication)
    known.set(key, found)
    const current = await found
    if (!socket.connected) return
    if (!current) return end(socket, new Problem('SESSION_ENDED'))
    socket.data.authentication = current
    await recheckRooms(socket, current.caller)
  }

  async function recheckRooms(socket: Socket, caller: Caller): Promise<void> {
    const refused: RefusedRoom[] = []
    for (const [room] of [...(memberships.get(socket.id) ?? [])]) {
      const channels = await channelsOf(caller, room)
      const membership = memberships.get(socket.id)
      if (channels instanceof Problem) refused.push({ room, problem: presentProblem(channels) })
      else if (membership?.has(room)) enter(socket, membership, room, channels)
    }
    if (refused.length === 0) return
    leave(socket, refused.map(({ room }) => room))
    socket.emit('left', { rooms: refused })
  }

  function look(): void {
    const current = generation()
    if (memberships.size === 0 || (current === seen.generation && Date.now() - seen.at < recheckMilliseconds)) return
    seen = { generation: current, at: Date.now() }
    void recheckAll()
  }

  /** Only WebSockets reach the engine: everything else at its address is answered by the host, like any other address. */
  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = (request.url ?? '').split('?', 1)[0]?.replace(/\/$/, '')
    if (path !== realtimePath) return refuse(socket, '404 Not Found')
    if (isStopping) return refuse(socket, '503 Service Unavailable')
    if (!isOwnOrigin(request, config.corsOrigins)) return refuse(socket, '403 Forbidden')
    try {
      assertRate(request.socket.remoteAddress ?? '')
    } catch {
      // The only thing thrown is that there were too many.
      return refuse(socket, '429 Too Many Requests')
    }
    engine.handleUpgrade(request, socket, head)
  }

  return {
    processId, bus, recheckAll,
    deliver: outbox.deliver,
    defineRooms: (kind) => void kinds.set(kind.prefix, kind),
    resumeWith: (given) => { resume = given },
    hasMembers: (channel) => (io.of('/').adapter.rooms.get(channel)?.size ?? 0) > 0,
    statistics: () => ({ connections: memberships.size, slow: outbox.slowClients(), channels: io.of('/').adapter.rooms.size }),
    onOccupied: (listener) => void occupied.push(listener),
    attach: (http) => {
      server = http
      http.on('upgrade', upgrade)
    },
    begin: async () => {
      await record.begin()
      bus.begin()
      timer = setInterval(look, generationMilliseconds).unref()
    },
    stop: async () => {
      isStopping = true
      clearInterval(timer)
      server?.off('upgrade', upgrade)
      for (const socket of io.of('/').sockets.values()) end(socket, new Problem('SHUTTING_DOWN'))
      outbox.stop()
      io.disconnectSockets(true)
      engine.close()
      await record.stop()
      await bus.stop()
    },
  }
}

function authenticationOf(socket: Socket): Authentication {
  return socket.data.authentication as Authentication // set by the handshake, without which there is no connection
}

function callerOf(socket: Socket): Caller {
  return authenticationOf(socket).caller
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
