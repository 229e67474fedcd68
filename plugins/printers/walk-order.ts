/** A place on a floor, in any unit that is the same both ways. */
export type Place = { x: number; y: number }

/**
 * The order in which to walk to places on one floor: always the nearest next, then turned round where ways cross, until no turn makes it shorter (2-opt;
 * G. A. Croes, "A method for solving traveling-salesman problems", Operations Research 6, 1958). It begins at the place nearest to `from` and
 * ends where it ends. Good for a hundred places; the shortest way of all it need not be.
 */
export function walkOrder<Stop extends Place>(stops: readonly Stop[], from: Place): Stop[] {
  const left = [...stops]
  const way: Stop[] = []
  for (let at: Place = from; left.length > 0;) {
    const nearest = left.reduce((best, stop) => (distance(at, stop) < distance(at, best) ? stop : best))
    left.splice(left.indexOf(nearest), 1)
    way.push(nearest)
    at = nearest
  }
  return untangle(way, from)
}

function untangle<Stop extends Place>(way: Stop[], from: Place): Stop[] {
  for (let isShorter = true; isShorter;) {
    isShorter = false
    for (let first = 0; first < way.length - 1; first++) {
      for (let last = first + 1; last < way.length; last++) {
        const turned = [...way.slice(0, first), ...way.slice(first, last + 1).toReversed(), ...way.slice(last + 1)]
        if (lengthOf(turned, from) >= lengthOf(way, from) - 1e-9) continue
        way = turned
        isShorter = true
      }
    }
  }
  return way
}

export function lengthOf(way: readonly Place[], from: Place): number {
  return way.reduce((sum, stop, index) => sum + distance(way[index - 1] ?? from, stop), 0)
}

function distance(one: Place, other: Place): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}
