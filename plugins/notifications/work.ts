import { announce, sendDigests } from './announce.ts'
import type { Context } from './context.ts'
import { forgetOldNotices, rollOn } from './roll.ts'
import { publishChange } from './topic.ts'

export const jobName = 'tell'

/** Everything that comes with the clock: what begins and ends, who is told of it, and what digests have gathered. */
export async function work(context: Context, at: number, signal: AbortSignal): Promise<Record<string, number>> {
  const rolled = await rollOn(context, at, signal)
  let [told, sent] = [0, 0]
  for (;;) {
    const round = await announce(context, at, signal)
    told += round.told
    sent += round.sent
    if (round.told === 0) break
  }
  if (rolled > 0) publishChange(context)
  return { rolled, told, sent, digests: await sendDigests(context, at, signal), forgotten: await forgetOldNotices(context, at) }
}

/** What is announced now is told now; the schedule comes within a minute anyway. */
export async function announceSoon(context: Context): Promise<void> {
  try {
    await context.jobs.start(jobName)
  } catch (error) {
    context.log.warn({ reason: String(error) }, 'subscribers are told at the next run of the job')
  }
}
