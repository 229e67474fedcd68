import type { PluginOverview } from '@shopdb/contract/plugin-overview'
import type { PluginSummary, RestoreResult, UninstallPlan, UninstallPolicy } from '@shopdb/contract/plugins'
import { request } from './request.ts'

export type { PluginJobRun, PluginOverview } from '@shopdb/contract/plugin-overview'
export type { PluginArchive, PluginSummary, UninstallPlan, UninstallPolicy } from '@shopdb/contract/plugins'

export async function listPlugins(): Promise<readonly PluginSummary[]> {
  const answer = await request<{ items: readonly PluginSummary[] }>('GET', '/api/plugins', { query: { limit: 500 } })
  return answer.items
}

function pathOf(name: string): string {
  return `/api/plugins/${encodeURIComponent(name)}`
}

export function getPlugin(name: string): Promise<PluginOverview> {
  return request('GET', pathOf(name))
}

export type AddedPlugin = { name: string; version: string; previousVersion: string | null; state: PluginSummary['state'] }

/** Sends the file that `shopdb plugin pack` wrote; a plugin that runs is upgraded at once. */
export function addPlugin(file: File): Promise<AddedPlugin> {
  return request('POST', '/api/plugins', { body: new Blob([file], { type: 'application/octet-stream' }) })
}

/** `approve` grants the capabilities the plugin asks for. */
export function installPlugin(name: string, approve: boolean): Promise<PluginOverview> {
  return request('POST', `${pathOf(name)}/install`, { json: { approve } })
}

export function setPlugin(name: string, action: 'enable' | 'disable' | 'replace'): Promise<PluginOverview> {
  return request('POST', `${pathOf(name)}/${action}`, { json: {} })
}

/** Puts an archive back: the newest one, or the one named. */
export async function restorePlugin(name: string, archive?: string): Promise<RestoreResult> {
  const answer = await request<{ restored: RestoreResult }>('POST', `${pathOf(name)}/restore`, { json: archive ? { archive } : {} })
  return answer.restored
}

/** What uninstalling would do, before anything is done. */
export function uninstallPlan(name: string, policy: UninstallPolicy): Promise<UninstallPlan> {
  return request('GET', `${pathOf(name)}/uninstall-plan`, { query: { policy } })
}

export function uninstallPlugin(name: string, policy: UninstallPolicy): Promise<void> {
  return request('DELETE', pathOf(name), { query: { policy } })
}

export type Health = { status: string; version?: string; contractVersion?: string; components?: unknown; plugins?: unknown }

export function health(): Promise<Health> {
  return request('GET', '/api/health')
}
