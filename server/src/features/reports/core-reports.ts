import { visibleTo, type AssetTypes } from '../assets/index.ts'
import type { RecordServices } from '../records/index.ts'
import type { Report } from './report.ts'
import { findUnseen, findWarranties, type ReportedAsset } from './store.ts'

const day = 86_400_000
const rowsInOneStep = 1000

const assetColumns = [{ name: 'assetNumber', title: 'Asset number' }, { name: 'name', title: 'Name' }, { name: 'type', title: 'Type' }, { name: 'location', title: 'Location' }] as const

/** What the platform itself reports, through the same registry as plugins. */
export function coreReports(services: RecordServices, types: AssetTypes): Omit<Report, 'step'>[] {
  const { database, now } = services.platform
  const typeOf = (typeId: number): string => types.byId(typeId)?.title ?? ''
  return [
    {
      id: 'warranty', title: 'Warranties that end', description: 'Assets whose warranty ends within a number of days, or ended as long ago.', permission: 'assets.read',
      parameters: { type: 'object', properties: { days: { type: 'integer', title: 'Days', minimum: 1, maximum: 3650, default: 90 } } },
      columns: [...assetColumns, { name: 'warrantyUntil', title: 'Warranty until', type: 'date' }],
      run: ({ days }, caller) => {
        const [from, to] = [-1, 1].map((sign) => new Date(now() + sign * Number(days) * day).toISOString().slice(0, 10)) as [string, string] // two in, two out
        return inSteps((after) => findWarranties(database, { from, to, typeIds: visibleTo(caller, types).typeIds, after, limit: rowsInOneStep }), (asset) => ({ ...asset, type: typeOf(asset.typeId) }))
      },
    },
    {
      id: 'not-seen', title: 'Assets not seen', description: 'Assets that a collector reported, and has not for a number of days.', permission: 'assets.read',
      parameters: { type: 'object', properties: { days: { type: 'integer', title: 'Days', minimum: 1, maximum: 3650, default: 30 } } },
      columns: [...assetColumns, { name: 'lastSeen', title: 'Last seen', type: 'date-time' }],
      run: ({ days }, caller) => inSteps((after) => findUnseen(database, { before: now() - Number(days) * day, typeIds: visibleTo(caller, types).typeIds, after, limit: rowsInOneStep }), (asset) => ({ ...asset, type: typeOf(asset.typeId) })),
    },
  ]
}

/** A thousand rows at a time, continued after the last id: no run holds more in memory. */
export async function* inSteps<Row>(read: (after: number) => Promise<ReportedAsset[]>, rowOf: (asset: ReportedAsset) => Row): AsyncGenerator<Row> {
  for (let after = 0; ;) {
    const assets = await read(after)
    for (const asset of assets) yield rowOf(asset)
    const last = assets.at(-1)
    if (!last || assets.length < rowsInOneStep) return
    after = last.id
  }
}
