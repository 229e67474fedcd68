import type { Logger } from 'pino'
import type { Socket } from 'socket.io'
import type { Caller } from '../caller.ts'
import type { Authentication } from '../http/authentication.ts'
import type { Problem } from '../problem.ts'
import { presentProblem } from './present-problem.ts'

export function authenticationOf(socket: Socket): Authentication {
  return socket.data.authentication as Authentication // set by the handshake, without which there is no connection
}

export function callerOf(socket: Socket): Caller {
  return authenticationOf(socket).caller
}

/** Says why, and ends the connection. */
export function endConnection(socket: Socket, problem: Problem, log: Logger): void {
  log.info({ code: problem.code, user: callerOf(socket).label }, 'a realtime connection was ended')
  socket.emit('goodbye', presentProblem(problem))
  socket.disconnect(true)
  // A client that reads nothing does not see the end either.
  if (problem.code === 'CONNECTION_TOO_SLOW') socket.conn.close(true)
}
