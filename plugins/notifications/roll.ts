import type { Context } from './context.ts'
import { findOldNotices, findToRoll } from './store.ts'
import { written } from './write-notification.ts'

const atOnce = 200

/** Brings states up to the clock: what has begun is active, what has ended waits for its next occurrence or is over. Answers how many changed. */
export async function rollOn(context: Context, at: number, signal: AbortSignal): Promise<number> {
  let rolled = 0
  for (;;) {
    signal.throwIfAborted()
    const due = await findToRoll(context.database, at, atOnce)
    if (due.length === 0) return rolled
    await context.records.saveMany('notifications', due.map((notification) => {
      const { state, currentFrom, currentUntil } = written(notification, at)
      // One that is over keeps its last occurrence.
      return state === 'over' ? { id: notification.id, state } : { id: notification.id, state, currentFrom, currentUntil }
    }))
    rolled += due.length
  }
}

/** Ended notices of plugins are many; what people announced stays. */
export async function forgetOldNotices(context: Context, at: number): Promise<number> {
  const ids = await findOldNotices(context.database, at - context.settings.keepDays * 86_400_000, 500)
  for (const id of ids) await context.records.remove('notifications', id)
  return ids.length
}
