/** What code here asks of the manifest, as a type that a fresh clone has: the one in `.shopdb/` is written by "shopdb plugin" alone. */
export type Manifest = {
  name: 'printers'
  capabilities: { jobs: true; outbound: ['*'] }
  permissions: [{ id: 'printers.stock'; title: string }, { id: 'printers.poll'; title: string }]
  settings: {
    type: 'object'
    properties: {
      lowPercent: { type: 'integer'; default: 10 }; horizonDays: { type: 'integer'; default: 7 }; silentHours: { type: 'integer'; default: 24 }; keepDays: { type: 'integer'; default: 730 }
      costMono: { type: 'number'; default: 0.02 }; costColour: { type: 'number'; default: 0.1 }; currency: { type: 'string'; default: 'EUR' }; poll: { type: 'boolean'; default: false }
    }
    required: ['lowPercent', 'horizonDays', 'silentHours', 'keepDays', 'costMono', 'costColour', 'currency', 'poll']
  }
}
