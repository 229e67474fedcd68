import { describe, expect, test } from 'vitest'
import { bordersRule } from './check-borders.ts'
import { domainWordsRule } from './check-domain-words.ts'
import { findingsOf, placesOf } from './testing.ts'

test('the environment is read in config.ts, the launcher and tools, nowhere else', async () => {
  const text = 'const port = process.env.PORT'
  expect(await placesOf(bordersRule, { 'server/src/config.ts': text, 'launcher/shopdb.mjs': text, 'tools/a.ts': text, 'server/src/main.ts': text })).toEqual(['server/src/main.ts:1'])
})

test('the browser reaches the network through web/src/api, nowhere else', async () => {
  const text = "const a = await fetch('/api/assets')\nconst b = new WebSocket(a)\nconst c = window.fetch(a)"
  expect(await placesOf(bordersRule, { 'web/src/api/request.ts': text, 'web/src/shell/start.ts': text, 'cli/src/request.ts': text })).toHaveLength(3)
})

describe('SQL of the domain stands in store.ts', () => {
  test.each(["trx.all('select id from assets')", "db.selectFrom('assets')", 'trx.run(`update assets set name = ${a}`)'])('%s is named elsewhere', async (text) => {
    const [finding] = await findingsOf(bordersRule, { 'server/src/features/assets/retire-asset.ts': text })
    expect(finding?.message).toContain('store.ts')
    expect(await placesOf(bordersRule, { 'server/src/features/assets/store.ts': text, 'server/src/features/assets/type-store.ts': text, 'server/src/platform/jobs/lease.ts': text })).toEqual([])
  })

  test('a sentence that happens to say "select" is no statement', async () => {
    expect(await placesOf(bordersRule, { 'server/src/features/assets/routes.ts': "const help = 'Select a record, then update it.'" })).toEqual([])
  })
})

test('platform and plugin host name no word of one domain, save in comments', async () => {
  const text = "// such as a printer\nconst printerId = 1\nconst table = 'floorplans'"
  expect(await placesOf(domainWordsRule, { 'server/src/platform/a.ts': text, 'server/src/features/b.ts': text })).toEqual(['server/src/platform/a.ts:2', 'server/src/platform/a.ts:3'])
})
