import type { NavigationEntry } from '@shopdb/contract/manifest'
import type { Feature } from '../../feature.ts'
import type { PermissionDeclaration, Platform } from '../../platform/platform.ts'
import { defineExtensionPoint, pluginHostTables, type PluginHost } from '../../plugin-host/index.ts'
import { createNavigation } from './navigation.ts'
import { createPluginSettings } from './plugin-settings.ts'
import { pluginRoutes } from './routes.ts'

export type { NavigationItem } from './navigation.ts'

export type PluginsFeatureOptions = {
  platform: Pick<Platform, 'database' | 'settings' | 'auth' | 'log' | 'permissions'>
  host: PluginHost
  /** Entries of the platform's own screens. */
  navigation: readonly NavigationEntry[]
}

/** Of the platform; what a plugin declares is added while it is active. */
export const pluginPermissions: readonly PermissionDeclaration[] = [
  { id: 'plugins.read', title: 'See plugins and their states', roles: ['administrator'] },
  { id: 'plugins.manage', title: 'Install, enable, disable and uninstall plugins', roles: ['administrator'] },
]

/** Plugins as people manage them, and what plugins add to permissions, settings, navigation and health. */
export function createPluginsFeature({ platform, host, navigation: coreEntries }: PluginsFeatureOptions): Feature {
  const navigation = createNavigation(coreEntries)
  const settings = createPluginSettings(platform)
  connectPermissions(platform, host)
  settings.connect(host)
  navigation.connect(host)
  return {
    name: 'plugins',
    tables: pluginHostTables,
    permissions: pluginPermissions,
    routes: (http) => {
      // Without the reason: it may name files and addresses, and everybody who is signed in sees this.
      http.host.health.setPlugins(() => host.list().map(({ name, version, state }) => ({ name, version, state })))
      http.host.health.addComponent('plugins', () => host.health())
      pluginRoutes(http, host, navigation)
    },
    start: async () => {
      await host.start()
      settings.start()
    },
    stop: async () => {
      settings.stop()
      await host.stop()
    },
  }
}

/** First of all points, so that whatever follows can rely on the plugin's permissions. */
function connectPermissions({ permissions }: Pick<Platform, 'permissions'>, host: PluginHost): void {
  host.defineExtensionPoint(defineExtensionPoint<readonly PermissionDeclaration[]>({
    key: 'permissions',
    added: (_plugin, declared) => permissions.add(declared),
    removed: (_plugin, declared) => permissions.remove(declared.map(({ id }) => id)),
  }))
}
