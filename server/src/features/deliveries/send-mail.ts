import type { Platform } from '../../platform/platform.ts'
import { readSetting } from '../settings/index.ts'
import { DeliveryRefused, type MailContent, type StoredDelivery } from './delivery.ts'

const timeLimit = 20_000

/** Sends one mail by the server that the settings name. The same delivery has the same message id, however often it is tried. */
export async function sendMail(platform: Platform, { id, createdAt }: Pick<StoredDelivery, 'id' | 'createdAt'>, content: MailContent): Promise<void> {
  const setting = async (name: string): Promise<string> => String(await readSetting(platform, `core.mail.${name}`))
  const [host, from, security, username] = [await setting('host'), await setting('from'), await setting('security'), await setting('username')]
  if (host === '' || from === '') throw new DeliveryRefused('The site has no mail server. Set core.mail.host and core.mail.from, then try again.')
  const { createTransport } = await import('nodemailer') // 5 MB that a site without mail never needs
  const transport = createTransport({
    host, port: Number(await setting('port')), secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none',
    tls: { rejectUnauthorized: (await setting('verifyCertificate')) === 'true' },
    ...(username === '' ? {} : { auth: { user: username, pass: await setting('password') } }),
    connectionTimeout: timeLimit, greetingTimeout: timeLimit, socketTimeout: timeLimit, disableFileAccess: true, disableUrlAccess: true,
  })
  try {
    const { subject, text, html } = content
    await transport.sendMail({ from, to: content.to, subject, text, ...(html === undefined ? {} : { html }), messageId: `<shopdb-${id}-${createdAt}@${from.split('@').at(-1)?.replace('>', '') ?? 'shopdb'}>`, headers: { 'Auto-Submitted': 'auto-generated' } })
  } catch (cause) {
    throw refusedForGood(cause) ? new DeliveryRefused(messageOf(cause), { cause }) : cause
  } finally {
    transport.close()
  }
}

/** A mail server that says 5xx about the message or its addresses will say it again; a wrong password is mended by people. */
function refusedForGood(cause: unknown): boolean {
  const code = typeof cause === 'object' && cause !== null && 'responseCode' in cause ? Number(cause.responseCode) : 0
  return code >= 500 && code < 600
}

export function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 500)
}
