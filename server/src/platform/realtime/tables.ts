import { defineTable } from '../database/table-model.ts'

/** Server processes that keep realtime connections. One whose lease has run out is taken for dead, and its subscriptions go. */
export const realtimeProcessesTable = defineTable({
  name: 'realtimeprocesses',
  columns: { processid: 'string(36)', startedat: 'timestamp', leaseuntil: 'timestamp' },
  primaryKey: ['processid'],
})

/** Who listens to what, through which process. */
export const realtimeSubscriptionsTable = defineTable({
  name: 'realtimesubscriptions',
  columns: { processid: 'string(36)', socketid: 'string(32)', room: 'string(160)', userid: 'integer?', actor: 'string(120)', since: 'timestamp' },
  primaryKey: ['processid', 'socketid', 'room'],
})
