import { describe, expect, it } from 'vitest'
import type { PluginSummary } from '../../api/plugins.ts'
import { actionsFor, reasonsOf } from './plugin-states.ts'

const plugin = (values: Partial<PluginSummary>): PluginSummary => ({
  name: 'lockers', title: 'Lockers', version: '1.0.0', installedVersion: '1.0.0', description: null, author: null, icon: null, state: 'active', bundled: false, coreVersion: null, contractVersion: '0.3.0',
  apiPrefix: null, dependencies: {}, blockedBy: [], error: null, reason: null, capabilities: [], approvedCapabilities: [], nextStep: null, findings: [], installedAt: '2026-01-01T00:00:00.000Z', ...values,
})

describe('what can be done with a plugin', () => {
  it('asks for approval only when a stranger asks for capabilities', () => {
    expect(actionsFor(plugin({ state: 'discovered', installedAt: null }))).toEqual(['install'])
    expect(actionsFor(plugin({ state: 'discovered', installedAt: null, capabilities: ['jobs'] }))).toEqual(['approve'])
    expect(actionsFor(plugin({ state: 'discovered', installedAt: null, capabilities: ['jobs'], bundled: true }))).toEqual(['install'])
  })

  it('offers an upgrade when the folder holds another version', () => {
    expect(actionsFor(plugin({ version: '1.1.0' }))).toContain('upgrade')
    expect(actionsFor(plugin({}))).toContain('reload')
  })

  it('can take away a plugin whose folder has gone, and nothing else', () => {
    expect(actionsFor(plugin({ state: 'orphan', version: null }))).toEqual(['uninstall'])
    expect(actionsFor(plugin({ state: 'quarantined' }))).toEqual(['retry', 'disable', 'uninstall'])
  })

  it('says each reason once', () => {
    const finding = { id: 'a', severity: 'error' as const, plugin: 'lockers', file: 'manifest.json', path: '', message: 'The table assets belongs to core.', fix: 'Choose another name.' }
    expect(reasonsOf(plugin({ reason: 'migrate: The table assets belongs to core.', findings: [finding] }))).toEqual([{ message: finding.message, fix: finding.fix }])
    expect(reasonsOf(plugin({ reason: 'init: time limit', nextStep: 'Enable it again.' }))).toEqual([{ message: 'init: time limit', fix: 'Enable it again.' }])
    expect(reasonsOf(plugin({}))).toEqual([])
  })
})
