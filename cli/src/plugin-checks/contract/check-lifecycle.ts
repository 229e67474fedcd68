import type { UninstallPolicy } from '@shopdb/contract/plugins'
import { visibleParts } from './check-parts.ts'
import { compare, createRecord, type MadeRecord } from './check-records.ts'
import type { ContractCheck } from './contract-check.ts'
import { countRows, leftovers, type TableCounts } from './leftover-store.ts'
import { itemsOf, tell, type Answer } from './throw-away-host.ts'

export type Baseline = { parts: readonly string[]; rows: TableCounts }

/** The host as it is before the plugin is installed. */
export async function takeBaseline(check: ContractCheck): Promise<Baseline> {
  return { parts: await visibleParts(check), rows: await countRows(check.host.app.platform.database) }
}

export function installPlugin({ host }: Pick<ContractCheck, 'host'>, name: string): Promise<Answer> {
  return host.request('POST', `/api/plugins/${name}/install`, { approve: true })
}

/** Disabled it is as if it were not there; enabled again it has what it had. */
export async function checkDisable(check: ContractCheck, baseline: Baseline, records: readonly MadeRecord[]): Promise<void> {
  const { plugin, host, add } = check
  const before = await visibleParts(check)
  const disabled = await host.request('POST', `/api/plugins/${plugin.name}/disable`, {})
  if (disabled.status !== 200) return add({ id: 'contract/disable', message: `Disabling was answered ${tell(disabled)}` })
  const left = (await visibleParts(check)).filter((part) => !baseline.parts.includes(part) && !part.startsWith('asset type'))
  if (left.length > 0) add({ id: 'contract/disable', message: `Disabled it still shows: ${left.slice(0, 8).join(', ')}.` })
  const enabled = await host.request('POST', `/api/plugins/${plugin.name}/enable`, {})
  if (enabled.status !== 200) return add({ id: 'contract/disable', message: `Enabling again was answered ${tell(enabled)}` })
  const after = await visibleParts(check)
  const lost = before.filter((part) => !after.includes(part))
  if (lost.length > 0) add({ id: 'contract/disable', message: `Enabled again it lacks: ${lost.slice(0, 8).join(', ')}.` })
  await readAll(check, records, 'reads after it was disabled and enabled')
}

async function readAll(check: ContractCheck, records: readonly MadeRecord[], how: string): Promise<void> {
  for (const record of records) compare(check, record, await check.host.request('GET', `${record.type.path}/${record.id}`), how)
}

/** Uninstalls with each policy in turn. What was kept or archived is there when it is installed again; what was purged is nowhere. */
export async function checkUninstall(check: ContractCheck, baseline: Baseline, records: readonly MadeRecord[]): Promise<void> {
  if (!await uninstall(check, 'keep') || !await installAgain(check, 'keep')) return
  await readAll(check, records, 'reads after it was uninstalled with "keep" and installed again')
  if (!await uninstall(check, 'archive') || !await restoreData(check) || !await installAgain(check, 'archive')) return
  await readAll(check, records, 'reads from the restored archive')
  if (!await uninstall(check, 'purge')) return
  // By now the records of core that those of the plugin refer to exist; what comes on top is the plugin's.
  const empty = await takeBaseline(check)
  if (!await installAgain(check, 'purge')) return
  for (const type of check.plugin.subject.assetTypes) await createRecord(check, type)
  if (!await uninstall(check, 'purge')) return
  await sweep(check, { parts: baseline.parts, rows: empty.rows }, baseline)
  await installAgain(check, 'purge')
}

async function uninstall({ host, plugin, add }: ContractCheck, policy: UninstallPolicy): Promise<boolean> {
  const answer = await host.request('DELETE', `/api/plugins/${plugin.name}?policy=${policy}`)
  if (answer.status < 300) return true
  add({ id: 'contract/uninstall', message: `Uninstalling with "${policy}" was answered ${tell(answer)}${answer.status === 500 ? loggedReason(host) : ''}` })
  return false
}

/** What a person is not told stands in the log. */
function loggedReason({ log }: ContractCheck['host']): string {
  const message = log.findLast(({ level, err }) => level >= 50 && err?.message !== undefined)?.err?.message
  return message === undefined ? '' : ` The log says: ${message.slice(0, 300)}`
}

async function installAgain(check: ContractCheck, policy: UninstallPolicy): Promise<boolean> {
  const answer = await installPlugin(check, check.plugin.name)
  if (answer.status === 200) return true
  check.add({ id: 'contract/uninstall', message: `After uninstalling with "${policy}" installing was answered ${tell(answer)}` })
  return false
}

/** A plugin without tables leaves nothing to archive. */
async function restoreData({ host, plugin, add }: ContractCheck): Promise<boolean> {
  if ((plugin.subject.manifest?.tables ?? []).length === 0) return true
  const answer = await host.request('POST', `/api/plugins/${plugin.name}/restore`, {})
  if (answer.status < 300) return true
  add({ id: 'contract/uninstall', message: `Restoring its archive was answered ${tell(answer)}` })
  return false
}

/** What is left of a plugin that has gone: parts that people see, rows, tables, assets of its types. */
async function sweep(check: ContractCheck, { parts: seen, rows: counted }: Baseline, first: Baseline): Promise<void> {
  const { host, plugin, add } = check
  const parts = (await visibleParts(check)).filter((part) => !seen.includes(part))
  const after = await countRows(host.app.platform.database)
  const tables = [...after.keys()].filter((table) => !first.rows.has(table)).map((table) => `the table ${table}`)
  const found = itemsOf(await host.request('GET', '/api/assets?limit=100')).filter(({ type }) => String(type).startsWith(`${plugin.name}.`)).map(({ id }) => `the asset ${String(id)}`)
  const left = [...parts, ...tables, ...leftovers(counted, after), ...found]
  if (left.length > 0) add({ id: 'contract/sweep', message: `After it was purged there is still: ${left.slice(0, 12).join(', ')}.` })
}
