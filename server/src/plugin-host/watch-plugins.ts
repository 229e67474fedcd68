import type { Logger } from 'pino'
import type { CodeOwner } from './code-owner.ts'
import { findEndings, type EndingRecord } from './ending-records.ts'
import type { Faults } from './faults.ts'
import { guardProcess } from './guard-process.ts'
import type { PluginScopes } from './plugin-scope.ts'
import type { PluginStore } from './plugin-store.ts'
import { startWatchdog } from './watchdog.ts'

export type WatchOptions = {
  /** Null: this process is not a server that starts again, or somebody debugs it. */
  stallLimit: number | null
  dataFolder: string
  log: Logger
  scopes: PluginScopes
  owner: CodeOwner
  faults: Pick<Faults, 'remember' | 'listen'>
  quarantine: (plugin: string, error: Error) => void
}

export type PluginWatch = {
  /** Quarantines what ended the processes before this one. Their records go when that is written. */
  judgeEndings: (store: Pick<PluginStore, 'rows' | 'quarantine'>) => Promise<void>
  stop: () => Promise<void>
}

/** What keeps a plugin from holding, ending or filling the process for good. Starts before any plugin code runs. */
export async function watchPlugins(options: WatchOptions): Promise<PluginWatch> {
  const { stallLimit, dataFolder, log, scopes, owner, faults } = options
  const watchdog = stallLimit === null ? null : await startWatchdog({ stallMilliseconds: stallLimit, dataFolder, marks: scopes.marks, scopes, owner })
  const releaseGuards = stallLimit === null ? () => undefined : guardProcess({ owner, scopes, onAttempt, onListenersRemoved: faults.listen })

  function onAttempt(plugin: string, label: string, error: Error): void {
    log.error({ plugin, label, err: error }, 'a plugin tried to end the server')
    faults.remember(plugin, { kind: 'ending', label, message: error.message, requestId: scopes.current()?.requestId ?? null, place: null })
    options.quarantine(plugin, error)
  }

  return {
    async judgeEndings(store) {
      const rows = await store.rows()
      for (const { record, forget } of findEndings(dataFolder)) {
        const { plugin } = record
        if (plugin === null) log.error({ ending: record }, 'an earlier server process ended itself because it stood still; no plugin is to blame')
        else if (rows.has(plugin)) {
          const message = describeEnding(record)
          faults.remember(plugin, { kind: 'ending', label: record.label ?? 'run', message, requestId: null, place: record.where })
          await store.quarantine(plugin, message)
          log.error({ plugin, ending: record }, 'plugin quarantined: it ended an earlier server process')
        }
        forget()
      }
    },
    async stop() {
      releaseGuards()
      await watchdog?.stop()
    },
  }
}

function describeEnding({ kind, label, where, milliseconds }: EndingRecord): string {
  const place = `${label ? ` in "${label}"` : ''}${where ? ` (${where})` : ''}`
  if (kind === 'stall') return `It held the server for ${(milliseconds / 1000).toFixed(1)} s${place}, so the server started again without it.`
  return `It filled the memory of the server${place}, so the server started again without it.`
}
