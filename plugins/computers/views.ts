import type { AssetPanel, MapMarkers, PluginContext, Report, ReportRow, Widget } from '@shopdb/plugin-api'
import type { Manifest } from './manifest-type.ts'
import { countVersions, olderThan } from './software.ts'
import { computersOf, countByOperatingSystem, countFullDisks, fullDisks } from './store.ts'
import { isOutOfSupport, operatingSystems, today, warrantyState, yearsSince } from './support.ts'

type Context = PluginContext<Manifest>

const type = 'computers.computer'
const day = 86_400_000
const rowsOfTile = 10
const rowsInOneStep = 1000

const before = (days: number): Date => new Date(Date.now() - days * day)
const wordOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

export function widgets(context: Context): Widget[] {
  const { settings, assets } = context
  return [
    {
      id: 'stale', title: 'PCs not seen any more', kind: 'counter', refreshSeconds: 300,
      load: async () => {
        let value = 0
        for await (const _ of assets.unseen(type, before(settings.staleDays))) value += 1
        return { value, ...(value > 0 && { tone: 'warning' as const }) }
      },
    },
    {
      id: 'stale-list', title: 'PCs longest not seen', kind: 'table', size: 'medium', refreshSeconds: 300,
      load: async () => {
        const stale = []
        for await (const asset of assets.unseen(type, before(settings.staleDays))) stale.push(asset)
        const rows = stale.sort((one, other) => one.lastSeen.localeCompare(other.lastSeen)).slice(0, rowsOfTile)
        return { columns: [{ name: 'computer', title: 'PC' }, { name: 'location', title: 'Location' }, { name: 'lastSeen', title: 'Last seen', type: 'date-time' }], rows: rows.map(({ id, assetNumber, location, lastSeen }) => ({ computer: assetNumber, location, lastSeen, tone: 'warning', link: { type, id } })), total: stale.length }
      },
    },
    {
      id: 'out-of-support', title: 'PCs out of support', kind: 'counter', refreshSeconds: 300,
      load: async () => {
        const [ended, counts] = [(await operatingSystems(context)).filter(isOutOfSupport), await countByOperatingSystem(context)]
        const value = ended.reduce((sum, { id }) => sum + (counts.get(id) ?? 0), 0)
        return { value, ...(value > 0 && { tone: 'critical' as const, link: { type, query: `operatingSystemId=${ended.slice(0, 100).map(({ id }) => id).join()}` } }) }
      },
    },
    {
      id: 'full-disks', title: 'Disks nearly full', kind: 'counter', refreshSeconds: 300,
      load: async () => {
        const value = await countFullDisks(context, settings.diskFullPercent)
        return { value, ...(value > 0 && { tone: 'warning' as const }) }
      },
    },
  ]
}

