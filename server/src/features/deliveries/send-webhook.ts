import { createHmac } from 'node:crypto'
import { DeliveryRefused, type StoredDelivery, type WebhookContent } from './delivery.ts'

const timeLimit = 20_000
/** The other side asks to come back, or was not there in time. */
const triedAgain = new Set([408, 425, 429])

/** Posts one webhook. A redirect is not followed: it could lead to a host that nobody allowed. */
export async function sendWebhook({ id, createdAt }: Pick<StoredDelivery, 'id' | 'createdAt'>, { url, body, headers }: WebhookContent, secret: string | null, now: number): Promise<void> {
  const webhookId = `shopdb-${id}-${createdAt}`
  const timestamp = Math.floor(now / 1000)
  const signature: Record<string, string> = secret === null ? {} : { 'webhook-signature': `v1,${signatureOf(secret, `${webhookId}.${timestamp}.${body}`)}` }
  const answer = await fetch(url, { method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(timeLimit), body, headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'ShopDB', 'webhook-id': webhookId, 'webhook-timestamp': String(timestamp), ...signature } })
  await answer.body?.cancel()
  if (answer.ok) return
  const message = `The other side answered ${answer.status} ${answer.statusText}`.trim()
  throw answer.status < 500 && !triedAgain.has(answer.status) ? new DeliveryRefused(`${message}.`) : new Error(`${message}.`)
}

/** As Standard Webhooks says, so that receivers check it with a library they have. */
export function signatureOf(secret: string, content: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret)
  return createHmac('sha256', key).update(content).digest('base64')
}
