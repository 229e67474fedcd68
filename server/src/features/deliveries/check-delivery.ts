import type { Mail, Webhook } from '@shopdb/plugin-api'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { matchesHost } from '../../plugin-host/index.ts'
import { readSetting } from '../settings/index.ts'
import type { NewDelivery } from './delivery.ts'

const mostRecipients = 100
const longestContent = 1_000_000
/** No address of RFC 5321 in full; it keeps out what would become another header or another recipient. */
const address = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/
const ownHeaders = new Set(['host', 'content-length', 'content-type', 'webhook-id', 'webhook-timestamp', 'webhook-signature', 'connection', 'transfer-encoding'])

export function mailDelivery(plugin: string, mail: Mail): NewDelivery {
  const to = (typeof mail.to === 'string' ? [mail.to] : [...mail.to]).map((one) => one.trim())
  const wrong = to.find((one) => one.length > 254 || !address.test(one))
  if (to.length === 0 || to.length > mostRecipients) throw refused('to', `A mail goes to 1 to ${mostRecipients} addresses.`)
  if (wrong !== undefined) throw refused('to', `"${wrong.slice(0, 100)}" is no mail address.`)
  const subject = mail.subject.replace(/\s+/g, ' ').trim().slice(0, 255)
  const content = { to, subject, text: mail.text, ...(mail.html === undefined ? {} : { html: mail.html }) }
  return { plugin, channel: 'mail', target: to.join(', ').slice(0, 500), subject, content: sized(content), secret: null, uniqueKey: keyOf(mail.key) }
}

export async function webhookDelivery(platform: Platform, plugin: string, outbound: readonly string[], webhook: Webhook): Promise<NewDelivery> {
  const url = URL.canParse(webhook.url) ? new URL(webhook.url) : null
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '') throw refused('url', 'A webhook goes to an address with http or https, without a user name in it.')
  const ofSite = String(await readSetting(platform, 'core.webhooks.hosts')).split(',').map((host) => host.trim().toLowerCase()).filter((host) => host !== '')
  if (![...outbound, ...ofSite].some((pattern) => matchesHost(pattern, url.hostname))) throw refused('url', `Webhooks may not go to ${url.hostname}. An administrator can add it to the setting "core.webhooks.hosts", or the plugin to "outbound" in its manifest.`)
  const headers = Object.fromEntries(Object.entries(webhook.headers ?? {}).filter(([name]) => !ownHeaders.has(name.toLowerCase())))
  const content = { url: url.href, body: JSON.stringify(webhook.body ?? null), headers }
  return { plugin, channel: 'webhook', target: `${url.origin}${url.pathname}`.slice(0, 500), subject: '', content: sized(content), secret: webhook.secret === undefined ? null : platform.auth.secretBox.seal(webhook.secret), uniqueKey: keyOf(webhook.key) }
}

function sized<Content>(content: Content): Content {
  if (JSON.stringify(content).length > longestContent) throw refused('body', 'A message has 1 MB at most.')
  return content
}

function keyOf(key: string | undefined): string | null {
  if (key !== undefined && (key === '' || key.length > 200)) throw refused('key', 'A key has 1 to 200 characters.')
  return key ?? null
}

function refused(path: string, detail: string): Problem {
  return new Problem('RULE_BROKEN', { detail, fields: [{ path: `/${path}`, message: detail }] })
}
