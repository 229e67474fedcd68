import { defineTable } from '../../platform/database/table-model.ts'

export const usersTable = defineTable({
  name: 'users',
  columns: {
    id: 'id', username: 'string(100)', usernamekey: 'string(200)', displayname: 'string(200)?', email: 'string(254)?',
    /** PHC format; null: cannot sign in by password (a directory decides, or nobody has set one). */
    passwordhash: 'string(255)?',
    /** Where the account comes from: local, ldap, oidc, import. */
    source: 'string(20)', active: 'boolean',
    /** Sessions started earlier do not count any more (the password was changed). */
    sessionsvalidfrom: 'timestamp',
    lastsigninat: 'timestamp?', version: 'integer', createdat: 'timestamp', modifiedat: 'timestamp', deletedat: 'timestamp?',
  },
  indexes: [{ columns: ['usernamekey'], unique: true }],
})
