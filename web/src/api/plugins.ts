import { request } from './request.ts'

export type PluginFinding = { id?: string; severity?: string; message?: string; fix?: string; file?: string }
export type PluginState = {
  name: string
  version: string | null
  state: string
  description?: string | null
  title?: string | null
  coreVersion?: string | null
  reason?: string | null
  blockedBy?: readonly string[]
  error?: { message?: string; code?: string } | null
  findings?: readonly PluginFinding[]
}

export async function listPlugins(): Promise<readonly PluginState[]> {
  const answer = await request<{ items: readonly PluginState[] }>('GET', '/api/plugins')
  return answer.items
}

export function setPlugin(name: string, action: 'install' | 'enable' | 'disable'): Promise<PluginState> {
  return request('POST', `/api/plugins/${encodeURIComponent(name)}/${action}`, { json: {} })
}

export type Health = { status: string; version?: string; contractVersion?: string; components?: unknown; plugins?: unknown }

export function health(): Promise<Health> {
  return request('GET', '/api/health')
}
