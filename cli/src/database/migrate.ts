import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ChainStatus } from '@shopdb/server/platform/migrations/migrator'
import type { PluginSubject } from '@shopdb/server/plugin-host/index'
import type { Run } from '../define-command.ts'
import { readCommandEnvironment } from '../environment.ts'
import { CommandFailure } from '../failure.ts'
import { loadServerConfig } from '../server-config.ts'
import { formatTable } from '../terminal/table.ts'
import { assertAgreed } from '../terminal/terminal.ts'
import { withMigrator } from './open-migrator.ts'

export async function showStatus(run: Run): Promise<void> {
  await withMigrator(async ({ migrator, chains, database }) => {
    const status = await migrator.status(chains)
    const pending = status.reduce((sum, chain) => sum + chain.pending.length, 0)
    run.print({ database: database.displayUrl, chains: status, pending }, () => [
      database.displayUrl,
      formatTable(['Chain', 'Applied', 'Last', 'Waiting'], status.map(statusRow), run.terminal.width),
      pending === 0 ? 'The database is up to date.' : `${pending} migrations wait. Apply them with: npx shopdb db upgrade`,
    ].join('\n'))
  })
}

function statusRow({ name, applied, pending, halfApplied, problem }: ChainStatus): unknown[] {
  return [name, applied.length, applied.at(-1)?.file, [...halfApplied.map((file) => `${file} (half applied)`), ...pending, ...(problem ? [problem] : [])].join(', ')]
}

export async function upgrade(run: Run): Promise<void> {
  await withMigrator(async ({ migrator, chains }) => {
    const applied = (await migrator.upgrade(chains)).map(({ chain, file }) => ({ chain, file }))
    run.print({ applied }, () => applied.length === 0 ? 'Nothing waited.' : applied.map(({ chain, file }) => `applied ${chain} ${file}`).join('\n'))
  })
}

/** Takes back the last files of one chain. What the files created goes, with the rows in it. */
export async function downgrade(run: Run, steps: number, chainName: string, isAgreed: boolean): Promise<void> {
  await withMigrator(async ({ migrator, chains }) => {
    const chain = (await migrator.status(chains)).find(({ name }) => name === chainName)
    if (chain === undefined) throw new CommandFailure('NOT_FOUND', `There is no chain "${chainName}".`, 'See their names with: npx shopdb db status')
    const undone = chain.applied.slice(-steps).map(({ file }) => file).toReversed()
    if (undone.length === 0 || steps === 0) return run.print({ takenBack: [] }, () => 'There is nothing to take back.')
    await assertAgreed(run.terminal, `Take back ${undone.join(', ')} of ${chainName}? Rows in tables they created are lost.`, isAgreed)
    const takenBack = await migrator.downgrade(chainName, chain.applied.at(-steps - 1)?.file ?? null)
    run.print({ takenBack }, () => takenBack.map((file) => `took back ${chainName} ${file}`).join('\n'))
  })
}

/** Writes the next file of a chain from the declared tables: of core, or of the plugin named. */
export async function writeMigration(run: Run, options: { name?: string | undefined; plugin?: string | undefined }): Promise<void> {
  const title = options.name?.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || undefined
  const chains = await import('@shopdb/server/migration-chains')
  const written = options.plugin === undefined ? chains.writeCoreMigration(title) : chains.writePluginMigration(await findPlugin(options.plugin), title)
  run.print({ written }, () => written === null ? 'The migrations already lead to the declared tables.' : `Wrote ${written.file} (${written.operations.length} operations). Read it before you commit it.`)
}

/** By its name in the plugin folders, else as a folder, relative to where the command was typed. */
async function findPlugin(name: string): Promise<PluginSubject> {
  const { readPlugins } = await import('@shopdb/server/migration-chains')
  const found = readPlugins(await loadServerConfig()).find((plugin) => plugin.name === name)
  if (found !== undefined) return found
  const folder = resolve(readCommandEnvironment().workingFolder, name)
  if (!existsSync(join(folder, 'manifest.json'))) throw new CommandFailure('PLUGIN_NOT_FOUND', `There is no plugin "${name}" in the plugin folders, and no folder of one at ${folder}.`, 'See the names with: npx shopdb plugin list')
  const { assertSound, judgePlugin } = await import('../plugin-authoring/read-plugin.ts')
  const subject = await judgePlugin(folder)
  assertSound(subject)
  return subject
}
