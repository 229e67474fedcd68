/** A small generator of its own, so that the same plant comes out on every computer and version of Node. */
export type Random = {
  /** 0 (included) to 1 (excluded). */
  next: () => number
  /** A whole number, both ends included. */
  between: (from: number, to: number) => number
  chance: (share: number) => boolean
  pick: <T>(values: readonly T[]) => T
  weighted: <T>(values: readonly (readonly [weight: number, value: T])[]) => T
}

/** Numbers that depend on the seed and the salt alone: every asset draws its own, whoever was generated before it. */
export function createRandom(seed: number, salt: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 1, 0xc2b2ae35)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  next()
  const at = <T>(values: readonly T[], index: number): T => {
    const value = values[index]
    if (value === undefined) throw new RangeError('There is nothing to pick from.')
    return value
  }
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (share) => next() < share,
    pick: (values) => at(values, Math.floor(next() * values.length)),
    weighted: (values) => {
      let rest = next() * values.reduce((sum, [weight]) => sum + weight, 0)
      const found = values.find(([weight]) => (rest -= weight) < 0)
      return (found ?? at(values, values.length - 1))[1]
    },
  }
}
