import { defineTable } from '../../platform/database/table-model.ts'

/** Records that could not be taken, with the reasons, until somebody mends and replays or discards them. */
export const quarantineTable = defineTable({
  name: 'quarantine',
  columns: {
    id: 'id', collector: 'string(32)', recordhash: 'integer', receivedat: 'timestamp', lastat: 'timestamp', times: { type: 'integer', default: 1 },
    state: 'string(16)', reasons: 'json', record: 'text', assetid: 'integer?',
  },
  indexes: [{ columns: ['collector', 'recordhash'], unique: true }, { columns: ['state', 'id'] }],
})

/** Answers of requests that carried an Idempotency-Key; the same key is answered the same for a day. */
export const idempotencyTable = defineTable({
  name: 'idempotencykeys',
  columns: { collector: 'string(32)', requestkey: 'string(128)', at: 'timestamp', bodyhash: 'string(64)', answer: 'text' },
  primaryKey: ['collector', 'requestkey'],
  indexes: [{ columns: ['at'] }],
})

/** What a collector sent beyond the fields that are known: kept as it came. */
export const extrasTable = defineTable({
  name: 'collectorextras',
  columns: { assetid: { type: 'integer', references: 'assets', onDelete: 'cascade' }, collector: 'string(32)', at: 'timestamp', fields: 'json' },
  primaryKey: ['assetid'],
})
