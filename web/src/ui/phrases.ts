import { i18n, messageRevision } from './messages.ts'

type Pattern = { whole: RegExp; places: readonly string[]; text: string }
type Texts = ReadonlyMap<string, string>
type Phrases = { revision: number; locale: string; /** By plugin. */ own: ReadonlyMap<string, Texts>; texts: Texts; patterns: readonly Pattern[]; known: Map<string, string> }

const mostKnown = 5000
let phrases: Phrases = { revision: -1, locale: '', own: new Map(), texts: new Map(), patterns: [], known: new Map() }

/**
 * What a plugin says in English, in the reader's language. Texts of hooks are the same for every reader, so the plugin's
 * messages bring their translations under `phrases`, by the English text: `"due": "fällig"`. `{place}` stands for what differs:
 * `"Overdue: {what}": "Überfällig: {what}"`. What nobody translates stays as it is. Where it is known whose text it is, the words of that plugin
 * count before those of others.
 */
export function phrase(text: string, plugin?: string): string {
  const { own, texts, patterns, known } = current()
  const found = (plugin === undefined ? undefined : own.get(plugin)?.get(text)) ?? texts.get(text) ?? known.get(text)
  if (found !== undefined || patterns.length === 0) return found ?? text
  if (known.size >= mostKnown) known.clear()
  const made = fill(text, patterns, texts)
  known.set(text, made)
  return made
}

/** What stands in a place may be a phrase itself: the reason of "Down: breakdown". */
function fill(text: string, patterns: readonly Pattern[], texts: Texts): string {
  for (const { whole, places, text: translated } of patterns) {
    const match = whole.exec(text)
    if (match) return places.reduce((made, place, index) => made.replaceAll(`{${place}}`, () => texts.get(match[index + 1] ?? '') ?? match[index + 1] ?? ''), translated)
  }
  return text
}

function current(): Phrases {
  const [revision, locale] = [messageRevision.value, i18n.global.locale.value]
  if (phrases.revision !== revision || phrases.locale !== locale) phrases = { revision, locale, known: new Map(), ...collect(i18n.global.getLocaleMessage(locale)) }
  return phrases
}

function collect(messages: object): Pick<Phrases, 'own' | 'texts' | 'patterns'> {
  const own = new Map(Object.entries(messages).map(([plugin, tree]): [string, Texts] => [plugin, textsIn(tree)]))
  const texts = [...own.values()].flatMap((entries) => [...entries])
  return { own, texts: new Map(texts.toReversed()), patterns: texts.filter(([text]) => /\{\w+\}/.test(text)).map(([text, translated]) => patternOf(text, translated)) }
}

function textsIn(tree: unknown): Texts {
  const entries = isTree(tree) && isTree(tree['phrases']) ? Object.entries(tree['phrases']) : []
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function patternOf(text: string, translated: string): Pattern {
  const places = [...text.matchAll(/\{(\w+)\}/g)].map(([, place = '']) => place)
  const between = text.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return { whole: new RegExp(`^${between.join('(.+)')}$`, 's'), places, text: translated }
}
