import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'

/**
 * JSON only. An empty body counts as none (browsers send the content type with a bodiless POST), and texts with a NUL
 * are refused here once: PostgreSQL cannot store them.
 */
export function addBodyParsers(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['text/plain', 'application/json'])
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (!Buffer.isBuffer(bytes) || bytes.length === 0) return done(null, undefined)
    if (!isUtf8(bytes)) return done(new Problem('BODY_UNREADABLE', { detail: 'The body is not valid UTF-8.' }))
    const body = bytes.toString('utf8')
    if (body.trim() === '') return done(null, undefined)
    void parseJson(request, body, (error, value) => {
      if (error !== null) return done(new Problem('BODY_UNREADABLE', { cause: error }))
      if (body.includes('\\u0000') && holdsNul(value)) return done(new Problem('REQUEST_INVALID', { detail: 'A text holds the character NUL.' }))
      done(null, value)
    })
  })
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, entry]) => key.includes('\0') || holdsNul(entry))
}
