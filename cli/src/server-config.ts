import type { Config } from '@shopdb/server/config'

/** The server's settings, loaded only by commands that open the database themselves. */
export async function loadServerConfig(): Promise<Config> {
  const { loadConfig } = await import('@shopdb/server/config')
  return loadConfig()
}
