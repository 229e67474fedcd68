export const day = 86_400_000

/** The date in UTC on which a moment lies. */
export function dateOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10)
}

/** The date so many days from now. */
export function dateIn(days: number, now = Date.now()): string {
  return dateOf(now + days * day)
}

/** Whole days from today to a date; below zero when it has passed. */
export function daysUntil(date: string, now = Date.now()): number {
  return Math.round((Date.parse(date) - Date.parse(dateOf(now))) / day)
}
