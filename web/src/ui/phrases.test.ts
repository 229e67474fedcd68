import { afterEach, beforeAll, expect, it } from 'vitest'
import { addMessages, useLocale } from './messages.ts'
import { phrase } from './phrases.ts'

beforeAll(() => {
  globalThis.document ??= { documentElement: {} } as Document // the language of the page is written there
  addMessages('de', { lockers: { title: 'Spinde', phrases: { 'due': 'fällig', 'breakdown': 'Defekt', 'Due (soon): {what}': 'Bald fällig: {what}', 'Down: {reason}': 'Steht: {reason}', '{tool} is due on {day}': 'Am {day} ist {tool} fällig' } } })
})
afterEach(() => useLocale('en'))

it('a text of a plugin is read in the reader\'s language, with what stands in its places', () => {
  expect(phrase('Down: breakdown')).toBe('Down: breakdown')
  useLocale('de')
  expect(phrase('due')).toBe('fällig')
  expect(phrase('Due (soon): Change coolant')).toBe('Bald fällig: Change coolant')
  expect(phrase('Down: breakdown')).toBe('Steht: Defekt')
  expect(phrase('CAL-7 $1 is due on 2026-05-04')).toBe('Am 2026-05-04 ist CAL-7 $1 fällig')
})

it('the words of a plugin count before those of others', () => {
  addMessages('de', { presses: { phrases: { due: 'zu erledigen' } } })
  useLocale('de')
  expect([phrase('due', 'presses'), phrase('due', 'lockers'), phrase('due', 'others'), phrase('breakdown', 'presses')]).toEqual(['zu erledigen', 'fällig', 'fällig', 'Defekt'])
})

it('what nobody translates stays, and a plugin that comes later is heard', () => {
  useLocale('de')
  expect(phrase('Seized')).toBe('Seized')
  addMessages('de', { vaults: { phrases: { Seized: 'Festgefressen' } } })
  expect(phrase('Seized')).toBe('Festgefressen')
})
