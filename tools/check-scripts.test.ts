import { expect, test } from 'vitest'
import { scriptsRule } from './check-scripts.ts'
import { findingsOf, placesOf } from './testing.ts'

const scripts = (command: string): Record<string, string> => ({ 'package.json': JSON.stringify({ scripts: { start: command } }, null, 2) })

test.each(['a && b', 'sh start.sh', 'rm -rf dist', 'NODE_ENV=production node a.mjs', 'node /usr/lib/a.mjs', 'node a.mjs > log', 'node $npm_package_main', "node -e 'a'", 'a; b', 'cat a | node b', 'bash -c a'])('"%s" needs a Unix shell', async (command) => {
  expect(await findingsOf(scriptsRule, scripts(command))).not.toEqual([])
})

test.each(['node launcher/shopdb.mjs serve', 'vite build web --outDir dist', 'node --test "a b.mjs"'])('"%s" runs everywhere', async (command) => {
  expect(await findingsOf(scriptsRule, scripts(command))).toEqual([])
})

test('the finding names the line of the script and the way out', async () => {
  expect(await placesOf(scriptsRule, scripts('a && b'))).toEqual(['package.json:3'])
  expect((await findingsOf(scriptsRule, scripts('a && b')))[0]?.message).toContain('Put the steps into a Node program')
})
