import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/** Carries the host's request to the child server that answers it, on the raw request. */
const hostRequest: unique symbol = Symbol('shopdb.hostRequest')

type CarryingRequest = IncomingMessage & { [hostRequest]?: FastifyRequest }

export function attachHostRequest(raw: CarryingRequest, request: FastifyRequest): void {
  raw[hostRequest] = request
}

export function hostRequestOf(raw: CarryingRequest): FastifyRequest | undefined {
  return raw[hostRequest]
}
