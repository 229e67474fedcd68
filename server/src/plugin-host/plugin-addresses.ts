import type { PluginState } from '@shopdb/contract/plugins'
import type { PluginHttp } from './activate-plugin.ts'
import { judgementOf, subjectOf, type HostState } from './host-state.ts'
import { prefixesOf, type PluginSubject } from './plugin-subject.ts'

/** States in which nobody wants the plugin to run: its addresses are as if it were not there. */
const unwanted: readonly PluginState[] = ['disabled', 'discovered', 'awaiting-approval', 'parked']

/** What the addresses of plugins that do not run answer. */
export function createPluginAddresses(http: PluginHttp, state: HostState) {
  const held = new Map<string, string[]>()

  /** 404 when nobody wants the plugin to run, else 503 with its name. */
  function refuse(subject: PluginSubject): void {
    // The addresses of a plugin that wants those of others must not be taken away from them.
    if (!subject.manifest || subject.findings.some(({ id }) => id.startsWith('names/'))) return
    const current = judgementOf(state, subject.name).state
    const failure = { plugin: subject.name, status: unwanted.includes(current) ? 404 : 503, reason: reasonOf(subject.name, current), errorFormat: subject.manifest.error_format ?? 'problem' } as const
    for (const prefix of prefixesOf(subject)) http.mountFailed(prefix, failure)
    held.set(subject.name, prefixesOf(subject))
  }

  function reasonOf(name: string, current: PluginState): string {
    if (current === 'active') return `The plugin ${name} is being replaced.`
    const stage = state.failures.get(name)?.stage
    return `The plugin ${name} is not active: ${current}${current === 'failed' && stage ? ` at "${stage}"` : ''}.`
  }

  return {
    refuse,
    hold: (subject: PluginSubject): void => void held.set(subject.name, prefixesOf(subject)),
    /** Brings the addresses of everything that does not run up to date, and frees those of what has gone. */
    async settle(): Promise<void> {
      for (const name of state.judgements.keys()) {
        const subject = subjectOf(state, name)
        if (subject && !state.active.has(name)) refuse(subject)
      }
      for (const [name, prefixes] of [...held]) {
        if (subjectOf(state, name)) continue
        for (const prefix of prefixes) await http.unmountChild(prefix)
        held.delete(name)
      }
    },
  }
}

export type PluginAddresses = ReturnType<typeof createPluginAddresses>
