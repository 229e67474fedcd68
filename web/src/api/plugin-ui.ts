import type { UiAnswer } from '@shopdb/contract/plugin-ui'
import { request } from './request.ts'

export type { UiAnswer, UiItem, UiModuleProblem } from '@shopdb/contract/plugin-ui'

/** What the active plugins put into the slots, as far as the caller may see it. */
export function listPluginUi(): Promise<UiAnswer> {
  return request('GET', '/api/plugins/ui')
}

/** Calls back whenever the screens of a plugin have changed. Only a server in development offers it. */
export function watchPluginUi(onChange: () => void): () => void {
  const source = new EventSource('/api/plugins/ui/changes')
  source.addEventListener('change', onChange)
  return () => source.close()
}

/** What went wrong in a part of a plugin in this browser. The server writes it into its log, under the id it answers. */
export type UiFault = { plugin: string; slot: string; part: string; message: string; stack: string | null }

export async function reportUiFault(fault: UiFault): Promise<string | null> {
  const answer = await request<{ requestId: string }>('POST', '/api/plugins/ui/faults', { json: fault })
  return answer.requestId
}
