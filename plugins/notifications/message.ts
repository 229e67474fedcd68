import type { Context } from './context.ts'
import type { Presented } from './present.ts'
import type { Kind } from './sending-store.ts'
import { moment, wordsOf } from './words.ts'

export type Told = { notification: Presented; kind: Kind }

/** A mail for one, or for all that a digest has gathered. */
export function mailOf({ settings }: Context, told: readonly Told[]): { subject: string; text: string } {
  const words = wordsOf(settings.language)
  const [first] = told
  const subject = told.length === 1 && first !== undefined ? `[${first.kind === 'ended' ? words.ended : words[first.notification.severity]}] ${first.notification.title}` : `${told.length} ${words.digest}`
  return { subject, text: `${told.map((one) => paragraphOf(settings, one)).join('\n\n')}\n\n-- \n${words.why}\n` }
}

function paragraphOf({ language, siteUrl, timeZone: zoneOfSite }: Context['settings'], { notification, kind }: Told): string {
  const words = wordsOf(language)
  const zone = notification.timeZone || zoneOfSite
  const lines = [
    `${kind === 'ended' ? words.ended : words[notification.severity]}: ${notification.title}`, notification.text,
    `${words.from} ${moment(notification.currentFrom ?? '', zone, language)}, ${notification.currentUntil === null ? words.openEnd : `${words.until} ${moment(notification.currentUntil, zone, language)}`} (${zone})`,
    notification.location === null ? null : `${words.where}: ${notification.location}`, notification.businessUnit === null ? null : `${words.unit}: ${notification.businessUnit}`,
    notification.asset === null ? null : `${words.asset}: ${[notification.asset.assetNumber, notification.asset.name].filter(Boolean).join(' ')}`,
    notification.sourcePlugin === null ? null : `${words.said}: ${notification.sourcePlugin}`,
    siteUrl === '' ? null : `${words.open}: ${siteUrl.replace(/\/+$/, '')}/pages/notifications/show?id=${notification.id}`,
  ]
  return lines.filter((line) => line !== null).join('\n')
}

/** What another program is told; the same members as the API has. */
export function webhookOf(told: readonly Told[], isDigest: boolean): unknown {
  const items = told.map(({ notification: { readAt: _read, acknowledgedAt: _acknowledged, ...notification }, kind }) => ({ event: `notification.${kind}`, notification }))
  return isDigest ? { event: 'notification.digest', items } : items[0]
}
