import { contentSchemas } from '@shopdb/contract/plugin-content'
import type { Level0Panel } from '@shopdb/contract/plugin-ui-level0'
import type { Caller } from '../../platform/caller.ts'
import { Problem } from '../../platform/problem.ts'
import { createContributions, defineExtensionPoint, loadContribution, type PluginHandle, type PluginHost } from '../../plugin-host/index.ts'
import type { AssetTypes } from '../assets/index.ts'
import { resolveLinks, type Level0Checks } from '../content/index.ts'
import type { RecordServices } from '../records/index.ts'
import { declaredPanel } from './declared-panel.ts'
import type { Panel } from './panel.ts'
import { findTypeId } from './store.ts'

export type PanelsOptions = { services: RecordServices; types: AssetTypes; host: PluginHost; checks: Level0Checks }

/** The panels that plugins add to the pages of assets. */
export function createPanels({ services, types, host, checks }: PanelsOptions) {
  const { platform } = services
  const panels = createContributions<Panel>('panel', (id) => platform.permissions.all().some((permission) => permission.id === id))
  connectHook(host, panels)
  connectDeclarations(host, panels, services, checks)

  /** The type of a live asset that the caller may see. */
  async function kindOf(caller: Caller, assetId: number): Promise<string> {
    const model = platform.resources.get('assets')
    const typeId = await findTypeId(platform.database, assetId)
    if (!model || typeId === null) throw new Problem('NOT_FOUND')
    await services.assertVisible(model, caller, assetId)
    return types.byId(typeId)?.kind ?? ''
  }

  return {
    list: async (caller: Caller, assetId: number) => {
      const kind = await kindOf(caller, assetId)
      return panels.visibleTo(caller).filter(({ entry }) => entry.types.includes(kind)).map(({ plugin, entry }) => ({ plugin, id: entry.id, title: entry.title, kind: entry.kind, order: entry.order ?? 100 }))
    },
    load: async (caller: Caller, assetId: number, plugin: string, id: string): Promise<unknown> => {
      const kind = await kindOf(caller, assetId)
      const found = panels.get(caller, plugin, id)
      if (!found.entry.types.includes(kind)) throw new Problem('NOT_FOUND', { detail: `The panel "${id}" does not stand on pages of ${kind}.` })
      return resolveLinks(platform.resources, caller, await loadContribution('panel', found, () => found.entry.load(assetId, caller), contentSchemas[found.entry.kind]))
    },
  }
}

export type Panels = ReturnType<typeof createPanels>
type Contributed = ReturnType<typeof createContributions<Panel>>
type HookPanel = Omit<Panel, 'types'> & { readonly types?: readonly string[] }

function ownTypes(plugin: PluginHandle): string[] {
  return plugin.subject.assetTypes.map(({ id }) => id)
}

/** A plugin's code is given the id alone. */
function connectHook(host: PluginHost, panels: Contributed): void {
  const adapted = new WeakMap<readonly HookPanel[], Panel[]>()
  host.defineExtensionPoint(defineExtensionPoint<readonly HookPanel[]>({
    key: 'assetPanels',
    added: (plugin, added) => {
      const own = added.map((panel): Panel => ({ ...panel, types: panel.types ?? ownTypes(plugin), load: (assetId) => Reflect.apply(panel.load, undefined, [assetId]) }))
      adapted.set(added, own)
      panels.add(plugin.name, own)
    },
    removed: ({ name }, added) => panels.remove(name, adapted.get(added) ?? []),
  }))
}

function connectDeclarations(host: PluginHost, panels: Contributed, services: RecordServices, checks: Level0Checks): void {
  host.defineExtensionPoint(defineExtensionPoint<readonly Level0Panel[]>({
    key: 'ui.panels',
    check: checks.panels,
    added: (plugin, declared) => {
      const own = declared.map((panel) => declaredPanel(services, panel, ownTypes(plugin)))
      plugin.own('declared panels', () => panels.remove(plugin.name, own))
      panels.add(plugin.name, own)
    },
  }))
}
