import type { Logger } from 'pino'
import type { Socket } from 'socket.io'
import type { Authentication } from '../http/authentication.ts'
import { Problem } from '../problem.ts'
import { authenticationOf } from './connection.ts'

type Options = {
  sockets: () => readonly Socket[]
  /** Whether who connected is still let in, and with which permissions. */
  recheck: (authentication: Authentication) => Promise<Authentication | null>
  /** Rises when somebody's rights, sessions or plugins may have changed. */
  generation: () => string
  end: (socket: Socket, problem: Problem) => void
  /** Its rights may be others now. */
  renewed: (socket: Socket) => Promise<void> | void
  log: Logger
}

const recheckMilliseconds = 15_000
const generationMilliseconds = 200

/** Looks again who may stay: at once when something changed, and every 15 seconds all the same. */
export function createRecheck({ sockets, recheck, generation, end, renewed, log }: Options) {
  let timer: NodeJS.Timeout | undefined
  let seen = { generation: '', at: 0 }
  let rechecking: Promise<void> = Promise.resolve()

  function recheckAll(): Promise<void> {
    rechecking = rechecking.then(async () => {
      const known = new Map<string, Promise<Authentication | null>>()
      for (const socket of sockets()) await recheckOne(socket, known)
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
    await renewed(socket)
  }

  function look(): void {
    const current = generation()
    if (sockets().length === 0 || (current === seen.generation && Date.now() - seen.at < recheckMilliseconds)) return
    seen = { generation: current, at: Date.now() }
    void recheckAll()
  }

  return {
    recheckAll,
    begin: (): void => void (timer = setInterval(look, generationMilliseconds).unref()),
    stop: (): void => clearInterval(timer),
  }
}
