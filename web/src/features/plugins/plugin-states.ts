import type { StatusKind } from '@shopdb/ui'
import type { PluginSummary } from '../../api/plugins.ts'

export type PluginAction = 'install' | 'approve' | 'enable' | 'disable' | 'retry' | 'upgrade' | 'reload' | 'uninstall'

const broken = new Set(['invalid', 'incompatible', 'blocked', 'schema-ahead', 'failed', 'quarantined', 'orphan'])
const off = new Set(['disabled', 'discovered', 'parked'])

export function toneOfState(state: string): StatusKind {
  if (state === 'active') return 'ok'
  if (broken.has(state)) return 'down'
  return off.has(state) ? 'unknown' : 'warn'
}

/** Another version lies in the folder than the one that runs. */
export function isUpgrade(plugin: PluginSummary): boolean {
  return plugin.installedVersion !== null && plugin.version !== null && plugin.installedVersion !== plugin.version
}

/** What can be done with a plugin as it is, the usual thing first. */
export function actionsFor(plugin: PluginSummary): PluginAction[] {
  const removable: PluginAction[] = plugin.installedAt === null && plugin.state !== 'parked' ? [] : ['uninstall']
  if (plugin.state === 'discovered' || plugin.state === 'parked') return [plugin.capabilities.length > 0 && !plugin.bundled ? 'approve' : 'install', ...removable]
  if (plugin.state === 'awaiting-approval') return ['approve', ...removable]
  if (plugin.state === 'active') return ['disable', isUpgrade(plugin) ? 'upgrade' : 'reload', ...removable]
  if (plugin.state === 'disabled') return ['enable', ...removable]
  if (plugin.state === 'orphan') return removable
  return ['retry', ...(plugin.installedAt === null ? [] : ['disable' as const]), ...removable]
}

/** Why it is not running, each reason with what to do; findings say more than the line that sums them up. */
export function reasonsOf(plugin: PluginSummary): { message: string; fix: string | null }[] {
  const findings = plugin.findings.map(({ message, fix }) => ({ message, fix: fix || null }))
  const whole = plugin.error?.message ?? plugin.reason ?? ''
  const summary = findings.some((finding) => whole.includes(finding.message)) ? [] : [{ message: whole, fix: null }]
  const reasons = [...summary, ...findings].filter((reason) => reason.message !== '')
  const last = reasons.at(-1)
  return last && last.fix === null ? [...reasons.slice(0, -1), { ...last, fix: plugin.nextStep }] : reasons
}
