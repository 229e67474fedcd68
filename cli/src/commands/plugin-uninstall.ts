import { Option, type Command } from 'commander'
import { uninstallPolicies, type PluginArchive, type UninstallEntry, type UninstallPlan, type UninstallPolicy, type UninstallResult } from '@shopdb/contract/plugins'
import { withQuery } from '../connection/api-client.ts'
import { defineApiCommand, type ApiRun } from '../define-command.ts'
import { formatTable } from '../terminal/table.ts'
import { assertAgreed, type Terminal } from '../terminal/terminal.ts'

type UninstallOptions = { policy?: UninstallPolicy; plan?: boolean; yes?: boolean }
type RestoreOptions = { archive?: string }
type Restored = { name: string; state: string; nextStep: string | null; restored: { archive: PluginArchive; rows: number } }

/** Taking a plugin away with its data, and bringing it back. */
export function definePluginUninstall(plugin: Command, terminal: Terminal): void {
  defineApiCommand<UninstallOptions>(plugin, terminal, {
    usage: 'uninstall <name>',
    summary: 'uninstall a plugin; its data goes into an archive unless told otherwise',
    examples: ['plugin uninstall tickstock --plan', 'plugin uninstall tickstock --yes', 'plugin uninstall tickstock --policy purge'],
  }, uninstall).addOption(new Option('--policy <policy>', 'what becomes of its data (default: as its manifest says, else archive)').choices(uninstallPolicies)).option('--plan', 'only show what would go').option('--yes', 'do not ask')
  defineApiCommand<RestoreOptions>(plugin, terminal, {
    usage: 'restore <name>',
    summary: 'put the archive of an uninstalled plugin back',
    examples: ['plugin restore tickstock', 'plugin restore tickstock --archive 20260131T081500'],
  }, restore).option('--archive <id>', 'which one; default the newest')
}

const policyWords = { keep: 'its data stays and is parked', archive: 'its data goes into an archive', purge: 'its data is deleted for good' } as const

async function uninstall({ client, print, isJson, terminal: person }: ApiRun, { policy: chosen, plan: onlyPlan, yes }: UninstallOptions, name: string): Promise<void> {
  const plan = await client.request('GET', withQuery(`/api/plugins/${encodeURIComponent(name)}/uninstall-plan`, { policy: chosen })) as UninstallPlan // documented answer
  if (onlyPlan) return print(plan, () => planText(plan, person.width))
  if (!isJson && yes !== true) person.out(planText(plan, person.width))
  await assertAgreed(person, `Uninstall the plugin ${name} (${policyWords[plan.policy]})?`, yes === true)
  const result = await client.request('DELETE', withQuery(`/api/plugins/${encodeURIComponent(name)}`, { policy: plan.policy })) as UninstallResult // documented answer
  print(result, () => resultText(result))
}

function planText({ name, policy, blockedBy, entries, remains }: UninstallPlan, width: number): string {
  const rows = entries.map((entry) => [entry.what, entry.name, entry.count, fateText(entry, policy)])
  return [
    `Uninstalling ${name} with policy ${policy} (${policyWords[policy]}):`,
    entries.length === 0 ? 'Nothing of it is stored.' : formatTable(['What', 'Name', 'Count', 'Then'], rows, width),
    `Stays in every case: ${remains.join('; ')}.`,
    ...(blockedBy.length > 0 ? [`These plugins depend on it, disable them first: ${blockedBy.join(', ')}.`] : []),
  ].join('\n')
}

function fateText({ fate }: UninstallEntry, policy: UninstallPolicy): string {
  return fate === 'archived' ? 'archived, then deleted' : fate === 'stays' && policy === 'keep' ? 'stays' : fate
}

function resultText({ name, policy, archive }: UninstallResult): string {
  if (archive) return `The plugin ${name} is uninstalled. Archive ${archive.id} holds ${archive.rows} rows; bring them back with: npx shopdb plugin restore ${name}`
  return policy === 'keep' ? `The plugin ${name} is uninstalled; what it stored is still here. Install it again to go on, or: npx shopdb plugin uninstall ${name} --policy archive` : `The plugin ${name} is uninstalled.`
}

async function restore({ client, print }: ApiRun, { archive }: RestoreOptions, name: string): Promise<void> {
  const answer = await client.request('POST', `/api/plugins/${encodeURIComponent(name)}/restore`, archive === undefined ? {} : { archive }) as Restored // documented answer
  print(answer, () => `${answer.restored.rows} rows of the archive ${answer.restored.archive.id} are back; the plugin ${name} is ${answer.state}.${answer.nextStep ? ` ${answer.nextStep}` : ''}`)
}
