import { defineTable } from '../../platform/database/table-model.ts'

/** One sign-in on one device. Holds hashes only: reading the table signs nobody in. */
export const sessionsTable = defineTable({
  name: 'sessions',
  columns: {
    id: 'id', userid: 'integer',
    /** Secret of the session, the same in all its refresh tokens: tells a stolen old token from a made-up one. */
    familyhash: 'string(64)',
    /** Secret of the one refresh token that is valid now. */
    rotationhash: 'string(64)',
    startedat: 'timestamp', lastusedat: 'timestamp', expiresat: 'timestamp', revokedat: 'timestamp?', ip: 'string(45)', device: 'string(300)',
  },
  indexes: [{ columns: ['userid', 'id'] }, { columns: ['expiresat'] }],
})
