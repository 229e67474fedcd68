import type { Special, Target } from './attack.ts'
import { asList, asRecord, type Operation } from './operations.ts'

/** What the description alone does not tell about ShopDB's own operations. */
export function knowledgeOf(send: Target['send'], operations: readonly Operation[]): Pick<Target, 'special' | 'creations' | 'readable'> {
  const known = new Set(operations.map(({ id }) => id))
  return {
    creations: { assets: 'POST /api/computers' },
    // A discarded record stays in the quarantine with its state, so that it can be seen why.
    readable: (path) => known.has(`GET ${path}`) && path !== '/api/quarantine/{id}',
    special: { ...leftOut, ...specialsOf(send) },
  }
}

/** They end the session that attacks, or need what a generator cannot make; each is tested beside its feature. */
const leftOut: Readonly<Record<string, string>> = {
  'POST /api/auth/login': 'failed attempts are throttled', 'POST /api/auth/refresh': 'rotates the session', 'POST /api/auth/logout': 'ends the session',
  'PATCH /api/auth/password': 'ends the session', 'POST /api/auth/setup': 'works once, without a user', 'DELETE /api/sessions': 'ends the session', 'DELETE /api/sessions/{id}': 'ends the session',
  'GET /api/floorplans/{id}/image': 'needs an image', 'PUT /api/floorplans/{id}/image': 'takes an image, not JSON',
  'DELETE /api/plugins/{name}': 'takes the plugin away that others are tried with', 'POST /api/plugins/{name}/install': 'as above', 'POST /api/plugins/{name}/enable': 'as above', 'POST /api/plugins/{name}/disable': 'as above',
  'GET /api/settings/{key}': 'needs a declared setting', 'PUT /api/settings/{key}': 'needs a declared setting', 'DELETE /api/settings/{key}': 'needs a declared setting',
  'POST /api/assets': 'an asset is created under its type',
}

function specialsOf(send: Target['send']): Readonly<Record<string, Special>> {
  const read = async (url: string): Promise<Readonly<Record<string, unknown>>> => asRecord(JSON.parse((await send({ method: 'GET', url, headers: {} })).body))
  const firstOf = async (url: string, name: string): Promise<string> => String(asRecord(asList((await read(url)).items)[0])[name])
  const create = async (url: string, body: unknown): Promise<number> => Number(asRecord(JSON.parse((await send({ method: 'POST', url, headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) })).body)).id)
  let count = 0
  const computer = (): Promise<number> => create('/api/computers', { assetNumber: `HOSTILE-${++count}`, name: `Hostile ${count}` })
  const user: Special = ({ body }) => ({ body: { ...asRecord(body), username: `person${++count}`, password: 'a long enough password', roles: ['viewer'] } })
  const type: Special = async () => ({ path: { id: await firstOf('/api/assettypes', 'id') } })
  const collector = { path: { plugin: 'computers' } }
  const related: Special = async ({ body }) => ({ body: { ...asRecord(body), fromAssetId: await computer(), toAssetId: await computer() } })
  const quarantined: Special = async () => {
    await send({ method: 'POST', url: '/api/collector/computers', headers: { 'content-type': 'application/json' }, payload: JSON.stringify({ memoryBytes: ++count }) })
    return { path: { id: await firstOf('/api/quarantine', 'id') } }
  }
  return {
    'POST /api/users': user, 'PATCH /api/users/{id}': user,
    'POST /api/tokens': () => ({ body: { name: `token ${++count}`, scopes: ['assets.read'], expiresAt: '2096-01-01T00:00:00.000Z' } }),
    'POST /api/roles': ({ body }) => ({ body: { ...asRecord(body), name: `role${++count}`, permissions: ['assets.read'] } }),
    'PATCH /api/roles/{id}': ({ body }) => ({ body: { ...asRecord(body), name: `role${++count}`, permissions: ['assets.read'] } }),
    'GET /api/collector/{plugin}': () => collector, 'POST /api/collector/{plugin}': () => ({ ...collector, body: { hostname: `hostile-${++count}`, serialNumber: `HOSTILE${count}X` } }),
    'GET /api/quarantine/{id}': quarantined, 'DELETE /api/quarantine/{id}': quarantined, 'POST /api/quarantine/{id}/replay': quarantined,
    'GET /api/assettypes/{id}': type, 'GET /api/assettypes/{id}/history': type,
    'GET /api/plugins/{name}': () => ({ path: { name: 'computers' } }),
    'GET /api/map': async () => ({ query: { floorPlanId: String(await create('/api/floorplans', { name: `Plan ${++count}` })) } }),
    'POST /api/relationships': related, 'PATCH /api/relationships/{id}': related, 'PUT /api/relationships/{id}': related,
  }
}
