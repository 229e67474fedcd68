import { expect, it } from 'vitest'
import type { PluginOverview } from '@shopdb/contract/plugin-overview'
import { renderOverview } from './plugin-show.ts'

const overview: PluginOverview = {
  name: 'evil', title: 'Evil', version: '1.0.0', installedVersion: '1.0.0', description: null, author: null, icon: null, state: 'quarantined', bundled: false, coreVersion: '>=0.3.0 <0.4.0', contractVersion: '0.3.0',
  apiPrefix: '/api/evil', dependencies: { network: '^1.0.0' }, blockedBy: [], error: null, reason: 'run: It held the server for 5.0 s in "GET /loop" (plugin.ts:5), so the server started again without it.',
  capabilities: ['jobs', 'outbound:*.example.com'], approvedCapabilities: ['jobs'], findings: [], installedAt: null, nextStep: 'Correct it, then: npx shopdb plugin enable evil',
  registrations: [], routes: [], activationMilliseconds: null, faults: 0, archives: [], permissions: [{ id: 'evil.see', title: 'See', roles: [] }],
  tables: [{ name: 'evils', kind: 'plain', rows: 100_000, isExact: false }, { name: 'gone', kind: 'records', rows: null, isExact: false }],
  jobs: [{ name: 'poll', title: 'Poll', schedule: 'every 60 s', lastRun: { id: 4, state: 'failed', startedAt: '2026-01-02T03:04:05.000Z', finishedAt: null, error: 'boom' }, nextRunAt: null }],
  health: null, errors: [{ kind: 'ending', at: '2026-01-02T03:04:05.000Z', label: 'GET /loop', message: 'It held the server.', requestId: 'r-1', place: 'plugin.ts:5' }],
  deprecations: [], tier: 'bronze', tierSource: 'static', testedContractVersions: [],
}

it('says first why a plugin does not run and what to do, then what it has; what it has not is left out', () => {
  const text = renderOverview(overview, 200)
  expect(text.split('\n').slice(0, 4)).toEqual([
    'Plugin        Evil (evil) 1.0.0', 'State         quarantined',
    'Why           run: It held the server for 5.0 s in "GET /loop" (plugin.ts:5), so the server started again without it.', 'Next          Correct it, then: npx shopdb plugin enable evil',
  ])
  for (const line of ['Not approved  outbound:*.example.com', 'Tier          bronze (files alone; see: plugin check)', '2026-01-02T03:04:05.000Z  ending  GET /loop (plugin.ts:5)  r-1      It held the server.', 'evils  plain    100000 or more', 'gone   records  not there', 'poll  every 60 s  2026-01-02T03:04:05.000Z  failed        boom']) expect(text).toContain(line)
  expect(text).not.toMatch(/Health|Deprecations|Archives|Routes/)
})
