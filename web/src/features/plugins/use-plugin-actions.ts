import { showToast, useMessages, type ToastAction } from '@shopdb/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { ref, type Ref } from 'vue'
import { addPlugin, installPlugin, restorePlugin, setPlugin, uninstallPlugin, type PluginSummary, type UninstallPolicy } from '../../api/plugins.ts'
import { problemToast } from '../../plugin-host/problem-text.ts'
import { useModels } from '../../plugin-host/use-models.ts'
import { stateText } from './state-text.ts'

type Simple = 'enable' | 'disable' | 'replace'
export type PluginActions = {
  /** Name of the plugin something is being done with. */
  busy: Ref<string | null>
  set: (plugin: Named, action: Simple, undo?: Simple) => Promise<boolean>
  install: (plugin: Named, approve: boolean) => Promise<boolean>
  restore: (plugin: Named, archive?: string) => Promise<boolean>
  /** From a packed file: a new plugin, or a newer version of one. */
  add: (file: File) => Promise<boolean>
  uninstall: (plugin: PluginSummary, policy: UninstallPolicy) => Promise<boolean>
}
type Named = Pick<PluginSummary, 'name' | 'title'>

/** Changes of plugins with what follows from them: what a plugin brings is everywhere, so all of it is read again. */
export function usePluginActions(): PluginActions {
  const { t } = useMessages()
  const client = useQueryClient()
  const { reload } = useModels()
  const busy = ref<string | null>(null)

  async function run(plugin: Named, act: () => Promise<string>, undo: ToastAction | null): Promise<boolean> {
    busy.value = plugin.name
    try {
      showToast(await act(), undo ? { action: undo } : {})
      return true
    } catch (error) {
      problemToast(error)
      return false
    } finally {
      busy.value = null
      reload()
      await Promise.all(['plugins', 'plugin', 'navigation', 'dashboard', 'reports', 'plugin-ui'].map((key) => client.invalidateQueries({ queryKey: [key] })))
    }
  }

  const now = (plugin: Named, state: string): string => t('plugins.now', { name: plugin.title, state: stateText(state) })
  const back = (plugin: Named, action: Simple): ToastAction => ({ label: t('kit.undo'), run: async () => void (await set(plugin, action)) })

  async function set(plugin: Named, action: Simple, undo?: Simple): Promise<boolean> {
    return run(plugin, async () => now(plugin, (await setPlugin(plugin.name, action)).state), undo ? back(plugin, undo) : null)
  }

  function restore(plugin: Named, archive?: string): Promise<boolean> {
    return run(plugin, async () => {
      const { rows } = await restorePlugin(plugin.name, archive)
      return t('plugins.restored', { name: plugin.title, count: rows }, rows)
    }, null)
  }

  /** Installs again what was uninstalled with its records; putting an archive back installs by itself. */
  async function takeBack(plugin: PluginSummary, policy: UninstallPolicy): Promise<void> {
    if (policy === 'archive') await restore(plugin)
    else await run(plugin, async () => now(plugin, (await installPlugin(plugin.name, plugin.approvedCapabilities.length > 0)).state), null)
  }

  return {
    busy,
    set,
    restore,
    add: (file) => run({ name: file.name, title: file.name }, async () => {
      const added = await addPlugin(file)
      return t(added.previousVersion === null ? 'plugins.added' : 'plugins.upgraded', { name: added.name, version: added.version, state: stateText(added.state) })
    }, null),
    install: (plugin, approve) => run(plugin, async () => now(plugin, (await installPlugin(plugin.name, approve)).state), null),
    uninstall: (plugin, policy) => run(plugin, async () => {
      await uninstallPlugin(plugin.name, policy)
      return t(`plugins.uninstalled.${policy}`, { name: plugin.title })
    }, policy === 'purge' ? null : { label: t('kit.undo'), run: () => takeBack(plugin, policy) }),
  }
}
