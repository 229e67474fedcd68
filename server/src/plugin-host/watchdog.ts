import { closeSync } from 'node:fs'
import { url as inspectorUrl } from 'node:inspector'
import { getHeapStatistics } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { restartExitCode } from '@shopdb/contract/server-file'
import type { CodeOwner } from './code-owner.ts'
import type { PluginScopes } from './plugin-scope.ts'
import { cells, type EntryMarks } from './watchdog-memory.ts'
import type { WatchdogStart } from './watchdog-thread.ts'
import type { Sighting } from './watchdog-verdict.ts'

export type WatchdogOptions = {
  /** Milliseconds without a turn of the event loop after which the process ends. */
  stallMilliseconds: number
  dataFolder: string
  marks: EntryMarks
  scopes: PluginScopes
  owner: CodeOwner
}

const beatMilliseconds = 100
/** What process.exit ends in, without its listeners; taken before anybody can put something else in its place. */
const reallyExit: unknown = Reflect.get(process, 'reallyExit')
const heapEvery = 5

/**
 * Watches this thread from another one. A plugin that holds it, or fills the memory, cannot be stopped: what it was
 * doing is written down, the process ends, and the next start leaves the plugin out.
 */
export async function startWatchdog(options: WatchdogOptions): Promise<{ stop: () => Promise<void> }> {
  const { marks, stallMilliseconds, dataFolder } = options
  const { memory } = marks
  answerQuestions(options)
  Atomics.store(memory, cells.off, 0)
  const start: WatchdogStart = { memory, names: [...marks.known], stallMilliseconds, dataFolder, heapLimit: getHeapStatistics().heap_size_limit }
  const thread = new Worker(new URL('./watchdog-thread.ts', import.meta.url), { workerData: start, resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 2 } })
  marks.onNew((names) => thread.postMessage(names))
  await new Promise<void>((resolve, reject) => {
    thread.once('message', () => resolve())
    thread.once('error', reject)
  })
  thread.unref()
  let beats = 0
  const timer = setInterval(() => {
    Atomics.add(memory, cells.beat, 1)
    if (beats++ % heapEvery === 0) Atomics.store(memory, cells.heap, Math.round(heapPercent()))
  }, beatMilliseconds).unref()
  return {
    async stop() {
      Atomics.store(memory, cells.off, 1)
      clearInterval(timer)
      marks.onNew(() => undefined)
      await thread.terminate()
    },
  }
}

/** Functions the watchdog calls on this thread, in the middle of whatever it is doing: they only read. */
function answerQuestions({ owner, scopes }: WatchdogOptions): void {
  const look = (): string => JSON.stringify(sightingOf(owner, scopes))
  const end = (): void => {
    closeSync(2) // Node would write that it waits for a debugger, which is the watchdog
    if (typeof reallyExit === 'function') Reflect.apply(reallyExit, process, [restartExitCode])
  }
  Object.defineProperty(globalThis, Symbol.for('shopdb.watchdog'), { configurable: true, value: Object.freeze({ look, end }) })
}

function sightingOf(owner: CodeOwner, scopes: PluginScopes): Sighting {
  const { place, isCore } = owner.running()
  const scope = scopes.current()
  const debugged = inspectorUrl() !== undefined
  const heap = Math.round(heapPercent())
  if (place) return { plugin: place.plugin, isCore: false, label: scope?.plugin === place.plugin ? scope.label : null, where: `${place.file}:${place.line}`, heap, debugged }
  // Between two steps of an endless chain of promises nobody's code is on the stack; its entry tells whose it is.
  if (!isCore && scope && !scope.isDispatch) return { plugin: scope.plugin, isCore: false, label: scope.label, where: null, heap, debugged }
  return { plugin: null, isCore, label: null, where: null, heap, debugged }
}

function heapPercent(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
  return (used / limit) * 100
}
