/** Kinds of supplies, as spare supplies name them too. */
export type SupplyKind = 'toner' | 'ink' | 'drum' | 'developer' | 'fuser' | 'belt' | 'waste' | 'ribbon' | 'labels' | 'kit' | 'other'

/** First match wins: "waste toner" is waste, a "drum" with toner in its name is a drum. */
const kinds: readonly (readonly [RegExp, SupplyKind])[] = [
  [/waste|receptacle/i, 'waste'], [/drum|opc|photoconduct|imaging unit|image unit|bildtrommel/i, 'drum'], [/developer/i, 'developer'], [/fus(er|ing)/i, 'fuser'], [/belt|transfer/i, 'belt'],
  [/maintenance|roller|kit|cleaner|adf/i, 'kit'], [/ribbon/i, 'ribbon'], [/label/i, 'labels'], [/\bink|tinte/i, 'ink'], [/toner|cartridge/i, 'toner'],
]

/** Black before the others: "black and cyan" is rare, "Photo Black ink" is common. Short names are those of Brother: BK, C, M, Y. */
const colours: readonly (readonly [RegExp, string])[] = [
  [/black|schwarz|noir|#000000|^b?k$/i, 'black'], [/cyan|#00ffff|^c$/i, 'cyan'], [/magenta|#ff00ff|^m$/i, 'magenta'], [/yellow|gelb|jaune|#ffff00|^y$/i, 'yellow'],
]

/** What a supply is, from the word of the protocol first and from its name where that says nothing. */
export function kindOf(kind: string | null, name: string): SupplyKind {
  const named = kind?.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('-', ' ') ?? ''
  const found = kinds.find(([pattern]) => pattern.test(named))?.[1]
  // A cartridge by the protocol may be a drum by its name, and never the other way round.
  if (found !== undefined && found !== 'toner') return found
  return kinds.find(([pattern]) => pattern.test(name))?.[1] ?? found ?? 'other'
}

export function colourOf(colour: string | null, name: string): string | null {
  const known = (text: string): string | undefined => colours.find(([pattern]) => pattern.test(text.trim()))?.[1]
  return (colour === null ? undefined : known(colour)) ?? known(name) ?? null
}

/** The name without the serial number that some makers put into it: it would be another supply after each change. */
export function plainName(name: string): string {
  return name.replace(/[;,]?\s*S\/?N[:\s]?\s*[A-Z0-9-]*\s*$/i, '').trim() || name.trim()
}

/** Part numbers that names carry: `Black Cartridge HP CF400X`, `Black Toner, PN 006R01509`, `Canon Cartridge 719/719H`. */
export function partNumberOf(partNumber: string | null, name: string): string | null {
  if (partNumber !== null && partNumber.trim() !== '') return partNumber.trim()
  const named = /\bP\/?N[:\s]\s*([A-Z0-9][A-Z0-9-]{3,})/i.exec(name)?.[1]
  if (named !== undefined && !/^unknown$/i.test(named)) return named
  const tokens = plainName(name).split(/[\s,;/()]+/)
  return tokens.find((token) => /^(?=.*\d)(?=.*[A-Z])[A-Z0-9-]{4,}$/.test(token)) ?? null
}
