import { createHash } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'

const longest = 200
const digitWidth = 12

/**
 * The key by which identifiers and names are unique, sorted and found by prefix, so that it comes out the same on every
 * engine: NFC, lower case without regard to a language, runs of digits padded to 12 places. `CNC-2` < `CNC-10`;
 * `CNC-1` and `cnc-1` are one. Leading zeros are part of an identity and not of the order: `7` and `007` are two that
 * stand beside each other, because the key ends with how many zeros each run of digits had (`!2`). `ß` and `ẞ` are `ss`,
 * final sigma is sigma, as in Unicode's full case folding; the Turkish dotless i stays apart. Blanks at the ends do not
 * count. What gets longer than 200 characters keeps its first 179 and a hash of all of it, so that different texts keep
 * different keys.
 */
export function naturalKey(text: string): string {
  const folded = fold(text)
  return bounded(`${pad(folded)}${leadingZeros(folded)}`)
}

/** The same without the count of zeros: where every key of a text begins, and ranges of keys are cut. */
export function naturalOrder(text: string): string {
  return bounded(pad(fold(text)))
}

function fold(text: string): string {
  return text.normalize('NFC').trim().toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ').replaceAll('i\u0307', 'i').normalize('NFC')
}

function pad(folded: string): string {
  return folded.replace(/[0-9]+/g, padDigits)
}

/** Digits in front of it are padded, so no other text ends like this. */
function leadingZeros(folded: string): string {
  const counts = (folded.match(/[0-9]+/g) ?? []).map((digits) => digits.length - withoutZeros(digits).length)
  const last = counts.findLastIndex((count) => count > 0)
  return last < 0 ? '' : `!${counts.slice(0, last + 1).join()}`
}

function bounded(key: string): string {
  return key.length <= longest ? key : `${cutAt(key, 179)}~${createHash('sha256').update(key).digest('hex').slice(0, 20)}`
}

/**
 * The beginning of every key whose text begins with `text`: for look-up by prefix. A number at its end is left out,
 * because more digits may follow (`CNC-1` is the beginning of `CNC-15`); filter what comes back by the text itself.
 */
export function naturalKeyPrefix(text: string): string {
  return cutAt(naturalOrder(text.trimStart().replace(/[0-9]+$/, '')), 179)
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=.)/, '')
}

function padDigits(digits: string): string {
  const significant = withoutZeros(digits)
  if (significant.length <= digitWidth) return significant.padStart(digitWidth, '0')
  // Longer numbers sort after all shorter ones: one more leading digit position, by their length.
  return `:${String(significant.length).padStart(3, '0')}${significant}`
}

/** Never between the halves of a surrogate pair, which the server engines would refuse. */
export function cutAt(text: string, length: number): string {
  const cut = text.slice(0, length)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}

/**
 * An IP address as sortable hex: `4` + 8 digits or `6` + 32 digits, so that v4 sorts before v6 and a network is a range.
 * A v4 address mapped into v6 is the v4 address. Null when the text is no address.
 */
export function ipKey(text: string): string | null {
  const address = text.trim().toLowerCase()
  if (isIPv4(address)) return `4${hexOfV4(address)}`
  if (!isIPv6(address)) return null
  const hex = hexOfV6(address.split('%')[0] ?? '')
  return hex.startsWith('00000000000000000000ffff') ? `4${hex.slice(24)}` : `6${hex}`
}

function hexOfV4(address: string): string {
  return address.split('.').map((part) => Number(part).toString(16).padStart(2, '0')).join('')
}

function hexOfV6(address: string): string {
  const plain = address.replace(/\d+\.\d+\.\d+\.\d+$/, (v4) => hexOfV4(v4).replace(/^(....)/, '$1:'))
  const [head = '', tail] = plain.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join('')
}

/** A MAC address in any notation (`00-1A-2b…`, `001a.2b3c.4d5e`, `00:1a:…`) as 12 hex digits. Null when it is none. */
export function macKey(text: string): string | null {
  const groups = text.trim().toLowerCase()
  const isWritten = /^(?:[0-9a-f]{12}|[0-9a-f]{1,2}(?:[:\- ][0-9a-f]{1,2}){5}|[0-9a-f]{4}(?:[.:-][0-9a-f]{4}){2}|[0-9a-f]{6}[-:][0-9a-f]{6})$/.test(groups)
  if (!isWritten) return null
  const parts = groups.split(/[:\-. ]/)
  return parts.length === 6 ? parts.map((part) => part.padStart(2, '0')).join('') : parts.join('')
}
