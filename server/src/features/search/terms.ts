/** Pairs of hexadecimal digits, or the groups of four that switches print, with separators; the first and the last may be cut. */
const macPattern = /^[:.\-]?[0-9a-f]{1,2}([:\-]?[0-9a-f]{1,2})*[:.\-]?$|^[0-9a-f]{2,4}(\.[0-9a-f]{1,4}){1,2}$/

/** The text search compares: lower case, composed (NFC), one blank between words, nothing that an engine cannot hold. */
export function searchText(text: string): string {
  return text.replaceAll('\u0000', ' ').toWellFormed().normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** Terms of a query as they stand. */
export function termsOf(query: string): string[] {
  return searchText(query).split(' ').filter((term) => term !== '').slice(0, 10)
}

/**
 * The ways to read a query: as it stands, and with what may be a part of a MAC address written as the index holds it,
 * without separators. `10-20` may be a part number as well.
 */
export function readingsOf(query: string): string[][] {
  const terms = termsOf(query)
  const joined = terms.map(withoutMacSeparators)
  return joined.every((term, index) => term === terms[index]) ? [terms] : [terms, joined]
}

function withoutMacSeparators(term: string): string {
  return /[:.\-]/.test(term) && macPattern.test(term) ? term.replace(/[:.\-]/g, '') : term
}

const fullMac = /^([0-9a-f]{2}[:\-]){5}[0-9a-f]{2}$/

/** The body of a document: each value once, MAC addresses without separators. */
export function searchBody(values: readonly (string | null | undefined)[]): string {
  const words = new Set<string>()
  for (const value of values) {
    if (!value) continue
    const text = searchText(value)
    words.add(fullMac.test(text) ? text.replace(/[:\-]/g, '') : text)
  }
  return [...words].join('\n')
}

/** Full-text parsers split at punctuation; `_` is a letter to them, so it stands for everything that is not one. */
function asWordCharacters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '_')
}

/** Distinct trigrams of every word of a body, for the engine whose full-text index knows whole words only. */
export function trigramsOf(body: string): string {
  const grams = new Set<string>()
  for (const word of body.split(/\s/)) {
    const letters = asWordCharacters(word)
    for (let index = 0; index + 3 <= letters.length; index += 1) grams.add(letters.slice(index, index + 3))
  }
  return [...grams].join(' ')
}

/** The boolean full-text query that finds every body holding the term's trigrams; `like` then verifies. */
export function gramsQuery(term: string): string {
  const grams = trigramsOf(term).split(' ').filter((gram) => gram !== '')
  return grams.map((gram) => `+${gram}`).join(' ')
}
