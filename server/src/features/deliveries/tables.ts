import { defineTable } from '../../platform/database/table-model.ts'

/** Mails and webhooks, one row each, from the wish to what came of it. `secret` is sealed. */
export const deliveriesTable = defineTable({
  name: 'deliveries',
  columns: {
    id: 'id',
    plugin: 'string(32)',
    channel: 'string(16)',
    target: 'string(500)',
    subject: 'string(255)',
    content: 'text',
    secret: 'text?',
    uniquekey: 'string(200)?',
    state: 'string(16)',
    attempts: { type: 'integer', default: 0 },
    dueat: 'timestamp',
    createdat: 'timestamp',
    sentat: 'timestamp?',
    error: 'text?',
  },
  indexes: [{ columns: ['state', 'dueat'] }, { columns: ['plugin', 'uniquekey'] }],
})
