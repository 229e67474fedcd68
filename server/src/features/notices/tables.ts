import { defineTable } from '../../platform/database/table-model.ts'

/** What plugins want people to know. `openkey` is `<plugin>:<key>` while it is open, then null: one open notice per key. */
export const noticesTable = defineTable({
  name: 'notices',
  columns: {
    id: 'id',
    plugin: 'string(32)',
    noticekey: 'string(200)',
    openkey: 'string(240)?',
    severity: 'string(16)',
    title: 'string(255)',
    text: 'text?',
    assetid: { type: 'integer?', references: 'assets', onDelete: 'cascade' },
    untilat: 'timestamp?',
    raisedat: 'timestamp',
    settledat: 'timestamp?',
  },
  indexes: [{ columns: ['openkey'], unique: true }, { columns: ['plugin', 'id'] }, { columns: ['assetid', 'id'] }, { columns: ['settledat', 'untilat'] }],
})

/** Who takes which events. It outlives a disabled plugin, so that its events wait for it. */
export const eventConsumersTable = defineTable({
  name: 'eventconsumers',
  columns: { plugin: 'string(32)', name: 'string(80)', events: 'json', since: 'timestamp' },
  primaryKey: ['plugin', 'name'],
})
