import type { SocketClient, Sockets, SocketsApi, SocketTarget } from '@shopdb/plugin-api'
import { Problem } from '../../platform/problem.ts'
import type { PermissionRegistry } from '../../platform/platform.ts'
import type { Namespace } from '../../platform/realtime/namespaces.ts'
import type { Realtime } from '../../platform/realtime/realtime.ts'
import { defineExtensionPoint, type ExtensionPoint, type PluginHandle } from '../../plugin-host/index.ts'
import { createSocketEmissions } from './socket-emissions.ts'
import { createSocketSite, type SocketSite } from './socket-site.ts'

export type PluginSockets = { point: ExtensionPoint<Sockets>; contextFor: (plugin: PluginHandle) => SocketsApi }
type Options = { realtime: Realtime; now: () => number; permissions: Pick<PermissionRegistry, 'all'> }
type Sent = { plugin: string; event: string; body: unknown; to: SocketTarget }

const subject = 'sockets'
/** A plugin that is replaced takes its clients over; when nobody has come for them by then, they are disconnected. */
const graceMilliseconds = 1000

/** A Socket.IO namespace for each plugin that declares the hook `sockets`. */
export function createPluginSockets(options: Options): PluginSockets {
  const { realtime } = options
  const sites = new Map<string, SocketSite>()
  const namespaces = new Map<string, Namespace>()

  realtime.bus.listen(subject, (message) => {
    const { plugin, event, body, to } = message as Sent // written by another process of this site, from the same code
    const site = sites.get(plugin)
    if (site) site.emissions.deliver(site.namespace, event, body, to)
  })

  function endLater(name: string, namespace: Namespace): void {
    setTimeout(() => {
      if (sites.has(name)) return
      namespace.close(new Problem('PLUGIN_NOT_FOUND', { detail: `The plugin ${name} is not active.` }))
      namespaces.delete(name)
    }, graceMilliseconds).unref()
  }

  function emit(plugin: PluginHandle, event: string, body: unknown, { local = false, ...to }: SocketTarget = {}): void {
    const site = sites.get(plugin.name)
    const checked = (site?.emissions ?? createSocketEmissions(plugin.name, [])).checked(event, body)
    if (site) site.emissions.deliver(site.namespace, event, checked, to)
    if (!local) realtime.bus.send(subject, { plugin: plugin.name, event, body: checked, to } satisfies Sent)
  }

  return {
    point: defineExtensionPoint<Sockets>({
      key: 'sockets',
      added: async (plugin, declared) => {
        const permissions = new Set([...options.permissions.all(), ...plugin.subject.permissions].map(({ id }) => id))
        const missing = [declared.permission, ...declared.events.map(({ permission }) => permission)].find((id) => id !== undefined && !permissions.has(id))
        if (missing !== undefined) throw new Error(`The hook "sockets" asks for the permission "${missing}", which nobody declares. Declare it under "permissions" in the manifest.`)
        const namespace = namespaces.get(plugin.name) ?? realtime.openNamespace(plugin.name)
        namespaces.set(plugin.name, namespace)
        const site = createSocketSite({ ...options, plugin, declared, namespace })
        sites.set(plugin.name, site)
        await site.begin()
      },
      removed: async (plugin) => {
        const site = sites.get(plugin.name)
        if (!site) return
        sites.delete(plugin.name)
        await site.end()
        endLater(plugin.name, site.namespace)
      },
    }),
    contextFor: (plugin) => ({
      process: realtime.processId,
      emit: (event, body, to) => emit(plugin, event, body, to),
      clients: (room) => (sites.get(plugin.name)?.clients() ?? []).filter((client: SocketClient) => room === undefined || client.rooms.has(room)),
      living: realtime.record.living,
      event: (declaration) => declaration,
    }),
  }
}
