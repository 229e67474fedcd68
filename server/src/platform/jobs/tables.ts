import { defineTable } from '../database/table-model.ts'

/** One row per declared job: when it is due, and which server process runs it now (a lease that expires). */
export const jobsTable = defineTable({
  name: 'jobs',
  columns: { plugin: 'string(32)', name: 'string(80)', nextat: 'timestamp?', holder: 'string(36)?', leaseuntil: 'timestamp?' },
  primaryKey: ['plugin', 'name'],
})

/** One row per run, waiting, running or over. The newest of each job are kept. */
export const jobRunsTable = defineTable({
  name: 'jobruns',
  columns: {
    id: 'id',
    plugin: 'string(32)',
    name: 'string(80)',
    state: 'string(16)',
    cause: 'string(16)',
    parameters: 'json?',
    requestedbyid: 'integer?',
    requestedby: 'string(120)?',
    createdat: 'timestamp',
    dueat: 'timestamp',
    startedat: 'timestamp?',
    finishedat: 'timestamp?',
    attempt: 'integer',
    attempts: 'integer',
    progressdone: 'integer?',
    progresstotal: 'integer?',
    result: 'json?',
    error: 'text?',
    cancelrequested: 'boolean',
    holder: 'string(36)?',
    leaseuntil: 'timestamp?',
  },
  indexes: [{ columns: ['state', 'dueat'] }, { columns: ['plugin', 'name', 'id'] }, { columns: ['requestedbyid', 'id'] }],
})
