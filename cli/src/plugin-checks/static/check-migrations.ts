import { join } from 'node:path'
import { changedTables } from '@shopdb/server/platform/migrations/operations'
import { readMigrationFiles } from '@shopdb/server/platform/migrations/migration-files'
import { undeclaredChanges } from '@shopdb/server/migration-chains'
import type { Found } from '../check-finding.ts'
import type { PluginUnderCheck } from '../read-plugin.ts'

/** Migrations are valid, stay within the plugin's tables, and lead exactly to what is declared. */
export function checkMigrations(plugin: PluginUnderCheck): Found[] {
  const folder = join(plugin.folder, 'migrations')
  try {
    const files = readMigrationFiles(folder)
    const foreign = foreignFindings(plugin, files)
    // What reaches for other tables cannot lead to the declared ones; said once is enough.
    return foreign.length > 0 || plugin.subject.findings.some(({ severity }) => severity === 'error') ? foreign : behindFindings(plugin, files.at(-1)?.file)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [{ id: 'migrations/invalid', file: `migrations/${/\d{4}-[a-z0-9-]+\.json/.exec(message)?.[0] ?? ''}`, message }]
  }
}

function foreignFindings({ subject, name }: PluginUnderCheck, files: ReturnType<typeof readMigrationFiles>): Found[] {
  const owned = new Set((subject.manifest?.tables ?? []).map((table) => table.name))
  return files.flatMap(({ file, migration }) => {
    const foreign = new Set(migration.operations.flatMap((operation) => changedTables(operation)).filter((table) => !owned.has(table)))
    return [...foreign].map((table) => ({ id: 'migrations/foreign', file: `migrations/${file}`, message: `It changes the table "${table}", which the manifest of "${name}" does not list.` }))
  })
}

function behindFindings({ subject }: PluginUnderCheck, last: string | undefined): Found[] {
  return undeclaredChanges(subject).slice(0, 20).map((operation) => ({ id: 'migrations/behind', file: last === undefined ? 'manifest.json' : `migrations/${last}`, message: `Missing: ${operation.length > 200 ? `${operation.slice(0, 200)}...` : operation}` }))
}
