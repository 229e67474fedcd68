import { defineTable } from '../../platform/database/table-model.ts'

/** One row per uploaded CSV file, from the upload to what came of it. */
export const importsTable = defineTable({
  name: 'imports',
  columns: {
    id: 'id',
    kind: 'string(65)',
    filename: 'string(255)',
    state: 'string(16)',
    createdat: 'timestamp',
    actorid: 'integer?',
    actor: 'string(120)',
    actorkind: 'string(16)',
    encoding: 'string(20)',
    fieldseparator: 'string(4)',
    headers: 'json',
    linecount: 'integer',
    options: 'json?',
    counts: 'json?',
    jobid: 'integer?',
    batchid: 'string(36)?',
    committedat: 'timestamp?',
    error: 'text?',
  },
  indexes: [{ columns: ['actorid', 'id'] }, { columns: ['createdat'] }],
})

/**
 * The lines of a file in pieces of a few hundred, and for each piece what the rehearsal and then the import made of it: so that
 * any server process can go on where another one stopped, and memory holds one piece at a time.
 */
export const importPartsTable = defineTable({
  name: 'importparts',
  columns: {
    id: 'id',
    importid: { type: 'integer', references: 'imports', onDelete: 'cascade' },
    stage: 'string(16)',
    partnumber: 'integer',
    creates: { type: 'integer', default: 0 },
    updates: { type: 'integer', default: 0 },
    skips: { type: 'integer', default: 0 },
    errors: { type: 'integer', default: 0 },
    content: 'text',
  },
  indexes: [{ columns: ['importid', 'stage', 'partnumber'], unique: true }],
})
