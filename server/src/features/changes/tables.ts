import { defineTable } from '../../platform/database/table-model.ts'

/**
 * What happened, one row per changed record. `rows` holds every touched table row with its values before and after:
 * enough to undo the change and to show the past, even when the plugin that owned the tables has gone, because kinds,
 * tables and labels are kept as text.
 */
export const changesTable = defineTable({
  name: 'changes',
  columns: {
    id: 'serial',
    batchid: 'string(36)',
    at: 'timestamp',
    kind: 'string(65)',
    entityid: 'integer',
    label: 'string(255)',
    action: 'string(32)',
    actorid: 'integer?',
    actor: 'string(120)',
    source: 'string(80)',
    requestid: 'string(64)?',
    rows: 'json',
  },
  indexes: [{ columns: ['entityid', 'id'] }, { columns: ['batchid'] }, { columns: ['kind', 'id'] }],
})
