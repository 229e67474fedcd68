import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Found } from '../check-finding.ts'
import { installDependencies } from '../contract/check-contract.ts'
import { installPlugin } from '../contract/check-lifecycle.ts'
import { createRecord, type MadeRecord } from '../contract/check-records.ts'
import { createContractCheck } from '../contract/contract-check.ts'
import { startThrowAwayHost, tell } from '../contract/throw-away-host.ts'
import { readPlugin, type PluginUnderCheck } from '../read-plugin.ts'
import type { PhaseOutcome } from '../run-check.ts'

/** Installs the version before, fills it, and starts the present one on the same data. */
export async function checkUpgrade(plugin: PluginUnderCheck, progress: (what: string) => void, previous: string | null): Promise<PhaseOutcome> {
  if (previous === null) return { found: [], notRun: 'no previous version was given (--previous <folder>)' }
  const dataDir = mkdtempSync(join(tmpdir(), 'shopdb-check-upgrade-'))
  const folder = join(dataDir, 'given', plugin.name)
  try {
    cpSync(previous, folder, { recursive: true })
    progress('filling the previous version')
    const made = await fill(readPlugin(folder, [join(plugin.folder, '..')]), dataDir)
    if ('found' in made) return made
    rmSync(folder, { recursive: true })
    cpSync(plugin.folder, folder, { recursive: true })
    progress('starting the present version')
    return { found: await startAnew(plugin, folder, dataDir, made) }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function fill(before: PluginUnderCheck, dataDir: string): Promise<MadeRecord[] | PhaseOutcome> {
  const host = await startThrowAwayHost({ folders: [before.folder, ...before.dependencyFolders], dataDir })
  try {
    await installDependencies(host, before)
    const installed = await installPlugin({ host }, before.name)
    if (installed.status !== 200) return { found: [], notRun: `the previous version does not install here: ${tell(installed)}` }
    const check = createContractCheck(before, host)
    const records: MadeRecord[] = []
    for (const type of before.subject.assetTypes) for (let count = 0; count < 5; count += 1) records.push(...[await createRecord(check, type)].filter((record) => record !== null))
    return records
  } finally {
    await host.stop()
  }
}

async function startAnew(plugin: PluginUnderCheck, folder: string, dataDir: string, records: readonly MadeRecord[]): Promise<Found[]> {
  const host = await startThrowAwayHost({ folders: [folder, ...plugin.dependencyFolders], dataDir })
  try {
    const detail = await host.request('GET', `/api/plugins/${plugin.name}`)
    if (detail.json.state !== 'active') return [{ id: 'upgrade/start', file: 'manifest.json', message: `On the data of its previous version it is ${String(detail.json.state)}: ${String(detail.json.reason ?? '')}` }]
    const kept = new Set(plugin.subject.assetTypes.flatMap(({ schema }) => Object.keys(schema.properties)))
    return (await Promise.all(records.map(async ({ type, id, sent }) => {
      const answer = await host.request('GET', `${type.path}/${id}`)
      const lost = Object.keys(type.schema.properties).filter((name) => kept.has(name) && typeof sent[name] !== 'object' && sent[name] !== undefined && (answer.json[name] === null || answer.json[name] === undefined))
      return answer.status !== 200 ? [`the record ${id} reads as ${tell(answer)}`] : lost.map((name) => `"${name}" of the record ${id} is empty`)
    }))).flat().map((message) => ({ id: 'upgrade/lost', file: 'manifest.json', message: `After the upgrade ${message}.` }))
  } finally {
    await host.stop()
  }
}