export function reports(context: Context): Report[] {
  const application = { type: 'string', title: 'Application', minLength: 1, maxLength: 200, description: 'As the list of applications has it.' } as const
  return [
    {
      id: 'software-older', title: 'PCs with older software', description: 'Which PCs have an application older than a version. Versions are compared part by part: 10.9 is older than 10.10.',
      parameters: { type: 'object', required: ['application', 'version'], properties: { application, version: { type: 'string', title: 'Older than', minLength: 1, maxLength: 120 }, unknown: { type: 'boolean', title: 'Also where the version is not known', default: false } } },
      columns: [{ name: 'computer', title: 'PC' }, { name: 'hostname', title: 'Host name' }, { name: 'version', title: 'Version' }, { name: 'pcType', title: 'PC type', type: 'word' }, { name: 'lastUser', title: 'Last user' }, { name: 'installedOn', title: 'Installed', type: 'date' }],
      chart: { kind: 'bar', label: 'version' },
      run: ({ application: name, version, unknown }) => olderThan(context, { application: String(name), version: String(version), unknown: unknown === true }),
    },
    {
      id: 'software-versions', title: 'Versions of an application', description: 'On how many PCs each version of an application is, the newest first.',
      parameters: { type: 'object', required: ['application'], properties: { application } },
      columns: [{ name: 'version', title: 'Version' }, { name: 'computers', title: 'PCs', type: 'number' }, { name: 'share', title: 'Share', type: 'number', unit: '%' }],
      chart: { kind: 'bar', label: 'version', values: ['computers'] },
      run: ({ application: name }) => countVersions(context, String(name)),
    },
    {
      id: 'age', title: 'Age and warranty', description: 'How old PCs are and until when their warranty lasts. Ending: within 90 days.',
      parameters: { type: 'object', properties: { warranty: { type: 'string', enum: ['all', 'ended', 'ending', 'covered', 'unknown'], default: 'all', title: 'Warranty' } } },
      columns: [{ name: 'computer', title: 'PC' }, { name: 'hostname', title: 'Host name' }, { name: 'model', title: 'Model' }, { name: 'location', title: 'Location' }, { name: 'purchaseDate', title: 'Purchased', type: 'date' }, { name: 'years', title: 'Age in years', type: 'number' }, { name: 'warrantyUntil', title: 'Warranty until', type: 'date' }, { name: 'warranty', title: 'Warranty', type: 'word' }],
      chart: { kind: 'bar', label: 'years' },
      run: ({ warranty }) => ageRows(context, String(warranty)),
    },
    {
      id: 'stale', title: 'PCs not seen any more', description: 'PCs that a collector reported, and has not for a number of days.',
      parameters: { type: 'object', properties: { days: { type: 'integer', minimum: 1, maximum: 3650, title: 'Days', default: 30 } } },
      columns: [{ name: 'computer', title: 'PC' }, { name: 'name', title: 'Name' }, { name: 'location', title: 'Location' }, { name: 'lastSeen', title: 'Last seen', type: 'date-time' }, { name: 'days', title: 'Days ago', type: 'number' }],
      run: ({ days }) => staleRows(context, Number(days)),
    },
    {
      id: 'operating-systems', title: 'Operating systems', description: 'On how many PCs each operating system runs, and until when it is supported.',
      columns: [{ name: 'operatingSystem', title: 'Operating system' }, { name: 'computers', title: 'PCs', type: 'number' }, { name: 'endOfSupport', title: 'End of support', type: 'date' }, { name: 'isOut', title: 'Out of support', type: 'boolean' }],
      chart: { kind: 'donut', label: 'operatingSystem', values: ['computers'] },
      run: async () => {
        const [known, counts] = [await operatingSystems(context), await countByOperatingSystem(context)]
        const rows = known.map((system) => ({ operatingSystem: system.name, computers: counts.get(system.id) ?? 0, endOfSupport: system.endOfSupport, isOut: isOutOfSupport(system) }))
        return [...rows, { operatingSystem: '?', computers: counts.get(null) ?? 0, endOfSupport: null, isOut: false }].filter(({ computers }) => computers > 0).sort((one, other) => other.computers - one.computers)
      },
    },
    {
      id: 'full-disks', title: 'Disks nearly full', description: 'Disks with little free space.',
      parameters: { type: 'object', properties: { percent: { type: 'integer', minimum: 1, maximum: 100, title: 'Percent free at most', default: 10 } } },
      columns: [{ name: 'hostname', title: 'Host name' }, { name: 'disk', title: 'Disk' }, { name: 'size', title: 'Size', type: 'number', unit: 'By' }, { name: 'free', title: 'Free', type: 'number', unit: 'By' }, { name: 'percent', title: 'Percent free', type: 'number', unit: '%' }],
      run: ({ percent }) => diskRows(context, Number(percent)),
    },
  ]
}

