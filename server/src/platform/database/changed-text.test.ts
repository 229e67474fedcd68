import { expect, test } from 'vitest'
import { changedText } from './changed-text.ts'

const trigramsOf = (text: string): Set<string> => new Set(Array.from({ length: Math.max(0, text.length - 2) }, (_, index) => text.slice(index, index + 3)))

/** What an index holds that knew `before` after it has forgotten and learned. */
function indexAfter(before: string, after: string): string[] {
  const { removed, added } = changedText(before, after)
  const kept = [...trigramsOf(before)].filter((trigram) => !trigramsOf(removed).has(trigram))
  return [...new Set([...kept, ...trigramsOf(added)])].toSorted()
}

test('of a long text with one changed word only that word is touched', () => {
  const text = (user: string): string => `pc-77\nnorthfield\\${user}\n10.20.30.40\n001a2b3c4d5e`
  expect(changedText(text('user12'), text('user13'))).toEqual({ removed: 'r12\n1', added: 'r13\n1' })
})

test('the index holds the trigrams of the new text and no others, whatever changed', () => {
  const words = ['ab', 'abc', 'bca', 'user1', 'user12', '10.2', '2.10', '', 'a', 'aaaa', '\u00e4bc', '\ud83d\ude00b']
  let state = 42
  const next = (most: number): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % most
  const text = (): string => Array.from({ length: next(5) }, () => words[next(words.length)]).join('\n')
  for (let round = 0; round < 20_000; round += 1) {
    const [before, after] = [text(), text()]
    expect(indexAfter(before, after), JSON.stringify([before, after])).toEqual([...trigramsOf(after)].toSorted())
  }
})
