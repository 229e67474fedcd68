/** What code here asks of the manifest, as a type that a fresh clone has: the one in `.shopdb/` is written by "shopdb plugin" alone. */
export type Manifest = {
  name: 'notifications'
  capabilities: { jobs: true; deliver: true; people: true; events: ['notice.raised', 'notice.changed', 'notice.settled'] }
  permissions: [{ id: 'notifications.read'; title: string }, { id: 'notifications.acknowledge'; title: string }, { id: 'notifications.write'; title: string }, { id: 'notifications.delete'; title: string }, { id: 'notifications.send'; title: string }]
  settings: {
    type: 'object'
    properties: {
      timeZone: { type: 'string'; default: 'UTC' }; language: { type: 'string'; enum: ['en', 'de']; default: 'en' }; bannerFrom: { type: 'string'; enum: ['info', 'warning', 'critical', 'never']; default: 'critical' }; wallSeconds: { type: 'integer'; default: 12 }
      siteUrl: { type: 'string'; default: '' }; webhookSecret: { type: 'string' }; keepDays: { type: 'integer'; default: 400 }
    }
    required: ['timeZone', 'language', 'bannerFrom', 'wallSeconds', 'siteUrl', 'keepDays']
  }
}
