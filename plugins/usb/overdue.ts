import { appendEvents } from './chain.ts'
import { day, type Context } from './context.ts'
import { refreshMedium } from './medium.ts'
import { overdueLevels, tellOverdue } from './notices.ts'
import { findDueBefore, findUnfinished } from './store.ts'

/** How many levels a medium has passed, by how late it is. */
export function levelOf(late: number, settings: Pick<Context['settings'], 'firstReminderDays' | 'secondReminderDays' | 'lastReminderDays'>): number {
  return [settings.firstReminderDays, settings.secondReminderDays, settings.lastReminderDays].filter((days) => late >= days * day).length
}

/** Each level of each medium is noted in its chain and told once. Records that a lost process left behind are brought up to date. */
export async function escalate(context: Context, signal: AbortSignal): Promise<{ overdue: number; escalated: number; repaired: number }> {
  const now = Date.now()
  const sum = { overdue: 0, escalated: 0, repaired: 0 }
  for (let after = 0; !signal.aborted;) {
    const rows = await findDueBefore(context.database, now, overdueLevels, after)
    for (const row of rows) {
      sum.overdue += 1
      const level = levelOf(now - Number(row.dueat), context.settings)
      if (level > Number(row.overduelevel)) sum.escalated += await raiseLevel(context, Number(row.assetid), level, now)
    }
    if (rows.length < 500) break
    after = Number(rows.at(-1)?.assetid)
  }
  for (let ids = await findUnfinished(context.database, 0); ids.length > 0 && !signal.aborted; ids = await findUnfinished(context.database, ids.at(-1) ?? 0)) {
    for (const id of ids) await refreshMedium(context, id)
    sum.repaired += ids.length
  }
  return sum
}

async function raiseLevel(context: Context, assetId: number, level: number, now: number): Promise<0 | 1> {
  const [medium] = await context.assets.names([assetId])
  if (medium === undefined) return 0
  const head = await appendEvents(context, assetId, (before) => (before.outAt === null || before.lostAt !== null || before.overdueLevel >= level ? [] : [{ kind: 'escalated', at: now, by: 'ShopDB', person: before.holder, dueAt: before.dueAt, detail: { level } }]))
  if (head.overdueLevel !== level || head.dueAt === null) return 0
  await refreshMedium(context, assetId, head)
  await tellOverdue(context, { id: assetId, assetNumber: medium.assetNumber, holder: head.holder }, level, Math.max(1, Math.floor((now - head.dueAt) / day)))
  return 1
}
