import type { JsonSchema, PluginOf } from '@shopdb/plugin-api'

type Manifest = {
  name: 'capsule'
  permissions: [{ id: 'capsule.open'; title: string }]
  capabilities: { jobs: true; events: ['notice.raised'] }
  settings: { type: 'object'; properties: { rows: { type: 'integer' } }; required: ['rows'] }
  flags: { remoteOpening: object }
}

const params = { type: 'object', properties: { id: { type: 'integer', minimum: 1 } }, required: ['id'] } as const satisfies JsonSchema
const query = { type: 'object', properties: { loud: { type: 'boolean' } } } as const satisfies JsonSchema
const body = { type: 'object', properties: { reason: { type: 'string', minLength: 3 } }, required: ['reason'], additionalProperties: false } as const satisfies JsonSchema

const called: string[] = []

export default {
  init: ({ dispose, log }) => {
    called.push('init')
    log.info({ capsule: true }, 'the capsule is open')
    dispose(() => void called.push('dispose'))
  },
  routes: ({ route, answer, errors, settings, flags, plugin, assets, relationships, sql, codec, database, services, notices }) => [
    route({ method: 'GET', path: '/summary', permission: 'capsule.read', summary: 'What the context offers', query, handle: async ({ query: { loud }, caller }) => ({
      name: plugin.name, prefix: plugin.apiPrefix, rows: settings.rows, remote: flags.remoteOpening, loud: loud ?? false, caller: caller.kind, called,
      engine: database.engine, total: (await database.all(sql`select count(*) as total from capsules where assetid > ${0}`))[0]?.total ?? null,
      key: codec.naturalKey('CNC-1'), decimal: codec.decimalToRow(1.5, 2), moment: codec.timestampFromRow(0), services: Object.keys(services).length,
      listed: (await assets.list('limit=1')).items.length,
    }) }),
    route({ method: 'POST', path: '/:id/open', permission: 'capsule.open', summary: 'Open one', params, body, handle: ({ params: { id }, body: { reason } }) => answer(202, { id, reason }, { 'x-capsule': 'open' }) }),
    route({ method: 'POST', path: '/:id/pair', permission: 'capsule.open', summary: 'Pairs one with another', params, handle: async ({ params: { id } }) => {
      const other = (await assets.list('limit=20')).items.find((asset) => asset.id !== id)
      if (other === undefined) throw errors.notFound('There is no other.')
      const typeId = await relationships.ensureType({ name: 'is paired with', inverseName: 'is the pair of' })
      const made = await relationships.create({ typeId, fromAssetId: id, toAssetId: Number(other.id) })
      const [related, graph] = [await relationships.list(id), await relationships.graph(id, { depth: 1 })]
      await relationships.end(made.id)
      return { label: made.label, related: related.length, depths: graph.nodes.map(({ depth }) => depth), left: (await relationships.list(id)).length }
    } }),
    route({ method: 'POST', path: '/notice', permission: 'capsule.open', summary: 'Raises a notice', handle: async () => { const { severity, settledAt } = await notices.raise({ key: 'seal', severity: 'warning', title: 'The seal is broken' }); return { severity, settledAt, open: (await notices.open()).length } } }),
    route({ method: 'DELETE', path: '/notice', permission: 'capsule.open', summary: 'Settles it', handle: async () => ({ settled: await notices.settle('seal') }) }),
    route({ method: 'GET', path: '/refuse', permission: 'capsule.read', summary: 'Refuses', handle: () => { throw errors.problem({ code: 'SEALED', status: 409, message: 'The capsule is sealed.', fix: 'Wait.' }) } }),
    route({ method: 'GET', path: '/outside', permission: 'capsule.read', health: true, summary: 'Throws', handle: () => { throw new RangeError('outside') } }),
    route({ method: 'GET', path: '/none', permission: 'capsule.read', summary: 'Answers nothing', handle: () => { throw errors.notFound('There is none.') } }),
  ],
  commands: () => [{ name: 'count', description: 'Count capsules', parameters: { type: 'object', properties: { from: { type: 'integer' } } }, run: ({ from }) => ({ from: from ?? 0 }) }],
  services: () => ({ count: () => 7 }),
  widgets: () => [{ id: 'all', title: 'Capsules', kind: 'counter', permission: 'capsule.read', size: 'small', refreshSeconds: 60, load: () => ({ value: 7 }) }],
  navigation: () => [{ title: 'More capsules', path: '/capsules/more', order: 200 }],
  searchFields: () => [{ type: 'capsule.capsule', load: async (ids) => Object.fromEntries(ids.map((id) => [id, [`fieldof${id}`]])) }],
  jobs: () => [{ name: 'refill', title: 'Refill', run: async ({ progress }) => { progress(1, 1); return { refilled: 1 } } }],
  workers: () => [{ name: 'watch', title: 'Watch', run: (signal) => new Promise<void>((resolve) => { signal.addEventListener('abort', () => resolve()) }) }],
  consumers: () => [{ name: 'hearing', events: ['notice.raised'], consume: ({ notice }) => void called.push(`heard ${notice.key}`) }],
  topics: () => [{ name: 'opened', title: 'Opened', permission: 'capsule.read' }],
  sockets: ({ sockets }) => ({ permission: 'capsule.read', events: [sockets.event({ name: 'knock', title: 'Knock', body: { type: 'object', properties: { times: { type: 'integer' } } }, handle: (client, { times }) => { client.join('door'); sockets.emit('knocked', { times }, { room: 'door', local: true }); return { times } } })] }),
  mapError: ({ errors }, { error }) => (error instanceof RangeError ? errors.problem({ code: 'OUTSIDE', status: 422, message: 'That lies outside.', fix: 'Stay inside.' }) : null),
  health: () => ({ status: 'ok', figures: { capsules: 7 } }),
  reports: () => [{ id: 'tones', title: 'Tones', permission: 'capsule.read', parameters: { type: 'object', properties: { days: { type: 'integer', default: 3 } } }, columns: [{ name: 'tone', title: 'Tone' }, { name: 'days', title: 'Days' }], run: async ({ days }) => [{ tone: 'ok', days: Number(days) }] }],
  mapMarkers: () => [{ type: 'capsule.capsule', load: async (ids) => Object.fromEntries(ids.map((id) => [id, { tone: 'warning' as const, label: 'Seal' }])) }],
  assetPanels: () => [{ id: 'seal', title: 'Seal', types: ['capsule.capsule'], kind: 'fields', permission: 'capsule.read', order: 5, load: async (assetId) => ({ items: [{ title: 'Asset', value: assetId }] }) }],
  collected: () => [{ type: 'capsule.capsule', take: async (records) => void records.map(({ assetId, outcome, at }) => [assetId, outcome, at]) }],
  searchResults: () => [{ type: 'capsule.capsule', load: async (ids) => Object.fromEntries(ids.map((id) => [id, { subtitle: 'A capsule' }])) }],
  demo: () => ({ order: 5, fill: async ({ assets, now, random, signal }) => ({ capsules: signal.aborted || now.getTime() === 0 ? 0 : random.between(assets, assets) }) }),
  onInstall: () => void called.push('onInstall'),
  onUninstall: (_context, policy) => void called.push(`onUninstall ${policy}`),
  onEnable: () => void called.push('onEnable'),
  onDisable: () => void called.push('onDisable'),
} satisfies PluginOf<Manifest>
