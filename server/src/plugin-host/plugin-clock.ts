import type { PluginClock } from '@shopdb/plugin-api'
import { timersFor } from '../platform/timers.ts'
import type { PluginHandle } from './extension-points.ts'

/** `context.clock`: timers that end with the plugin, and whose failures stay with it. */
export function createPluginClock(plugin: PluginHandle, now: () => number): PluginClock {
  const timers = timersFor(now)
  const pending = new Set<() => void>()
  let isOver = false
  plugin.own('timers', () => {
    isOver = true
    for (const stop of pending) stop()
    pending.clear()
  })

  function start(label: string, milliseconds: number, work: () => void | Promise<void>, isRepeated: boolean): () => void {
    let isStopped = false
    let stop = (): void => undefined
    const plan = (): void => {
      stop = timers.after(milliseconds, () => {
        pending.delete(stop)
        void plugin.run(label, work).catch((error: unknown) => plugin.log.warn({ err: error }, `${label} failed`)).then(() => { if (isRepeated && !isStopped && !isOver) plan() })
      })
      pending.add(stop)
    }
    if (!isOver) plan()
    return () => {
      isStopped = true
      stop()
      pending.delete(stop)
    }
  }

  return {
    now,
    after: (milliseconds, work) => start('clock.after', milliseconds, work, false),
    every: (milliseconds, work) => start('clock.every', milliseconds, work, true),
  }
}
