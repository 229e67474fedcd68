import type { NavigationEntry } from '@shopdb/contract/manifest'
import type { PluginSummary } from '@shopdb/contract/plugins'
import type { Feature } from '../../feature.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { PermissionDeclaration, Platform } from '../../platform/platform.ts'
import { defineExtensionPoint, pluginHostTables, type PluginHost } from '../../plugin-host/index.ts'
import { createPluginAddition } from './add-plugin.ts'
import { createNavigation } from './navigation.ts'
import { packageRoutes } from './package-routes.ts'
import { createPluginSettings } from './plugin-settings.ts'
import { readOverview } from './plugin-overview.ts'
import { pluginRoutes } from './routes.ts'

export type { NavigationItem } from './navigation.ts'

export type PluginsFeatureOptions = {
  platform: Pick<Platform, 'database' | 'settings' | 'auth' | 'log' | 'permissions' | 'now' | 'config'>
  host: PluginHost
  /** Entries of the platform's own screens. */
  navigation: readonly NavigationEntry[]
  /** What runs the jobs of plugins; null where nothing does. */
  jobs?: Pick<Jobs, 'scheduled'> | null
}

/** Of the platform; what a plugin declares is added while it is active. */
export const pluginPermissions: readonly PermissionDeclaration[] = [
  { id: 'plugins.read', title: 'See plugins and their states', roles: ['administrator'] },
  { id: 'plugins.manage', title: 'Install, enable, disable and uninstall plugins', roles: ['administrator'] },
]

/** Plugins as people manage them, and what plugins add to permissions, settings, navigation and health. */
export function createPluginsFeature({ platform, host, navigation: coreEntries, jobs = null }: PluginsFeatureOptions): Feature {
  const navigation = createNavigation(coreEntries)
  const settings = createPluginSettings(platform)
  connectPermissions(platform, host)
  settings.connect(host)
  host.defineHolding({ title: 'permissions and navigation', registered: (plugin) => [...platform.permissions.all().filter(({ id }) => id.startsWith(`${plugin}.`)).map(({ id }) => `permission ${id}`), ...navigation.pathsOf(plugin).map((path) => `navigation ${path}`)] })
  navigation.connect(host)
  return {
    name: 'plugins',
    tables: pluginHostTables,
    permissions: pluginPermissions,
    routes: async (http) => {
      http.host.health.setPlugins((caller) => host.list().map((plugin) => healthOf(plugin, caller.may('plugins.read'))))
      http.host.health.addComponent('plugins', () => host.health())
      pluginRoutes(http, { host, navigation, overviewOf: (name) => readOverview({ platform, host, jobs }, name) })
      await packageRoutes(http, createPluginAddition({ platform, host }))
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

/** Everybody who is signed in learns what does not run and at which step it failed; messages may name files and addresses. */
function healthOf({ name, version, state, blockedBy, error, reason, nextStep }: PluginSummary, mayKnowMore: boolean) {
  const shown = { name, version, state }
  if (state === 'active') return shown
  const brief = error ? `${state} at "${error.stage}"` : blockedBy.length > 0 ? `waits for ${blockedBy.join(', ')}` : null
  return { ...shown, reason: mayKnowMore ? reason : brief, ...(mayKnowMore && { nextStep }) }
}

/** First of all points, so that whatever follows can rely on the plugin's permissions. */
function connectPermissions({ permissions }: Pick<Platform, 'permissions'>, host: PluginHost): void {
  host.defineExtensionPoint(defineExtensionPoint<readonly PermissionDeclaration[]>({
    key: 'permissions',
    added: (_plugin, declared) => permissions.add(declared),
    removed: (_plugin, declared) => permissions.remove(declared.map(({ id }) => id)),
  }))
}
