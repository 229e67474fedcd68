import { readCommandEnvironment } from '../environment.ts'
import { usageFailure } from '../failure.ts'
import type { ApiClient } from './api-client.ts'
import { createHttpClient } from './http-client.ts'
import { findLocalServer } from './local-server.ts'

export type ConnectionOptions = { url?: string; token?: string }

/**
 * The way to the data: a server named by --url, else the one that runs on the same data folder, else the application
 * opened here on the database.
 */
export async function connect(options: ConnectionOptions): Promise<ApiClient> {
  const running = await connectIfRunning(options)
  if (running !== null) return running
  const { createInProcessClient } = await import('./in-process-client.ts')
  return createInProcessClient(options.token ?? readCommandEnvironment().token)
}

/** The same without opening the database: null when no server runs. */
export async function connectIfRunning(options: ConnectionOptions): Promise<ApiClient | null> {
  const environment = readCommandEnvironment()
  const url = options.url ?? environment.url
  const token = options.token ?? environment.token
  if (url !== undefined) return createHttpClient(assertUrl(url), token)
  const server = await findLocalServer(environment.dataFolder)
  return server === null ? null : createHttpClient(server.url, token ?? server.localToken)
}

function assertUrl(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw usageFailure(`"${url}" is not the address of a server.`, 'Use one like --url http://shopdb.site:5001')
}
