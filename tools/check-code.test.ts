import { describe, expect, test } from 'vitest'
import { codeRule } from './check-code.ts'
import { placesOf } from './testing.ts'

const caught = (text: string): Promise<string[]> => placesOf(codeRule, { 'server/src/a.ts': text })

describe('as', () => {
  test.each(['const a = b as string', 'const a = <string>b', 'const a = (b as unknown) as string'])('%s needs a reason', async (text) => {
    expect(await caught(text)).not.toEqual([])
  })

  test.each(['const a = b as string // the driver types it unknown', 'const a = [1] as const', "import { a as b } from './c.ts'"])('%s is fine', async (text) => {
    expect(await caught(text)).toEqual([])
  })
})

describe('catch', () => {
  test('an empty one is refused, also with a comment inside', async () => {
    expect(await caught('try { a() } catch {}\ntry { a() } catch { /* later */ }')).toEqual(['server/src/a.ts:1', 'server/src/a.ts:2'])
  })

  test('one that answers is fine', async () => {
    expect(await caught('function f() { try { return a() } catch { return null } }')).toEqual([])
  })
})

describe('suppressions', () => {
  test.each(['// oxlint-disable-next-line no-empty', '// @ts-expect-error', '// @ts-ignore -- because', '// eslint-disable'])('%s is refused', async (text) => {
    expect(await caught(text)).toEqual(['server/src/a.ts:1'])
  })

  test.each(['// oxlint-disable-next-line no-control-regex -- input is cleaned of them', '// @ts-expect-error: the test hands in what types forbid'])('%s is fine', async (text) => {
    expect(await caught(text)).toEqual([])
  })
})
