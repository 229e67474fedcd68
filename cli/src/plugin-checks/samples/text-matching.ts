import randexp from 'randexp'

const RandExp = randexp as unknown as typeof randexp.default // the package exports the class itself; its declarations say otherwise

/** Letters and digits of every script stand for themselves in what is made: one class of ASCII is enough for a sample. */
const classes: readonly [named: RegExp, plain: string][] = [[/\\p\{(?:L|Letter|Alphabetic)\}/g, '[a-zA-Z]'], [/\\p\{(?:Lu|Uppercase)\}/g, '[A-Z]'], [/\\p\{(?:Ll|Lowercase)\}/g, '[a-z]'], [/\\p\{(?:N|Nd|Number)\}/g, '[0-9]']]

/** What people write for such a pattern; readable, so tried first. */
function usualTexts(count: number): string[] {
  return [`${count}`, `sample${count}`, `s${count}`, `S${count}`, `SAMPLE${count}`, `sample-${count}`, `sample.${count}`, '/sample', `sample${count}.read`, `https://example.com/${count}`, '']
}

/** Any text that the pattern accepts, another one for each count as far as the pattern allows; undefined when none was found. */
export function textMatching(source: string, count: number, lowest: number, highest: number): string | undefined {
  const pattern = new RegExp(source, 'u')
  const fits = (text: string): boolean => pattern.test(text) && text.length >= lowest && text.length <= highest
  // The search takes three letters at least, so a sample has more where it may.
  const isLong = (text: string): boolean => text.length >= Math.min(6, highest)
  const found = [...usualTexts(count), ...made(source, count, lowest, highest)].filter(fits)
  return found.find(isLong) ?? found[0]
}

function* made(source: string, count: number, lowest: number, highest: number): Generator<string> {
  const plain = classes.reduce((text, [named, replacement]) => text.replaceAll(named, replacement), source)
  for (let attempt = 0; attempt < 120; attempt += 1) {
    const maker = new RandExp(plain)
    // Repetitions without an end: short ones, and as many as the shortest text allowed may need.
    maker.max = Math.min(highest, Math.max(lowest, 1 + (attempt % 12)))
    maker.randInt = numbersFrom(count * 211 + attempt)
    yield maker.gen()
  }
}

/** The same numbers for the same seed: a check that found something finds it again. */
function numbersFrom(seed: number): (from: number, to: number) => number {
  let state = seed >>> 0
  return (from, to) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return from + (state >>> 8) % (to - from + 1)
  }
}
