/** Lets a key pass so many times a second; what is above is for the caller to drop. */
export function createRateLimit(perSecond: () => number, now: () => number) {
  const seconds = new Map<string | number, { began: number; count: number }>()
  return {
    passes: (key: string | number): boolean => {
      const second = seconds.get(key)
      if (!second || now() - second.began >= 1000) {
        seconds.set(key, { began: now(), count: 1 })
        return true
      }
      second.count += 1
      return second.count <= perSecond()
    },
    forget: (key: string | number): void => void seconds.delete(key),
  }
}
