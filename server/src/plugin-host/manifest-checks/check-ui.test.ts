import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PluginSubject } from '../plugin-subject.ts'
import { checkManifests, defaultHostFacts } from '../check-manifest.ts'
import { discoverPlugins } from '../discover.ts'
import { writePlugin } from '../testing.ts'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'shopdbui')) })
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function judge(ui: unknown, files: Record<string, string> = {}, manifest: Record<string, unknown> = {}): PluginSubject {
  writePlugin(folder, 'shown', manifest, { 'ui/schema.json': typeof ui === 'string' ? ui : JSON.stringify(ui), ...files })
  const [subject] = checkManifests(discoverPlugins({ bundled: [folder], external: [], added: [] }).sources, defaultHostFacts)
  if (!subject) throw new Error('The plugin was not found.')
  return subject
}

const panel = { slot: 'asset.panel/v1', id: 'doors', title: 'Doors', module: 'ui/doors.vue' }

describe('ui/schema.json', () => {
  it('that is right is read with its message files', () => {
    const subject = judge({ slots: [panel], messages: { en: { hello: 'Hello' } } }, { 'ui/messages/de.json': '{ "hello": "Hallo" }', 'ui/messages/en.json': '{ "bye": "Bye" }' })
    expect(subject.findings).toEqual([])
    expect(subject.ui).toEqual({ slots: [panel], messages: { en: { hello: 'Hello', bye: 'Bye' }, de: { hello: 'Hallo' } } })
  })

  it('is not needed', () => {
    writePlugin(folder, 'plain')
    expect(checkManifests(discoverPlugins({ bundled: [folder], external: [], added: [] }).sources, defaultHostFacts)).toMatchObject([{ ui: null, findings: [] }])
  })

  const wrong: [id: string, path: string, ui: unknown][] = [
    ['ui/json', '', '{ "slots": '],
    ['ui/schema', '/slot', { slot: [] }],
    ['ui/schema', '/slots/0/slot', { slots: [{ ...panel, slot: 'asset.panel/v2' }] }],
    ['ui/schema', '/slots/0/module', { slots: [{ ...panel, module: '../doors.vue' }] }],
    ['ui/schema', '/slots/0/module', { slots: [{ ...panel, module: 'ui/../plugin.ts' }] }],
    ['ui/schema', '/messages/en/hello', { messages: { en: { hello: 3 } } }],
    ['ui/id-twice', '/slots/1/id', { slots: [panel, panel] }],
    ['ui/permission', '/slots/0/permission', { slots: [{ ...panel, permission: 'shown.fly' }] }],
    ['ui/nav-without-at', '/slots/0', { slots: [{ ...panel, slot: 'nav.item/v1' }] }],
    ['ui/at-elsewhere', '/slots/0/at', { slots: [{ ...panel, at: '/shown' }] }],
    ['ui/path-elsewhere', '/slots/0/path', { slots: [{ ...panel, path: 'board' }] }],
  ]

  it.each(wrong)('with a fault is refused with the rule %s at "%s"', (id, path, ui) => {
    expect(judge(ui).findings).toContainEqual(expect.objectContaining({ id, path, file: 'ui/schema.json', severity: 'error', fix: expect.stringMatching(/[.?]$/) }))
  })

  it('names the message file that is wrong', () => {
    expect(judge({}, { 'ui/messages/de.json': '{ "hello": [] }' }).findings).toMatchObject([{ id: 'ui/messages', file: 'ui/messages/de.json', path: '/de/hello' }])
  })

  it('may ask for permissions the plugin has', () => {
    expect(judge({ slots: [{ ...panel, permission: 'shown.fly' }] }, {}, { permissions: [{ id: 'shown.fly', title: 'Fly' }] }).findings).toEqual([])
  })
})
