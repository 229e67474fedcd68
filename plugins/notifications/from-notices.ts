import type { Consumer, Notice, PlatformEvent } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { severities, type Severity } from './notification.ts'
import { findByNotice } from './store.ts'
import { publishChange } from './topic.ts'
import { announceSoon } from './work.ts'

/** What other plugins want people to know becomes a notification: shown, sent and acknowledged like one that a person announced. */
export function noticeConsumer(context: Context): Consumer {
  return { name: 'notices', events: ['notice.raised', 'notice.changed', 'notice.settled'], consume: (event) => take(context, event) }
}

async function take(context: Context, { name, notice }: PlatformEvent): Promise<void> {
  const known = await findByNotice(context.database, notice.id)
  if (name === 'notice.settled') {
    if (known !== null && known.state !== 'over') await context.records.update('notifications', known.id, { state: 'over', endsAt: endOf(notice, known.startsAt), currentUntil: notice.settledAt })
  } else if (known === null) await context.records.create('notifications', await valuesOf(context, notice))
  // An event that comes late says nothing new about what is over.
  else if (known.state !== 'over') await context.records.update('notifications', known.id, { title: notice.title.slice(0, 200), text: notice.text, severity: notice.severity, banner: standsAbove(context, notice.severity) })
  publishChange(context)
  await announceSoon(context)
}

async function valuesOf(context: Context, notice: Notice): Promise<Record<string, unknown>> {
  const asset = notice.assetId === null ? null : await context.assets.get(notice.assetId)
  const locationId = asset?.['locationId']
  const businessUnitId = asset?.['businessUnitId']
  return {
    title: notice.title.slice(0, 200), text: notice.text, severity: notice.severity, typeId: await typeOfPlugins(context), startsAt: notice.raisedAt, currentFrom: notice.raisedAt, endsAt: null, currentUntil: null, timeZone: context.settings.timeZone, recurrence: null, state: 'active',
    ...(asset !== null && { assetId: asset.id, assetType: asset.type }), ...(typeof locationId === 'number' && { locationId }), ...(typeof businessUnitId === 'number' && { businessUnitId }),
    pinned: false, banner: standsAbove(context, notice.severity), wall: notice.severity === 'critical', needsAcknowledgement: notice.severity === 'critical', sourcePlugin: notice.plugin, noticeId: notice.id, author: `plugin ${notice.plugin}`,
  }
}

/** It cannot end before it began, also when clocks of two processes differ. */
function endOf({ settledAt }: Notice, startsAt: number): string {
  return new Date(Math.max(Date.parse(settledAt ?? ''), startsAt + 1)).toISOString()
}

function standsAbove({ settings: { bannerFrom } }: Context, severity: Severity): boolean {
  return bannerFrom !== 'never' && severities.indexOf(severity) >= severities.indexOf(bannerFrom)
}

export const typeNameOfPlugins = 'From plugins'

async function typeOfPlugins(context: Context): Promise<number | null> {
  const { items } = await context.records.list('notificationtypes', 'limit=500')
  return items.find((type) => type['name'] === typeNameOfPlugins)?.id ?? null
}
