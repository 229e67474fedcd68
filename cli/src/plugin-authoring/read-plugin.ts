import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { PluginFinding } from '@shopdb/contract/plugins'
import type { PluginSubject } from '@shopdb/server/plugin-host/index'
import { readCommandEnvironment } from '../environment.ts'
import { CommandFailure } from '../failure.ts'
import { locate } from './locate-finding.ts'

/** The folder of a plugin as typed, relative to where the command was typed; without one the folder itself. */
export function pluginFolderOf(typed: string | undefined): string {
  const folder = resolve(readCommandEnvironment().workingFolder, typed ?? '.')
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false
  if (!isFolder || !existsSync(join(folder, 'manifest.json'))) {
    throw new CommandFailure('PLUGIN_NOT_FOUND', `${folder} is no plugin: it has no manifest.json.`, 'Name the folder of a plugin, or make one with: npx shopdb plugin new <name> --description "..."')
  }
  return folder
}

/** Judges one plugin by its files alone, as the host does before any of its code runs. */
export async function judgePlugin(folder: string): Promise<PluginSubject> {
  const { readPlugin } = await import('../plugin-checks/read-plugin.ts')
  return readPlugin(folder).subject
}

export function errorsOf(subject: PluginSubject): PluginFinding[] {
  return subject.findings.filter(({ severity }) => severity === 'error')
}

/** Throws with every error the files have, each with its line. */
export function assertSound(subject: PluginSubject): void {
  const errors = errorsOf(subject)
  if (errors.length === 0) return
  const fields = errors.map((finding) => ({ path: locate(subject.folder, finding), message: `${finding.message} ${finding.fix}` }))
  throw new CommandFailure('PLUGIN_INVALID', `The files of the plugin ${subject.name} have ${errors.length} error${errors.length === 1 ? '' : 's'}.`, 'Correct what is listed above.', { fields })
}

/** Throws when the fields have moved on and no migration leads to them: every request would fail on a missing column. */
export async function assertMigrated(subject: PluginSubject): Promise<void> {
  const { undeclaredChanges } = await import('@shopdb/server/migration-chains')
  const missing = undeclaredChanges(subject)
  if (missing.length > 0) throw new CommandFailure('PLUGIN_INVALID', `The migrations of ${subject.name} do not lead to its fields and tables: ${missing.length} steps are missing.`, `Write them with: npx shopdb db migrate ${subject.folder}`)
}
