/** What code here asks of the manifest, as a type that a fresh clone has: the one in `.shopdb/` is written by "shopdb plugin" alone. */
export type Manifest = {
  name: 'network'
  capabilities: { jobs: true }
  permissions: [{ id: 'network.plan'; title: string }, { id: 'network.assign'; title: string }, { id: 'network.cable'; title: string }]
  settings: {
    type: 'object'
    properties: { fullPercent: { type: 'integer'; default: 80 }; silentDays: { type: 'integer'; default: 30 }; uplinkMacs: { type: 'integer'; default: 8 }; keepSightingsDays: { type: 'integer'; default: 365 } }
    required: ['fullPercent', 'silentDays', 'uplinkMacs', 'keepSightingsDays']
  }
}
