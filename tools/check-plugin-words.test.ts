import { expect, it } from 'vitest'
import { checkRules } from '@shopdb/cli/plugin-checks/check-rules'
import { errorCatalogue } from '@shopdb/contract/errors'
import { manifestSchema } from '@shopdb/contract/manifest'
import { hookNames } from '@shopdb/contract/plugin-hooks'
import { slotIds } from '@shopdb/contract/slots'
import { pluginWordFindings, undocumentedParts } from './check-plugin-words.ts'
import { contextMembers, membersOf, pluginHooksText } from './reference-plugin-hooks.ts'
import { pluginCheckText } from './reference-plugin-check.ts'

it('every hook, member, key and slot is described where it is declared', () => {
  expect(undocumentedParts()).toEqual([])
})

it('the reference names every hook, context member, manifest key, slot and error of plugins', () => {
  const text = pluginHooksText()
  const wanted = [...hookNames.map((name) => `### ${name}\n`), ...contextMembers().map(({ name }) => `\`context.${name}\``), ...Object.keys(manifestSchema.properties).map((key) => `\`${key}\``), ...slotIds.map((slot) => `### ${slot}\n`), ...Object.keys(errorCatalogue).filter((code) => code.startsWith('PLUGIN_')).map((code) => `\`${code}\``)]
  expect(wanted.filter((word) => !text.includes(word))).toEqual([])
})

it('the page about checks names every rule', () => {
  const text = pluginCheckText()
  expect(checkRules.filter(({ id }) => !text.includes(`\`${id}\``))).toEqual([])
})

it('a document that names what does not exist is found', () => {
  const files = [{ path: 'docs/guides/x.md', text: 'Use `context.teleport` in\n`asset.panel/v9` or `context.assets`, `asset.panel/v1`.' }]
  expect([...pluginWordFindings({ root: '', files })].map(({ line, message }) => [line, message.split('. ')[0]])).toEqual([[1, 'The context has no member "teleport"'], [2, 'There is no slot "asset.panel/v9"']])
})

it('reads members with their comments', () => {
  expect(membersOf('plugin-api/src/plugin.ts', 'PluginOf').find(({ name }) => name === 'health')?.text).toContain('State of what the plugin stands on')
})
