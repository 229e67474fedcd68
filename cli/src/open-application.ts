import type { Platform } from '@shopdb/server/platform/platform'
import type { Method } from './connection/api-client.ts'
import { loadServerConfig } from './server-config.ts'

/** The application opened in this process, with its routes callable and no port. */
export type OpenedApplication = {
  target: string
  localToken: string
  platform: Platform
  inject: (method: Method, path: string, body: unknown, token: string) => Promise<{ status: number; text: string }>
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
    inject: async (method, path, body, token) => {
      const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
      const answer = await app.http.inject({ method, url: path, headers, payload: body === undefined ? undefined : JSON.stringify(body) })
      return { status: answer.statusCode, text: answer.body }
    },
    close: () => app.close(),
  }
}
