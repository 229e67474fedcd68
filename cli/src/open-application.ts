import type { Readable } from 'node:stream'
import type { Demo } from '@shopdb/server/features/demo/index'
import type { Platform } from '@shopdb/server/platform/platform'
import type { Method } from './connection/api-client.ts'
import { loadServerConfig } from './server-config.ts'

/** The application opened in this process, with its routes callable and no port. */
export type OpenedApplication = {
  target: string
  localToken: string
  platform: Platform
  demo: Demo
  inject: (method: Method, path: string, body: unknown, token: string) => Promise<{ status: number; text: string }>
  /** The answer of a GET as a stream. */
  open: (path: string, token: string) => Promise<{ status: number; body: Readable }>
  close: () => Promise<void>
}

/** Opens the database of this data folder with everything around it: migrations, plugins, the one write path. */
export async function openApplication(): Promise<OpenedApplication> {
  const config = await loadServerConfig()
  const { createApp } = await import('@shopdb/server/app')
  const app = await createApp({ ...config, logLevel: 'silent' })
  return {
    target: `the database in ${config.dataDir} (no server runs on it)`,
    localToken: app.localToken,
    platform: app.platform,
    demo: app.demo,
    inject: async (method, path, body, token) => {
      const isFile = body instanceof Uint8Array
      const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }) }
      const answer = await app.http.inject({ method, url: path, headers, payload: body === undefined ? undefined : isFile ? Buffer.from(body) : JSON.stringify(body) })
      return { status: answer.statusCode, text: answer.body }
    },
    open: async (path, token) => {
      const answer = await app.http.inject({ method: 'GET', url: path, headers: { authorization: `Bearer ${token}` }, payloadAsStream: true })
      return { status: answer.statusCode, body: answer.stream() }
    },
    close: () => app.close(),
  }
}
