import type { Context } from './context.ts'
import type { Severity } from './notification.ts'

/** One alert as Prometheus Alertmanager posts it (webhook, version 4). */
export type Alert = { readonly status: 'firing' | 'resolved'; readonly labels: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> | undefined; readonly fingerprint?: string | undefined }

/** Words of monitoring systems for how bad it is. */
const words: Readonly<Record<string, Severity>> = { critical: 'critical', page: 'critical', error: 'critical', high: 'critical', warning: 'warning', warn: 'warning', major: 'warning', info: 'info', low: 'info', none: 'info' }
/** Labels that may name an asset by its number, in this order. */
const naming = ['asset', 'assetnumber', 'machine', 'printer', 'host', 'hostname', 'instance']

/** What a monitoring system says takes the way of every notice: once while it is so, settled when it is over. */
export async function takeAlerts(context: Context, alerts: readonly Alert[]): Promise<{ raised: number; settled: number }> {
  const result = { raised: 0, settled: 0 }
  for (const { status, labels, annotations = {}, fingerprint } of alerts) {
    const key = `alert ${fingerprint ?? Object.entries(labels).toSorted().flat().join(' ')}`.slice(0, 200)
    if (status === 'resolved') {
      if (await context.notices.settle(key)) result.settled += 1
      continue
    }
    const name = labels['alertname'] ?? 'Alert'
    const assetId = await assetOf(context, labels)
    const title = annotations['summary'] === undefined ? name : `${name}: ${annotations['summary']}`
    const text = [annotations['description'], Object.entries(labels).filter(([label]) => label !== 'alertname').map(([label, value]) => `${label}: ${value}`).join(', ')].filter(Boolean).join('\n')
    await context.notices.raise({ key, severity: words[(labels['severity'] ?? '').toLowerCase()] ?? 'warning', title, text, ...(assetId !== null && { assetId }) })
    result.raised += 1
  }
  return result
}

/** Only an asset with exactly this number: a guess would put the alarm on the wrong machine. */
async function assetOf(context: Context, labels: Readonly<Record<string, string>>): Promise<number | null> {
  for (const label of naming) {
    const number = labels[label]?.split(':', 1)[0]?.trim()
    if (!number) continue
    const { items } = await context.assets.list(new URLSearchParams({ assetNumber: number, limit: '2' }).toString())
    const [found, other] = items
    if (found !== undefined && other === undefined) return found.id
  }
  return null
}
