import { installDependencies } from '../contract/check-contract.ts'
import { installPlugin } from '../contract/check-lifecycle.ts'
import { startThrowAwayHost } from '../contract/throw-away-host.ts'
import { asList, asRecord } from '../samples/operations.ts'
import type { PluginUnderCheck } from '../read-plugin.ts'

/** The plugin's own routes in the order in which its hook answers them; those of its asset types belong to the host. */
export async function countRoutes(plugin: PluginUnderCheck): Promise<string[]> {
  const host = await startThrowAwayHost({ folders: [plugin.folder, ...plugin.dependencyFolders] })
  try {
    await installDependencies(host, plugin)
    const { json } = await installPlugin({ host }, plugin.name)
    return asList(json.registrations).map(asRecord).filter(({ point }) => point === 'routes').map(({ title }) => String(title))
  } finally {
    await host.stop()
  }
}
