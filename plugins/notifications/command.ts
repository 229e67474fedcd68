import type { Command } from '@shopdb/plugin-api'
import type { Context } from './context.ts'
import { severities, severityOf } from './notification.ts'
import { announceSoon } from './work.ts'
import { publishChange } from './topic.ts'
import { createNotification } from './write-notification.ts'

/** For scripts: `npx shopdb notifications announce --title "Network down in hall 3" --severity critical --minutes 60`. */
export function announceCommand(context: Context, now: () => number): Command {
  return {
    name: 'announce', description: 'Announce something to everybody', permission: 'notifications.write',
    parameters: { type: 'object', required: ['title'], properties: { title: { type: 'string', minLength: 1, maxLength: 200 }, text: { type: 'string', maxLength: 4000 }, severity: { type: 'string', enum: severities }, minutes: { type: 'integer', minimum: 1, maximum: 525_600 } } },
    run: async ({ title, text, severity, minutes }) => {
      const at = now()
      const by = { kind: 'system', userId: null, label: 'command line', may: () => true } as const
      const id = await createNotification(context, { title: String(title), ...(typeof text === 'string' && { text }), severity: severityOf(severity), ...(typeof minutes === 'number' && { endsAt: new Date(at + minutes * 60_000).toISOString() }) }, by, at)
      publishChange(context)
      await announceSoon(context)
      return { id }
    },
  }
}
