import { contentSchemas } from '@shopdb/contract/plugin-content'
import type { Level0Widget } from '@shopdb/contract/plugin-ui-level0'
import type { Caller } from '../../platform/caller.ts'
import { coreOwner, createContributions, defineExtensionPoint, loadContribution, type PluginHost } from '../../plugin-host/index.ts'
import type { AssetTypes } from '../assets/index.ts'
import { resolveLinks, type Level0Checks } from '../content/index.ts'
import type { RecordServices } from '../records/index.ts'
import { createContentCache } from './cached-content.ts'
import { coreWidgets } from './core-widgets.ts'
import { listWidget } from './list-widget.ts'
import { newestChange } from './store.ts'
import { defaultRefreshSeconds, type DashboardWidget } from './widget.ts'

export type DashboardOptions = { services: RecordServices; types: AssetTypes; host: PluginHost; checks: Level0Checks }

/** The tiles of core and of every active plugin. */
export function createDashboard({ services, types, host, checks }: DashboardOptions) {
  const { platform } = services
  const widgets = createContributions<DashboardWidget>('widget', (id) => platform.permissions.all().some((permission) => permission.id === id))
  const cached = createContentCache({ now: platform.now, stamp: () => newestChange(platform.database) })
  widgets.add(coreOwner, coreWidgets(services, types))
  connectHook(host, widgets)
  connectDeclarations(host, widgets, services, checks)
  return {
    list: (caller: Caller) => widgets.visibleTo(caller).map(({ plugin, entry }) => itemOf(plugin, entry)),
    load: async (caller: Caller, plugin: string, id: string): Promise<unknown> => {
      const found = widgets.get(caller, plugin, id)
      const { entry } = found
      const load = (asking: Caller): Promise<unknown> => loadContribution('widget', found, () => entry.load({ caller: asking }), contentSchemas[entry.kind])
      return resolveLinks(platform.resources, caller, await cached(entry, entry.refreshSeconds ?? defaultRefreshSeconds, caller, load))
    },
  }
}

export type Dashboard = ReturnType<typeof createDashboard>
type Widgets = ReturnType<typeof createContributions<DashboardWidget>>

function itemOf(plugin: string, { id, title, kind, size, refreshSeconds = defaultRefreshSeconds }: DashboardWidget) {
  return { plugin, id, title, kind, size: size ?? (kind === 'counter' ? 'small' : 'medium'), refreshSeconds }
}

/** A plugin's code is told who looks by `may` alone. */
function connectHook(host: PluginHost, widgets: Widgets): void {
  const adapted = new WeakMap<readonly DashboardWidget[], DashboardWidget[]>()
  host.defineExtensionPoint(defineExtensionPoint<readonly DashboardWidget[]>({
    key: 'widgets',
    added: ({ name }, added) => {
      const own = added.map((widget) => ({ ...widget, load: ({ caller }: { caller: Caller }) => widget.load({ caller: { may: caller.may } as Caller }) })) // plugin-api promises `may` and nothing else
      adapted.set(added, own)
      widgets.add(name, own)
    },
    removed: ({ name }, added) => widgets.remove(name, adapted.get(added) ?? []),
  }))
}

function connectDeclarations(host: PluginHost, widgets: Widgets, services: RecordServices, checks: Level0Checks): void {
  host.defineExtensionPoint(defineExtensionPoint<readonly Level0Widget[]>({
    key: 'ui.widgets',
    check: checks.widgets,
    added: (plugin, declared) => {
      const own = declared.map((widget) => listWidget(services, widget))
      plugin.own('declared widgets', () => widgets.remove(plugin.name, own))
      widgets.add(plugin.name, own)
    },
  }))
}
