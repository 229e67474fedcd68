import { defineTable } from '../../platform/database/table-model.ts'

/** Plugins whose demo has been begun in this database. It never begins twice: what a failed one has left would be there again. */
export const pluginDemosTable = defineTable({
  name: 'plugindemos',
  primaryKey: ['plugin'],
  columns: {
    plugin: 'string(32)',
    beganat: 'timestamp',
    /** Null while it runs, and for ever when it failed. */
    filledat: 'timestamp?',
  },
})
