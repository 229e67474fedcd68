import type { JsonValue } from '../../platform/resources/record-values.ts'
import type { Random } from './random.ts'
import type { FieldRecipes, ValueRecipe } from './recipe.ts'

const millisecondsPerDay = 86_400_000

/** What texts of a recipe may refer to. */
export type Words = Readonly<Record<string, string>>

export function makeValue(recipe: ValueRecipe, random: Random, now: number, words: Words = {}): JsonValue {
  if (recipe === null || typeof recipe === 'number' || typeof recipe === 'boolean') return recipe
  if (typeof recipe === 'string') return fillIn(recipe, words)
  if (isList(recipe)) return makeValue(random.pick(recipe), random, now, words)
  if ('weighted' in recipe) return makeValue(random.weighted(recipe.weighted), random, now, words)
  if ('serial' in recipe) return serialNumber(recipe.serial, random)
  if ('daysAgo' in recipe) return isoBefore(now, recipe.daysAgo[0] + random.next() * (recipe.daysAgo[1] - recipe.daysAgo[0])).slice(0, recipe.dateOnly ? 10 : undefined)
  const [from, to] = recipe.between
  const step = recipe.step ?? 1
  return Math.round((from + Math.floor(random.next() * ((to - from) / step + 1)) * step) * 10_000) / 10_000
}

export function makeValues(recipes: FieldRecipes, random: Random, now: number, words: Words): Record<string, JsonValue> {
  const values: Record<string, JsonValue> = {}
  for (const name in recipes) values[name] = makeValue(recipes[name] ?? null, random, now, words)
  return values
}

/** Every text that a recipe can give: for references these are the labels that must exist. */
export function textsOf(recipe: ValueRecipe): string[] {
  if (typeof recipe === 'string') return [recipe]
  if (recipe === null || typeof recipe !== 'object') return []
  if (isList(recipe)) return recipe.filter((value) => typeof value === 'string')
  return 'weighted' in recipe ? recipe.weighted.map(([, value]) => value).filter((value) => typeof value === 'string') : []
}

export function isoBefore(now: number, days: number): string {
  return new Date(Math.floor(now - days * millisecondsPerDay)).toISOString()
}

/** A word that there is none of (no address, say) gives no value. */
function fillIn(text: string, words: Words): string | null {
  if (!text.includes('{')) return text
  const filled = text.replace(/\{(\w+)\}/g, (_match, name: string) => words[name] ?? '')
  return filled === '' ? null : filled
}

const serialLetters = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789'

export function serialNumber(pattern: string, random: Random): string {
  return pattern.replace(/[#?]/g, (place) => (place === '#' ? String(random.between(0, 9)) : (serialLetters[random.between(0, serialLetters.length - 1)] ?? 'X')))
}

function isList<T>(value: unknown | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}
