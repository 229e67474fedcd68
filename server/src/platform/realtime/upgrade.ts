import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { realtimePath } from '@shopdb/contract/realtime'
import type { Server as Engine } from 'engine.io'
import { isOwnOrigin } from './handshake.ts'

type Options = { engine: Engine; corsOrigins: readonly string[]; assertRate: (address: string) => void; isStopping: () => boolean }

/** Only WebSockets reach the engine: everything else at its address is answered by the host, like any other address. */
export function createUpgrade({ engine, corsOrigins, assertRate, isStopping }: Options) {
  let server: HttpServer | undefined

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = (request.url ?? '').split('?', 1)[0]?.replace(/\/$/, '')
    if (path !== realtimePath) return refuse(socket, '404 Not Found')
    if (isStopping()) return refuse(socket, '503 Service Unavailable')
    if (!isOwnOrigin(request, corsOrigins)) return refuse(socket, '403 Forbidden')
    try {
      assertRate(request.socket.remoteAddress ?? '')
    } catch {
      // The only thing thrown is that there were too many.
      return refuse(socket, '429 Too Many Requests')
    }
    engine.handleUpgrade(request, socket, head)
  }

  return {
    attach: (http: HttpServer): void => {
      server = http
      http.on('upgrade', upgrade)
    },
    detach: (): void => void server?.off('upgrade', upgrade),
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
