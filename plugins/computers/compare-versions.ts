const beforeRelease = /^(a|alpha|b|beta|rc|pre|preview|dev|snapshot|nightly|canary|insider)$/

/**
 * Compares two versions as people mean them: part by part, numbers by value. `10.9` < `10.10`, `4.8 SP6` < `4.95`, `1.0-rc1` < `1.0` <
 * `1.0 SP1`, `V17` = `17.0`. Below zero: the first is older.
 */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [partsOf(one), partsOf(other)]
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareParts(left[index], right[index])
    if (order !== 0) return order
  }
  return 0
}

type Part = number | string

/** Build hashes and the like after a plus sign say nothing about the order. */
function partsOf(version: string): Part[] {
  const [bare = ''] = version.trim().toLowerCase().replace(/^(version|ver|v|r)[\s.]*(?=\d)/, '').split('+')
  return [...bare.matchAll(/\d+|\p{L}+/gu)].map(([part]) => (/^\d/.test(part) ? Number(part) : part))
}

function compareParts(one: Part | undefined, other: Part | undefined): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  if (typeof one === 'string' && typeof other === 'string') return rank(one) - rank(other) || (one < other ? -1 : one > other ? 1 : 0)
  if (one === undefined) return other === 0 ? 0 : -rank(other)
  if (other === undefined) return one === 0 ? 0 : rank(one)
  return typeof one === 'number' ? 1 : -1
}

/** Against nothing: what comes before a release is less, a service pack, a letter or a further number more. */
function rank(part: Part | undefined): number {
  return typeof part === 'string' && beforeRelease.test(part) ? -1 : 1
}