async function* ageRows({ records }: Context, wanted: string): AsyncGenerator<ReportRow> {
  for await (const asset of records.each('computers')) {
    const warranty = warrantyState(wordOf(asset['warrantyUntil']))
    if (wanted !== 'all' && warranty !== wanted) continue
    const purchaseDate = wordOf(asset['purchaseDate'])
    yield { computer: wordOf(asset['assetNumber']), hostname: wordOf(asset['hostname']), model: wordOf(asset['model']), location: wordOf(asset['location']), purchaseDate, years: yearsSince(purchaseDate), warrantyUntil: wordOf(asset['warrantyUntil']), warranty }
  }
}

async function* staleRows({ assets }: Context, days: number): AsyncGenerator<ReportRow> {
  for await (const { assetNumber, name, location, lastSeen } of assets.unseen(type, before(days))) yield { computer: assetNumber, name, location, lastSeen, days: Math.floor((Date.now() - Date.parse(lastSeen)) / day) }
}

async function* diskRows(context: Context, percent: number): AsyncGenerator<ReportRow> {
  for (let after = 0; ;) {
    const disks = await fullDisks(context, percent, after, rowsInOneStep)
    for (const { hostname, name, sizeBytes, freeBytes } of disks) yield { hostname, disk: name, size: sizeBytes, free: freeBytes, percent: Math.round(freeBytes * 1000 / sizeBytes) / 10 }
    if (disks.length < rowsInOneStep) return
    after = disks.at(-1)?.id ?? after
  }
}

/** Warns of systems out of support; what is stale or out of warranty is declared in ui/schema.json. */
export function mapMarkers(context: Context): MapMarkers[] {
  return [{
    type,
    load: async (ids) => {
      const ended = new Map((await operatingSystems(context)).filter(isOutOfSupport).map((system) => [system.id, system]))
      const marked = [...(await computersOf(context, ids)).values()].flatMap(({ assetId, operatingSystemId }) => {
        const system = operatingSystemId === null ? undefined : ended.get(operatingSystemId)
        return system ? [[assetId, { tone: 'critical' as const, label: `${system.name}: out of support since ${system.endOfSupport ?? ''}`, badge: 'OS' }] as const] : []
      })
      return Object.fromEntries(marked)
    },
  }]
}

export function assetPanels(context: Context): AssetPanel[] {
  const { relationships, assets, settings } = context
  return [
    {
      id: 'controls', title: 'Machines it drives', kind: 'table', types: [type], order: 10,
      load: async (assetId) => {
        const related = (await relationships.list(assetId)).filter(({ asset }) => asset.type?.startsWith('equipment.') === true)
        return { columns: [{ name: 'machine', title: 'Machine' }, { name: 'name', title: 'Name' }, { name: 'relation', title: 'Relation' }], rows: related.map(({ asset, label }) => ({ machine: asset.assetNumber, name: asset.name, relation: label, link: { type: asset.type ?? 'assets', id: asset.id } })) }
      },
    },
    {
      id: 'support', title: 'Support and age', kind: 'fields', types: [type], order: 20,
      load: async (assetId) => {
        const asset = await assets.get(assetId)
        const system = (await operatingSystems(context)).find(({ id }) => id === asset?.['operatingSystemId'])
        const [purchased, warrantyUntil, lastSeen] = ['purchaseDate', 'warrantyUntil', 'lastSeen'].map((name) => wordOf(asset?.[name])) as [string | null, string | null, string | null] // three in, three out
        const isStale = lastSeen !== null && lastSeen < before(settings.staleDays).toISOString()
        return { items: [
          { title: 'Operating system supported until', value: system?.endOfSupport ?? null, type: 'date', ...(system && isOutOfSupport(system) && { tone: 'critical' as const }) },
          { title: 'Warranty until', value: warrantyUntil, type: 'date', ...(warrantyUntil !== null && warrantyUntil < today() && { tone: 'warning' as const }) },
          { title: 'Age in years', value: yearsSince(purchased), type: 'number' },
          { title: 'Last seen', value: lastSeen, type: 'date-time', ...(isStale && { tone: 'warning' as const }) },
        ] }
      },
    },
  ]
}
