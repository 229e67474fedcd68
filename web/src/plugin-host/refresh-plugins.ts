import { queryClient } from '../api/query-client.ts'

/** What a plugin brings is everywhere: after one has come, gone or changed, all of it is read again. */
export async function refreshPlugins(): Promise<void> {
  const keys = ['plugins', 'plugin', 'plugin-ui', 'models', 'navigation', 'dashboard', 'reports', 'asset-panels', 'records']
  await Promise.all(keys.map((key) => queryClient.invalidateQueries({ queryKey: [key] })))
}
