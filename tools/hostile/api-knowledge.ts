import { asRecord, type Operation } from '@shopdb/cli/plugin-checks/samples/operations'
import { createAsk, type Ask, type Specials } from './ask.ts'
import type { Special, Target } from './attack.ts'
import { knowFiles } from './know-files.ts'
import { knowPlugins } from './know-plugins.ts'
import { knowSessions } from './know-sessions.ts'
import { knowWork } from './know-work.ts'
import type { TargetPackage } from './target-plugin.ts'

/** What the description alone does not tell about ShopDB's own operations. */
export function knowledgeOf(target: Required<Pick<Target, 'send' | 'settled'>>, operations: readonly Operation[], packages: readonly TargetPackage[]): Pick<Target, 'special' | 'readable'> {
  const known = new Set(operations.map(({ id }) => id))
  const ask = createAsk(target)
  return {
    // A discarded record stays in the quarantine with its state, so that it can be seen why; an uninstalled plugin can be installed again.
    readable: (path) => known.has(`GET ${path}`) && path !== '/api/quarantine/{id}',
    special: { ...Object.fromEntries(Object.entries(leftOut).map(([id, { reason }]) => [id, reason])), ...knowPlugins(ask, packages, operations), ...knowSessions(ask), ...knowFiles(ask), ...knowRecords(ask), ...knowWork(ask) },
  }
}

/** What no generator can attack, why, and which test does it by hand. */
export const leftOut: Readonly<Record<string, { reason: string; instead: string }>> = {
  'POST /api/auth/setup': { reason: 'works once, in a database without a user', instead: 'server/src/features/sessions/sign-in.test.ts' },
  'POST /api/plugins/{name}/downgrade': { reason: 'needs tables that are newer than the files', instead: 'server/src/plugin-host/plugin-states.test.ts' },
}

function knowRecords(ask: Ask): Specials {
  const computer = (): Promise<number> => ask.create('/api/computers', { assetNumber: `HOSTILE-${ask.next()}`, name: 'Hostile' })
  const user: Special = ({ body }) => ({ body: { ...asRecord(body), username: `person${ask.next()}`, password: 'a long enough password', roles: ['viewer'] } })
  const role: Special = ({ body }) => ({ body: { ...asRecord(body), name: `role${ask.next()}`, permissions: ['assets.read'] } })
  const type: Special = async () => ({ path: { id: await ask.firstOf('/api/assettypes', 'id') } })
  const related: Special = async ({ body }) => ({ body: { ...asRecord(body), fromAssetId: await computer(), toAssetId: await computer() } })
  const quarantined: Special = async () => {
    await ask.post('/api/collector/computers', { memoryBytes: ask.next() })
    return { path: { id: await ask.firstOf('/api/quarantine', 'id') } }
  }
  const collector = { path: { plugin: 'computers' } }
  const run = async (name: string): Promise<Readonly<Record<string, string>>> => ({ id: String(await ask.create(`/api/jobs/${name}`, {})) })
  return {
    'GET /api/jobs/{id}': async () => ({ path: await run('core/sessions.cleanup') }), 'POST /api/jobs/{id}/cancel': async () => ({ path: await run('targets/wait') }),
    'POST /api/jobs/{plugin}/{name}': () => ({ path: { plugin: 'core', name: 'sessions.cleanup' }, body: {} }),
    'POST /api/batches/{batchId}/undo': async () => {
      await ask.create('/api/vendors', { name: `Hostile batch ${ask.next()}` })
      return { path: { batchId: await ask.firstOf('/api/auditlog?kind=vendors', 'batchId') } }
    },
    'POST /api/users': user, 'PATCH /api/users/{id}': user, 'POST /api/roles': role, 'PATCH /api/roles/{id}': role,
    'POST /api/tokens': () => ({ body: { name: `token ${ask.next()}`, scopes: ['assets.read'], expiresAt: '2096-01-01T00:00:00.000Z' } }),
    'GET /api/collector/{plugin}': () => collector,
    'POST /api/collector/{plugin}': () => ({ ...collector, body: { hostname: `hostile-${ask.next()}`, serialNumber: `HOSTILE${ask.next()}X`, memoryBytes: 1024, macAddress: '00:1b:44:11:3a:b7', interfaces: [{ name: 'eth0', ipAddress: '10.0.0.9' }], colour: 'blue' } }),
    'GET /api/quarantine/{id}': quarantined, 'DELETE /api/quarantine/{id}': quarantined, 'POST /api/quarantine/{id}/replay': quarantined,
    'GET /api/assettypes/{id}': type, 'GET /api/assettypes/{id}/history': type,
    'POST /api/relationships': related, 'PATCH /api/relationships/{id}': related, 'PUT /api/relationships/{id}': related,
  }
}
