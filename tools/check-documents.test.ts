import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { errorCatalogue } from '@shopdb/contract/errors'
import { configVariables } from '@shopdb/server/config-variables'
import { allRules } from './rules.ts'
import { generateReference } from './generate-reference.ts'
import { findingsOf } from './testing.ts'

const documentsRule = allRules.find(({ name }) => name === 'documents') ?? { name: '', applies: () => false, check: () => [] }
const root = resolve(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const about = async (path: string, text: string): Promise<string[]> =>
  (await findingsOf(documentsRule, { [path]: text })).filter(({ file }) => file === path).map(({ line, message }) => `${line} ${message.split('.')[0]}`)

test('a link that leads nowhere is named; one to a page or a folder is fine', async () => {
  expect(await about('docs/guides/deploy.md', 'see\n[a](missing.md) [b](deploy.md) [c](../guides/) [d](https://example.com/x) [e](#tls)')).toEqual(['2 The link to missing'])
})

test('a guide that names a setting nobody reads is told so', async () => {
  expect(await about('docs/guides/deploy.md', 'Set SHOPDB_DEMO and SHOPDB_DEMMO.')).toEqual(['1 SHOPDB_DEMMO is not a setting the server reads'])
})

test('a guide that names a command or option the CLI does not have is told so', async () => {
  const text = 'Run `npx shopdb collect --json`.\nRun `npx shopdb gather`.\nRun `npx shopdb db upgrade --fast`.'
  expect(await about('docs/guides/deploy.md', text)).toEqual(['2 There is no command "shopdb gather"', '3 "shopdb db upgrade" has no option --fast'])
})

test('a generated page that fell behind is named with the way to renew it', async () => {
  const [finding] = await findingsOf(documentsRule, { 'docs/reference/errors.md': 'old' })
  expect(finding).toMatchObject({ file: 'docs/reference/errors.md', rule: 'documents' })
  expect(finding?.message).toContain('node tools/generate-reference.ts')
})

test('the reference holds every error and every setting', async () => {
  const text = (await generateReference()).map((page) => page.text).join('\n')
  for (const code of Object.keys(errorCatalogue)) expect(text).toContain(`\`${code}\``)
  for (const { name } of configVariables) expect(text).toContain(`\`${name}\``)
})

test('the compose file stops loudly when a secret is missing, and waits for a healthy database', () => {
  const compose = read('deploy/compose.yaml')
  for (const variable of configVariables) if (variable.required === 'production') expect(compose).toContain(`\${${variable.name}:?`)
  expect(compose).toContain('condition: service_healthy')
})

test('the image runs without root and knows whether it is healthy', () => {
  const image = read('deploy/Dockerfile')
  expect(image).toMatch(/^USER node$/m)
  expect(image).toMatch(/^HEALTHCHECK /m)
  expect(image).toMatch(/^FROM node:24-\w+-slim$/m)
})

test('every decision stands in the list of decisions and is shorter than 60 lines', () => {
  const list = read('docs/decisions/README.md')
  const names = [...list.matchAll(/\((\d{4}-[a-z0-9-]+\.md)\)/g)].map(([, name]) => name ?? '')
  expect(names.length).toBeGreaterThan(12)
  for (const name of names) {
    const text = read(`docs/decisions/${name}`)
    expect(text.split('\n').length, name).toBeLessThan(60)
    for (const part of ['What bit us', 'What we chose', 'What we gave up', 'When to revisit']) expect(text, name).toContain(`**${part}.**`)
  }
})

test('the README names exactly the two commands a newcomer needs, and the first asset', () => {
  const commands = [...read('README.md').matchAll(/^```\n(.*?)\n```$/gms)].map(([, command]) => command)
  expect(commands).toEqual(['npm start', 'npm test', 'npx shopdb collect'])
})
