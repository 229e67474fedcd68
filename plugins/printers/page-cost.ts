/** A supply of a printer with what a spare one costs. */
export type PricedSupply = { kind: string; colour: string | null; price: number | null; yieldPages: number | null }

/**
 * What a page costs: price by yield of each supply that wears with it. Everything but cyan, magenta and yellow wears with each page, these with
 * colour pages too. Yields are those of the maker (ISO/IEC 19752 and 19798: five percent of the page is covered by each colour). Without a price for
 * black, or for a colour page one of the colours, the site's own figure counts.
 */
export function pageCost(supplies: readonly PricedSupply[], otherwise: { mono: number; colour: number }): { mono: number; colour: number } {
  const priced = supplies.flatMap(({ kind, colour, price, yieldPages }) => (price !== null && yieldPages !== null && yieldPages > 0 ? [{ kind, colour, cost: price / yieldPages }] : []))
  const isColour = (colour: string | null): boolean => colour === 'cyan' || colour === 'magenta' || colour === 'yellow'
  const sum = (wanted: boolean): number => priced.filter(({ colour }) => isColour(colour) === wanted).reduce((total, { cost }) => total + cost, 0)
  const inks = priced.filter(({ kind }) => kind === 'toner' || kind === 'ink' || kind === 'ribbon')
  const has = (colours: readonly (string | null)[]): boolean => colours.every((colour) => inks.some((ink) => ink.colour === colour))
  const hasBlack = has(['black']) || has([null])
  const mono = hasBlack ? sum(false) : otherwise.mono
  const colour = has(['cyan', 'magenta', 'yellow']) ? mono + sum(true) : Math.max(otherwise.colour, mono)
  return { mono: rounded(mono), colour: rounded(colour) }
}

/** To ten thousandths, as the record keeps it. */
function rounded(cost: number): number {
  return Math.round(cost * 10_000) / 10_000
}
