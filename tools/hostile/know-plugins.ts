import type { Ask, Operation, Specials } from './ask.ts'
import type { Special } from './attack.ts'
import type { TargetPackage } from './target-plugin.ts'

/** Lives in examples/, comes and goes during the attack. */
const guest = 'fireextinguishers'
const path = { name: guest }

/** What plugins bring, and their coming and going. */
export function knowPlugins(ask: Ask, packages: readonly TargetPackage[], operations: readonly Operation[]): Specials {
  const purge = (name: string): Promise<unknown> => ask.attempt({ method: 'DELETE', url: `/api/plugins/${name}?policy=purge`, headers: {} })
  const bring = async (): Promise<void> => {
    await ask.attempt({ method: 'POST', url: `/api/plugins/${guest}/install`, headers: { 'content-type': 'application/json' }, payload: '{"approve":true}' })
    await ask.attempt({ method: 'POST', url: `/api/plugins/${guest}/enable`, headers: { 'content-type': 'application/json' }, payload: '{}' })
  }
  const active: Special = async () => {
    await bring()
    return { path, body: {} }
  }
  const after = (prepare: () => Promise<unknown>, body: unknown = {}): Special => async () => {
    await bring()
    await prepare()
    return { path, body }
  }
  const upload = async (): Promise<void> => {
    for (const { bytes } of packages) await ask.attempt({ method: 'POST', url: '/api/plugins', headers: { 'content-type': 'application/octet-stream' }, payload: bytes })
  }
  const extinguisher = async (): Promise<string> => {
    await bring()
    return String(await ask.create('/api/fireextinguishers', { assetNumber: `EXTINGUISHER-${ask.next()}` }))
  }
  const ofGuest = operations.map(({ id }) => id).filter((id) => id.includes(` /api/${guest}`))
  const present: Special = async () => {
    await bring()
    return {}
  }
  const ofAsset: Special = async () => ({ path: { assetId: String(await ask.create('/api/equipment', { assetNumber: `SUBJECT-${ask.next()}` })) } })
  const setting = { path: { key: 'plugin.targets.days' } }
  return {
    ...Object.fromEntries(ofGuest.map((id) => [id, present])),
    'GET /api/plugins/{name}': () => ({ path: { name: 'computers' } }),
    'GET /api/plugins/{name}/uninstall-plan': () => ({ path: { name: 'computers' } }),
    'POST /api/plugins/{name}/install': after(() => purge(guest), { approve: true }),
    'POST /api/plugins/{name}/enable': after(() => ask.post(`/api/plugins/${guest}/disable`, {})),
    'POST /api/plugins/{name}/disable': active,
    'POST /api/plugins/{name}/replace': async () => ({ ...await active({ path: {}, query: {}, headers: {} }), body: { approve: true } }),
    'DELETE /api/plugins/{name}': active,
    'POST /api/plugins/{name}/restore': after(() => ask.attempt({ method: 'DELETE', url: `/api/plugins/${guest}?policy=archive`, headers: {} })),
    'POST /api/plugins': () => ({ payload: packages[0]?.bytes ?? '', headers: { 'content-type': 'application/octet-stream' } }),
    'POST /api/plugins/{name}/version': async () => {
      await upload()
      return { path: { name: 'parcel' }, body: { version: '1.0.0' } }
    },
    'DELETE /api/plugins/{name}/package': async () => {
      await upload()
      return { path: { name: 'parcel' } }
    },
    'POST /api/plugins/{name}/ui': () => ({ path: { name: 'targets' }, body: undefined }),
    'POST /api/plugins/ui/faults': ({ body }) => ({ body: { ...Object(body), plugin: 'targets' } }),
    'POST /api/plugins/{name}/commands/{command}': () => ({ path: { name: 'targets', command: 'greet' }, body: { whom: 'Ada' } }),
    'GET /api/dashboard/{plugin}/{widget}': async () => ({ path: { plugin: 'core', widget: await ask.firstOf('/api/dashboard', 'id') } }),
    'GET /api/reports/{plugin}/{report}': async () => ({ path: { plugin: 'core', report: await ask.firstOf('/api/reports', 'id') } }),
    'GET /api/assets/{id}/panels/{plugin}/{panel}': async () => ({ path: { id: await extinguisher(), plugin: guest, panel: 'inspection' } }),
    ...Object.fromEntries(operations.filter(({ path: address }) => address.includes('{assetId}')).map(({ id }) => [id, ofAsset])),
    'GET /api/settings/{key}': () => setting, 'PUT /api/settings/{key}': () => ({ ...setting, body: { value: 1 + ask.next() % 90 } }), 'DELETE /api/settings/{key}': () => setting,
  }
}
