import { basename } from 'node:path'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { toFailure } from '../../failure.ts'
import { locate } from '../locate-finding.ts'
import { errorsOf, judgePlugin } from '../read-plugin.ts'
import { writeManifestType } from '../shopdb-folder.ts'
import type { DevServer } from './dev-server.ts'
import { syncMigration } from './sync-migration.ts'
import type { Saved } from './watch-folder.ts'

export type Complaint = { place: string | null; message: string; fix: string }
export type Reload = { kind: 'declarations' | 'screens' | 'server'; files: string[]; migration: string | null; milliseconds: number; complaints: Complaint[] }

const declarations = /^(?:manifest\.json|(?:asset-types|tables|migrations)\/)/
const withoutEffect = /\.test\.[a-z]+$|\.md$|(?:^|\/)(?:\.gitignore|tsconfig\.json|LICENSE)$|\.shopdbplugin$/

/** What a save leads to: the plugin replaced, or what is in the way while the version before runs on. Null: nothing to do. */
export async function reloadPlugin(folder: string, server: DevServer, saved: Saved, agrees: (question: string) => Promise<boolean>): Promise<Reload | null> {
  const files = saved.files.filter((file) => !withoutEffect.test(file))
  if (files.length === 0) return null
  const kind = files.some((file) => declarations.test(file)) ? 'declarations' : files.every((file) => file.startsWith('ui/')) ? 'screens' : 'server'
  const result = (complaints: Complaint[], migration: string | null = null): Reload => ({ kind, files, migration, complaints, milliseconds: Math.max(0, Math.round(Date.now() - saved.at)) })
  if (files.includes('manifest.json')) writeManifestType(folder)
  const subject = await judgePlugin(folder)
  const errors = errorsOf(subject)
  if (errors.length > 0) return result(errors.map((finding) => complaintOf(folder, finding)))
  const { written, refused } = kind === 'declarations' ? await syncMigration(subject, agrees) : { written: null, refused: null }
  if (refused !== null) return result([{ place: null, ...refused }])
  try {
    // What runs on the server has not changed, so it goes on; the declarations of the screens are read at a replacement alone.
    if (kind === 'screens' && files.every((file) => !file.endsWith('.json'))) return result(await refreshScreens(folder, server))
    await server.client.request('POST', `/api/plugins/${basename(folder)}/replace`, { approve: true })
    return result([], written)
  } catch (error) {
    return result(complaintsOf(folder, error), written)
  }
}

/** A screen that does not compile is shown as such; the others run. */
async function refreshScreens(folder: string, server: DevServer): Promise<Complaint[]> {
  const { findings } = await server.client.request('POST', `/api/plugins/${basename(folder)}/ui`, {}) as { findings: PluginFinding[] } // documented answer
  return findings.map(({ file, message, fix }) => ({ place: file, message, fix }))
}

function complaintOf(folder: string, finding: PluginFinding): Complaint {
  return { place: locate(folder, finding), message: finding.message, fix: finding.fix }
}

/** The failed stage of a start knows its place in the code of the plugin. */
function placeOf(failure: unknown): string | null {
  return typeof failure === 'object' && failure !== null && 'place' in failure && typeof failure.place === 'string' ? failure.place : null
}

/** The server's findings each with their line; else its one reason, with the place in the plugin's own code. */
function complaintsOf(folder: string, error: unknown): Complaint[] {
  const { message, fix, details: given } = toFailure(error)
  const findings = Array.isArray(given.findings) ? given.findings as PluginFinding[] : [] // documented member of PLUGIN_INVALID
  const errors = findings.filter(({ severity }) => severity === 'error')
  return errors.length > 0 ? errors.map((finding) => complaintOf(folder, finding)) : [{ place: placeOf(given.failure), message, fix }]
}
