import type { Logger } from 'pino'
import type { Namespace as SocketNamespace, Server, Socket } from 'socket.io'
import type { Caller } from '../caller.ts'
import { Problem } from '../problem.ts'
import { callerOf, endConnection } from './connection.ts'
import type { createHandshake } from './handshake.ts'
import { createOutbox, type Delivery } from './outbox.ts'
import { presentProblem } from './present-problem.ts'

/** Who owns a namespace; another may take its place while clients are there. */
export type NamespaceOwner = {
  /** Throws a Problem when this caller may not be here: at the connection, and whenever rights may have changed. */
  admit: (caller: Caller) => void
  connected: (socket: Socket) => void
  disconnected: (socket: Socket, reason: string) => void
}

export type Namespace = {
  deliver: (channel: string, delivery: Delivery) => void
  sockets: () => readonly Socket[]
  end: (socket: Socket, problem: Problem) => void
  /** Null: nobody; clients that come are refused, those that are there wait. */
  ownBy: (owner: NamespaceOwner | null) => void
  /** Ends all connections, saying why, and takes the namespace away. */
  close: (problem: Problem) => void
}

type Options = { io: Server; handshake: ReturnType<typeof createHandshake>; log: Logger; now: () => number; slowLimit: number }

/** Namespaces beside that of the product. One connection of a browser carries them all. */
export function createNamespaces({ io, handshake, log, now, slowLimit }: Options) {
  const open = new Map<string, { namespace: Namespace; recheck: (socket: Socket) => void; stop: () => void; slow: () => number }>()

  function create(name: string): Namespace {
    const address = `/${name}`
    const own: SocketNamespace = io.of(address)
    let owner: NamespaceOwner | null = null
    const end = (socket: Socket, problem: Problem): void => endConnection(socket, problem, log)
    const outbox = createOutbox({ namespace: () => own, now, slowLimit, endSlow: (socket) => end(socket, new Problem('CONNECTION_TOO_SLOW')) })
    own.use(handshake)
    own.use((socket, next) => {
      try {
        if (!owner) throw new Problem('PLUGIN_NOT_FOUND')
        owner.admit(callerOf(socket))
        next()
      } catch (error) {
        const problem = error instanceof Problem ? error : new Problem('INTERNAL', { cause: error })
        next(Object.assign(new Error(problem.message), { data: presentProblem(problem) }))
      }
    })
    own.on('connection', (socket) => {
      socket.on('disconnect', (reason) => owner?.disconnected(socket, reason))
      owner?.connected(socket)
    })
    function recheck(socket: Socket): void {
      try {
        owner?.admit(callerOf(socket))
      } catch (error) {
        end(socket, error instanceof Problem ? error : new Problem('INTERNAL', { cause: error }))
      }
    }
    const namespace: Namespace = {
      deliver: outbox.deliver,
      sockets: () => [...own.sockets.values()],
      end,
      ownBy: (given) => void (owner = given),
      close: (problem) => {
        for (const socket of own.sockets.values()) {
          socket.emit('goodbye', presentProblem(problem))
          // Not the connection below: it carries other namespaces too.
          socket.disconnect(false)
        }
        outbox.stop()
        own.removeAllListeners()
        io._nsps.delete(address)
        open.delete(name)
      },
    }
    open.set(name, { namespace, recheck, stop: outbox.stop, slow: outbox.slowClients })
    return namespace
  }

  const all = () => [...open.values()]
  return {
    /** The one of this name, or a new one that nobody owns yet. */
    open: (name: string): Namespace => open.get(name)?.namespace ?? create(name),
    sockets: (): Socket[] => all().flatMap(({ namespace }) => namespace.sockets()),
    recheck: (socket: Socket): void => open.get(socket.nsp.name.slice(1))?.recheck(socket),
    slowClients: (): number => all().reduce((sum, { slow }) => sum + slow(), 0),
    stop: (): void => { for (const { stop } of all()) stop() },
  }
}
