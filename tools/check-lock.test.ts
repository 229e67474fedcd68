import { expect, test } from 'vitest'
import { lockRule } from './check-lock.ts'
import { findingsOf } from './testing.ts'

const lock = (packages: object): Record<string, string> => ({ 'package-lock.json': JSON.stringify({ packages }, null, 2) })

test('a package that is needed and not locked is named with the one that needs it', async () => {
  const findings = await findingsOf(lockRule, lock({ '': { dependencies: { a: '1' } }, 'node_modules/a': { optionalDependencies: { 'a-windows': '1' } } }))
  expect(findings.map(({ message }) => message.split(',')[0])).toEqual(['node_modules/a needs a-windows'])
})

test('a package is found beside its user or further out', async () => {
  expect(await findingsOf(lockRule, lock({
    server: { dependencies: { a: '1', b: '1' } }, 'server/node_modules/a': { dependencies: { c: '1' } }, 'node_modules/b': {}, 'node_modules/c': { dependencies: { '@d/e': '1' } }, 'node_modules/c/node_modules/@d/e': {},
  }))).toEqual([])
})
