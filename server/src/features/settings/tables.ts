import { defineTable } from '../../platform/database/table-model.ts'

/** Values that differ from the declared default. */
export const settingsTable = defineTable({
  name: 'settings',
  columns: {
    settingkey: 'string(200)',
    /** JSON; of secrets the sealed text. */
    settingvalue: 'json', modifiedat: 'timestamp', modifiedby: 'integer?',
  },
  primaryKey: ['settingkey'],
})
