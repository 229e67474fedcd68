import { asRecord } from '@shopdb/cli/plugin-checks/samples/operations'
import type { Ask, Specials } from './ask.ts'
import type { Special } from './attack.ts'

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
const image = { payload: svg, headers: { 'content-type': 'image/svg+xml' } }

/** Operations that take or give a file, and those on what a file became. */
export function knowFiles(ask: Ask): Specials {
  const upload = async (): Promise<string> => String((await ask.post('/api/imports?type=vendors', `name\nHostile ${ask.next()}\n`, 'text/csv')).id)
  const imported: Special = async () => ({ path: { id: await upload() }, body: {} })
  const rehearse = async (): Promise<string> => {
    const id = await upload()
    await ask.post(`/api/imports/${id}/check`, {})
    await ask.settled()
    return id
  }
  const asset = async (): Promise<string> => String(await ask.create('/api/computers', { assetNumber: `FILED-${ask.next()}` }))
  const attached: Special = async ({ body }) => {
    const { id, version, assetId } = await ask.post(`/api/attachments?assetId=${await asset()}&name=note.txt`, `Note ${ask.next()}`, 'text/plain')
    // An attachment stays with its asset.
    return { path: { id: String(id) }, headers: { 'if-match': `"${String(version)}"` }, ...(body === undefined ? {} : { body: { ...asRecord(body), assetId } }) }
  }
  const detached: Special = async (parts) => {
    const { path, headers = {} } = await attached(parts)
    await ask.attempt({ method: 'DELETE', url: `/api/attachments/${path?.id ?? ''}`, headers })
    return { ...(path ? { path } : {}) }
  }
  const attachment: Special = async (parts) => ({ ...await attached(parts), headers: {} })
  const plan = async (): Promise<string> => String(await ask.create('/api/floorplans', { name: `Plan ${ask.next()}` }))
  return {
    ...Object.fromEntries(['GET /api/imports/{id}', 'DELETE /api/imports/{id}', 'POST /api/imports/{id}/check', 'GET /api/imports/{id}/rows', 'GET /api/imports/{id}/failed'].map((id) => [id, imported])),
    'POST /api/imports': () => ({ query: { type: 'vendors' }, payload: `name\nHostile ${ask.next()}\n`, headers: { 'content-type': 'text/csv' } }),
    'POST /api/imports/{id}/commit': async () => ({ path: { id: await rehearse() }, body: { skipErrors: true } }),
    'POST /api/imports/{id}/undo': async () => {
      const id = await rehearse()
      await ask.post(`/api/imports/${id}/commit`, {})
      await ask.settled()
      return { path: { id } }
    },
    'POST /api/attachments': async () => ({ query: { assetId: await asset(), name: 'note.txt' }, payload: `Note ${ask.next()}`, headers: { 'content-type': 'text/plain' } }),
    ...Object.fromEntries(['PATCH', 'PUT', 'DELETE'].map((method) => [`${method} /api/attachments/{id}`, attached])),
    ...Object.fromEntries(['', '/content', '/history'].map((rest) => [`GET /api/attachments/{id}${rest}`, attachment])),
    'POST /api/attachments/{id}/restore': detached,
    'PUT /api/floorplans/{id}/image': async () => ({ path: { id: await plan() }, ...image }),
    'GET /api/floorplans/{id}/image': async () => {
      const id = await plan()
      await ask.attempt({ method: 'PUT', url: `/api/floorplans/${id}/image`, ...image })
      return { path: { id } }
    },
    'GET /api/map': async () => ({ query: { floorPlanId: await plan() } }),
  }
}
