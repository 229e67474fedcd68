import { describe, expect, test } from 'vitest'
import { textRule } from './check-text.ts'
import { placesOf } from './testing.ts'

describe('refused', () => {
  test.each([
    ['a home folder', 'see /home/jane/notes'],
    ['a Windows home folder', 'C:\\Users\\jane'],
    ['a registry', `https://${['registry', 'npmjs', 'org'].join('.')}/vue`],
    ['a note to oneself', '// TODO later'],
    ['praise', 'a seamless experience'],
    ['an emoji', 'done \u{1F389}'],
  ])('%s', async (_name, text) => {
    expect(await placesOf(textRule, { 'docs/a.md': `first\n${text}` })).toEqual(['docs/a.md:2'])
  })

  test('a lock file that records download addresses', async () => {
    expect(await placesOf(textRule, { 'package-lock.json': '{ "resolved": "https://example.org/a.tgz" }' })).toHaveLength(1)
  })

  test('a test that is switched off', async () => {
    expect(await placesOf(textRule, { 'server/src/a.test.ts': "test.skip('a', () => {})" })).toHaveLength(1)
  })
})

test.each(['server/src/workers/a.ts', 'GET /api/work/orders', 'pages/home/index', '(c) 2026 ShopDB', 'a -> b, a → b', 'the method of a registry'])('"%s" is fine', async (text) => {
  expect(await placesOf(textRule, { 'docs/a.md': text })).toEqual([])
})
