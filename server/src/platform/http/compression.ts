import { gzip, constants } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** Smaller answers cost more to compress than to send on a plant network. */
const threshold = 4096
const compressible = /^(?:application\/(?:[\w.+-]*json|javascript|xml|x-ndjson)|text\/|image\/svg)/

/** Compresses large texts in the thread pool. Streams and files bring their own encoding. */
export function addCompression(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    if (!isWorthIt(payload) || reply.hasHeader('content-encoding')) return done(null, payload)
    const type = reply.getHeader('content-type')
    if (typeof type !== 'string' || !compressible.test(type)) return done(null, payload)
    appendVary(reply.getHeader('vary'), (value) => reply.header('vary', value))
    if (!acceptsGzip(request.headers['accept-encoding'])) return done(null, payload)
    gzip(payload, { level: constants.Z_BEST_SPEED }, (error, compressed) => {
      if (error !== null) return done(error)
      reply.header('content-encoding', 'gzip')
      reply.removeHeader('content-length')
      done(null, compressed)
    })
  })
}

function isWorthIt(payload: unknown): payload is string | Buffer {
  return (typeof payload === 'string' || Buffer.isBuffer(payload)) && payload.length >= threshold
}

export function acceptsGzip(header: string | string[] | undefined): boolean {
  return typeof header === 'string' && header.includes('gzip') && !/gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)/.test(header)
}

function appendVary(current: unknown, set: (value: string) => void): void {
  set(typeof current === 'string' && current !== '' ? `${current}, Accept-Encoding` : 'Accept-Encoding')
}
