import type { JobDeclaration } from './job.ts'

const millisecondsPerDay = 86_400_000

/** When a job is due next after a moment; null when it runs on demand only. Of two schedules the earlier counts. */
export function nextTime({ everySeconds, at }: Pick<JobDeclaration, 'everySeconds' | 'at'>, after: number): number | null {
  const times = [...(everySeconds === undefined ? [] : [after + everySeconds * 1000]), ...(at === undefined ? [] : [nextTimeOfDay(at, after)])]
  return times.length === 0 ? null : Math.min(...times)
}

function nextTimeOfDay(at: string, after: number): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  const midnight = after - (((after % millisecondsPerDay) + millisecondsPerDay) % millisecondsPerDay)
  const today = midnight + (hours * 60 + minutes) * 60_000
  return today > after ? today : today + millisecondsPerDay
}

const firstPause = 30_000
const longestPause = 3_600_000

/** The pause after a failed attempt: 30 s, 2 min, 8 min, ... at most an hour. */
export function pauseAfter(attempt: number): number {
  return Math.min(longestPause, firstPause * 4 ** Math.max(0, attempt - 1))
}
