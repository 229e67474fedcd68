/** Remembers ids for a few seconds: the producer publishes a sure detection on two channels. */
export function createRecentIds(milliseconds: number, now: () => number) {
  const until = new Map<string, number>()

  /** Sets keep their order, so what is oldest stands first. */
  function forgetOld(): void {
    for (const [id, end] of until) {
      if (end > now()) return
      until.delete(id)
    }
  }

  return {
    /** Whether this id was seen just now; from this call on it was. */
    isRepeated: (id: string): boolean => {
      forgetOld()
      if (until.has(id)) return true
      until.set(id, now() + milliseconds)
      return false
    },
  }
}
