/** What code here asks of the manifest, as a type that a fresh clone has: the one in `.shopdb/` is written by "shopdb plugin" alone. */
export type Manifest = {
  name: 'tickstock'
  capabilities: { redis: ['tickstock.*', 'tickstock:*']; foreign_databases: ['database'] }
  permissions: [{ id: 'tickstock.read'; title: string }, { id: 'tickstock.admin'; title: string }]
  flags: { patternDiscovery: { title: string }; historicalData: { title: string }; backtesting: { title: string }; adminPanel: { title: string }; websocketStreaming: { title: string } }
  settings: {
    type: 'object'
    properties: {
      bufferEnabled: { type: 'boolean'; default: true }
      bufferMilliseconds: { type: 'integer'; default: 250 }
      bufferSize: { type: 'integer'; default: 100 }
      eventsPerSecond: { type: 'integer'; default: 100 }
      logErrors: { type: 'boolean'; default: false }
      errorThreshold: { type: 'string'; enum: ['critical', 'error', 'warning', 'info', 'debug']; default: 'error' }
      databaseUrl: { type: 'string' }
    }
    required: ['bufferEnabled', 'bufferMilliseconds', 'bufferSize', 'eventsPerSecond', 'logErrors', 'errorThreshold']
  }
}
