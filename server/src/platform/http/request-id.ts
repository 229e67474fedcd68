import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** An id that a proxy or client may hand over: short, printable, harmless in logs and headers. */
const sane = /^[A-Za-z0-9][A-Za-z0-9._:-]{3,63}$/

let counter = 0
const start = randomBytes(6).toString('base64url')

/** Takes over a sane `X-Request-Id`, else makes one: unique over processes by a random start, cheap by counting. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const inbound = request.headers['x-request-id']
  if (typeof inbound === 'string' && sane.test(inbound)) return inbound
  counter = (counter + 1) % 2_176_782_336
  return `${start}-${counter.toString(36)}`
}
