import type { FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'

/** Schema of the header, for routes that need it. */
export const versionHeaders = { type: 'object', properties: { 'if-match': { type: 'string', maxLength: 64, description: 'The version you read; or send "version" in the body.' } } } as const

/** The version a client read, from `If-Match` or the body; without it 428. */
export function expectedVersion(request: Pick<FastifyRequest, 'headers' | 'body'>): number {
  const header = request.headers['if-match']
  const digits = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header ?? '')?.[1]
  if (digits !== undefined) return Number(digits)
  if (header !== undefined) throw new Problem('REQUEST_INVALID', { fields: [{ path: 'If-Match', message: 'must be a version' }] })
  const { body } = request
  if (typeof body === 'object' && body !== null && 'version' in body && typeof body.version === 'number') return body.version
  throw new Problem('VERSION_REQUIRED')
}

/** 412 with both values of what was to be changed. */
export function assertVersion(expected: number, record: { version: number } & Record<string, unknown>, wanted: Readonly<Record<string, unknown>> = {}): void {
  if (record.version === expected) return
  const changed = Object.keys(wanted).filter((name) => name !== 'version' && name !== 'password' && JSON.stringify(wanted[name]) !== JSON.stringify(record[name]))
  const conflicts = changed.map((name) => ({ field: name, yours: wanted[name], theirs: record[name] ?? null }))
  throw new Problem('VERSION_STALE', { extra: { conflicts, currentVersion: record.version } })
}
