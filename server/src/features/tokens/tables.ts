import { defineTable } from '../../platform/database/table-model.ts'

/** Tokens for scripts and agents. The secret is shown once and stored as a hash. */
export const tokensTable = defineTable({
  name: 'apitokens',
  columns: {
    id: 'id', userid: 'integer', name: 'string(100)', secrethash: 'string(64)',
    /** JSON list of permission patterns and `collector:<plugin>`. */
    scopes: 'json', expiresat: 'timestamp?', lastusedat: 'timestamp?', createdat: 'timestamp', revokedat: 'timestamp?',
  },
  indexes: [{ columns: ['userid', 'id'] }],
})
