const placeholder = /\{(today|now)(?:([+-])(\d{1,5})d)?\}/g
const day = 86_400_000

/** `{today+14d}` and `{now-30d}` in a declared query become a date and a moment (UTC), so that "due soon" stays true. */
export function fillDates(text: string, now: number): string {
  return text.replace(placeholder, (_match, base: string, sign: string | undefined, days: string | undefined) => {
    const moment = new Date(now + (sign === '-' ? -1 : 1) * Number(days ?? 0) * day).toISOString()
    return base === 'today' ? moment.slice(0, 10) : moment
  })
}
