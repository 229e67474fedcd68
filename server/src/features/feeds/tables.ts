import { defineTable } from '../../platform/database/table-model.ts'

/** Addresses that show one thing to whoever has them, in the name of a user. The secret is shown once and stored as a hash. */
export const feedsTable = defineTable({
  name: 'feedtokens',
  columns: { id: 'id', userid: 'integer', name: 'string(100)', path: 'string(500)', secrethash: 'string(64)', createdat: 'timestamp', lastusedat: 'timestamp?', revokedat: 'timestamp?' },
  indexes: [{ columns: ['userid', 'id'] }],
})
