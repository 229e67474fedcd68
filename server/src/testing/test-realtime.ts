import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { TestHost } from '@shopdb/plugin-api/test-host'
import type { TestRedis, TestSocket } from '@shopdb/plugin-api/test-realtime'
import { startServerProcess, type ServerProcess } from './server-process.ts'
import { connectSocket, type SocketTestClient } from './socket-client.ts'
import type { TestApp } from './test-app.ts'

export type TestRealtime = Pick<TestHost, 'token' | 'url' | 'socket' | 'redis' | 'rows' | 'startProcess' | 'stop'>
type Options = { app: TestApp; name: string; folder: string; env: Record<string, string>; redis: TestRedis | null; tokenOf: (wanted: string | readonly string[] | undefined) => Promise<string> }

/** Milliseconds an event is waited for. */
const patience = 5000

/** The part of the testing kit that needs a port: clients, Redis, further processes. */
export function createTestRealtime({ app, name, folder, env, redis, tokenOf }: Options): TestRealtime {
  const clients: SocketTestClient[] = []
  const processes: ServerProcess[] = []
  let listening: Promise<string> | undefined

  const url = (): Promise<string> => (listening ??= app.app.http.listen({ host: '127.0.0.1', port: 0 }).then(() => {
    const { port } = app.app.http.server.address() as AddressInfo // it listens on a port
    return `http://127.0.0.1:${port}`
  }))

  return {
    url, redis,
    token: tokenOf,
    socket: async (wanted) => {
      const client = await connectSocket(await url(), name, wanted === null ? null : await tokenOf(wanted))
      clients.push(client)
      return present(client)
    },
    rows: (sql, parameters = []) => app.app.platform.database.all(sql, [...parameters]),
    startProcess: async () => {
      const { secretKey, jwtSecretKey } = app.app.platform.config
      const started = startServerProcess(app.place, { environment: { SHOPDB_PLUGIN_DIRS: folder, SECRET_KEY: secretKey, JWT_SECRET_KEY: jwtSecretKey, ...env } })
      processes.push(started)
      return { ...(await started.ready()), kill: started.kill }
    },
    stop: async () => {
      for (const client of clients) client.close()
      for (const each of processes) await each.kill()
      await app.stop()
      await redis?.stop()
    },
  }
}

function present({ socket, heard, of, send, close }: SocketTestClient): TestSocket {
  return {
    id: String(socket.id), heard, of, send, close,
    isConnected: () => socket.connected,
    next: async (event, count = 1) => {
      for (const started = Date.now(); of(event).length < count; await delay(2)) if (Date.now() - started > patience) throw new Error(`"${event}" came ${of(event).length} times within ${patience} ms, not ${count} times.`)
      return of(event)[count - 1]
    },
  }
}
