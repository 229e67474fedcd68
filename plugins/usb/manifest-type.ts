/** What code here asks of the manifest, as a type that a fresh clone has: the one in `.shopdb/` is written by "shopdb plugin" alone. */
export type Manifest = {
  name: 'usb'
  capabilities: { jobs: true }
  permissions: { id: string; title: string }[]
  settings: {
    type: 'object'
    properties: {
      loanDays: { type: 'integer'; default: 3 }; firstReminderDays: { type: 'integer'; default: 1 }; secondReminderDays: { type: 'integer'; default: 3 }; lastReminderDays: { type: 'integer'; default: 7 }
      mustAccept: { type: 'boolean'; default: true }; cleanBeforeCheckout: { type: 'boolean'; default: true }; scanStations: { type: 'string'; default: '' }
    }
    required: ['loanDays', 'firstReminderDays', 'secondReminderDays', 'lastReminderDays', 'mustAccept', 'cleanBeforeCheckout', 'scanStations']
  }
}
