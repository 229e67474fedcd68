import type { CounterContent, TableContent } from '@shopdb/contract/plugin-content'
import type { AssetTypes } from '../assets/index.ts'
import { staleAfterSetting, visibleTo } from '../assets/index.ts'
import { chartOfList, findModel, readableModel, readList } from '../content/index.ts'
import type { RecordServices } from '../records/index.ts'
import { readSetting } from '../settings/index.ts'
import type { Caller } from '../../platform/caller.ts'
import { countUnseen, findRecentChanges } from './store.ts'
import type { DashboardWidget } from './widget.ts'

const day = 86_400_000
const changesShown = 10

/** What the platform itself shows, through the same registry as plugins. */
export function coreWidgets(services: RecordServices, types: AssetTypes): DashboardWidget[] {
  return [
    { id: 'assets', title: 'Assets', kind: 'counter', size: 'small', permission: 'assets.read', load: ({ caller }) => countAssets(services, caller) },
    { id: 'stale-assets', title: 'Stale assets', kind: 'counter', size: 'small', permission: 'assets.read', load: ({ caller }) => countStale(services, types, caller) },
    { id: 'assets-by-type', title: 'Assets by type', kind: 'chart', size: 'medium', permission: 'assets.read', load: ({ caller }) => assetsByType(services, types, caller) },
    { id: 'assets-by-status', title: 'Assets by status', kind: 'chart', size: 'medium', permission: 'assets.read', load: ({ caller }) => chartOfList(services, readableModel(services, caller, 'assets'), caller, { type: 'assets', query: '', groupBy: 'statusId', kind: 'donut' }) },
    { id: 'recent-changes', title: 'Recent changes', kind: 'table', size: 'medium', permission: 'assets.read', load: ({ caller }) => recentChanges(services, caller) },
  ]
}

async function countAssets(services: RecordServices, caller: Caller): Promise<CounterContent> {
  const { total } = await readList(services, readableModel(services, caller, 'assets'), caller, 'limit=1&count=exact')
  return { value: total, link: { type: 'assets' } }
}

/** An asset that a collector reported once and that has been silent for the days of the setting is stale. */
async function countStale({ platform }: RecordServices, types: AssetTypes, caller: Caller): Promise<CounterContent> {
  const days = Number(await readSetting(platform, staleAfterSetting.key))
  const value = await countUnseen(platform.database, platform.now() - days * day, visibleTo(caller, types).typeIds)
  return { value, label: `not seen for ${days} days`, ...(value > 0 && { tone: 'warning' as const }) }
}

/** Under the titles of the types; the list itself labels them by their ids. */
async function assetsByType(services: RecordServices, types: AssetTypes, caller: Caller): Promise<unknown> {
  const content = await chartOfList(services, readableModel(services, caller, 'assets'), caller, { type: 'assets', query: '', groupBy: 'typeId', kind: 'bar' })
  const titleOf = (label: string | number): string => types.byKind(String(label))?.title ?? String(label)
  return { ...content, series: content.series.map((series) => ({ ...series, points: series.points.map((point) => ({ ...point, label: titleOf(point.label) })) })) }
}

/** Of the kinds that the caller may read. */
async function recentChanges({ platform }: RecordServices, caller: Caller): Promise<TableContent> {
  const kinds = platform.resources.all().filter((model) => caller.may(model.permissions.read)).map(({ kind }) => kind)
  const changes = await findRecentChanges(platform.database, kinds, changesShown)
  return {
    columns: [{ name: 'at', title: 'When', type: 'date-time' }, { name: 'label', title: 'Record' }, { name: 'type', title: 'Type' }, { name: 'action', title: 'What' }, { name: 'actor', title: 'Who' }],
    rows: changes.map(({ at, kind, id, label, action, actor }) => ({ at: new Date(at).toISOString(), label, type: findModel(platform.resources, kind)?.title ?? kind, action, actor, ...(action === 'deleted' ? {} : { link: { type: kind, id } }) })),
  }
}
