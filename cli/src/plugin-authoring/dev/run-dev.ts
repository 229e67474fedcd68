import { relative } from 'node:path'
import type { Run } from '../../define-command.ts'
import { toFailure } from '../../failure.ts'
import { writeShopdbFolder } from '../shopdb-folder.ts'
import { ensureRunning, openDevServer, type DevServer } from './dev-server.ts'
import { reloadPlugin, type Complaint, type Reload } from './reload-plugin.ts'
import { watchFolder } from './watch-folder.ts'

export type DevOptions = { port?: number; demo?: boolean }

/** Runs a plugin while its author works on it: every save counts at once, and a wrong one leaves the version before running. */
export async function runDev(run: Run, folder: string, options: DevOptions): Promise<void> {
  await writeShopdbFolder(folder)
  const server = await openDevServer(folder, { port: options.port, demo: options.demo === true })
  const agrees = (question: string): Promise<boolean> => (run.terminal.isInteractive ? run.terminal.askYes(question) : Promise.resolve(false))
  const stopWatching = watchFolder(folder, async (saved) => {
    const reload = await reloadPlugin(folder, server, saved, agrees).catch((error: unknown): Reload => ({ kind: 'server', files: saved.files, migration: null, milliseconds: 0, complaints: [failureWords(error)] }))
    tell(run, reload)
    return typeof reload?.migration === 'string' ? [reload.migration] : []
  })
  // First as after a save: a declaration that moved on while nobody watched gets its migration.
  tell(run, await reloadOrStart(folder, server, agrees))
  tellReady(run, folder, server)
  await server.stopped
  await stopWatching()
}

async function reloadOrStart(folder: string, server: DevServer, agrees: (question: string) => Promise<boolean>): Promise<Reload | null> {
  const { errorsOf, judgePlugin } = await import('../read-plugin.ts')
  const { syncMigration } = await import('./sync-migration.ts')
  const subject = await judgePlugin(folder)
  if (errorsOf(subject).length > 0) return reloadPlugin(folder, server, { files: ['manifest.json'], at: Date.now() }, agrees)
  const { written, refused } = await syncMigration(subject, agrees)
  const started = (complaints: Complaint[]): Reload => ({ kind: 'declarations', files: [], migration: written, milliseconds: 0, complaints })
  if (refused !== null) return started([{ place: null, ...refused }])
  try {
    await ensureRunning(server, folder)
    return written === null ? null : started([])
  } catch (error) {
    return started([failureWords(error)])
  }
}

function failureWords(error: unknown): Complaint {
  const { message, fix } = toFailure(error)
  return { place: null, message, fix }
}

function tellReady(run: Run, folder: string, { url, account }: DevServer): void {
  if (run.isJson) return run.terminal.out(JSON.stringify({ event: 'ready', url, account }))
  const signIn = account === null ? 'It is the server that ran already.' : `Sign in as ${account.username} with ${account.password}`
  run.terminal.out([`The plugin runs at ${url}`, signIn, `Watching ${folder}. Every save counts at once; Ctrl C ends it.`].join('\n'))
}

function tell(run: Run, reload: Reload | null): void {
  if (reload === null) return
  if (run.isJson) return run.terminal.out(JSON.stringify({ event: reload.complaints.length > 0 ? 'refused' : 'reloaded', ...reload }))
  const what = reload.files.length > 3 ? `${reload.files.length} files` : reload.files.map((file) => relative('.', file)).join(', ')
  if (reload.migration !== null) run.terminal.out(`wrote ${reload.migration}`)
  if (reload.complaints.length === 0) return run.terminal.out(`${what}: visible after ${reload.milliseconds} ms`)
  for (const { place, message, fix } of reload.complaints) run.terminal.note(`${place ?? what}: ${message}\n  fix: ${fix}`)
  run.terminal.note('The version before runs on.')
}
