import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ChangeNotices } from './change-notices.ts'

/** One line for each change, for as long as the page is open (server-sent events). Ends when the server stops. */
export function streamChanges(changes: ChangeNotices, closing: AbortSignal, request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-request-id': request.id, 'x-accel-buffering': 'no' })
  raw.write(': open\n\n')
  const forget = changes.listen(() => void raw.write('event: change\ndata: {}\n\n'))
  const end = (): void => void raw.end()
  closing.addEventListener('abort', end, { once: true })
  raw.once('close', () => {
    forget()
    closing.removeEventListener('abort', end)
  })
}
