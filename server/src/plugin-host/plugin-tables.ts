import { defineTable, type RowOf } from '../platform/database/table-model.ts'

/** What a site wants of each installed plugin. A plugin without a row is only discovered. */
export const pluginTable = defineTable({
  name: 'plugins',
  primaryKey: ['name'],
  columns: {
    name: 'string(32)',
    /** Of the plugin when it was installed or last upgraded. */
    version: 'string(64)',
    contractversion: 'string(32)',
    /** enabled, disabled, parked (uninstalled, what it stored stays) or removing (uninstalled, its removal has begun). */
    wanted: 'string(16)',
    /** Approved capabilities, as a JSON list of words. */
    capabilities: 'json',
    /** 0 until the hook onInstall has succeeded. */
    installed: { type: 'boolean', default: 0 },
    installedat: 'timestamp',
    changedat: 'timestamp',
    quarantinedat: 'timestamp?',
    quarantinereason: 'text?',
  },
})

/** One row. The number rises with every change of `plugins`; every server process watches it and follows. */
export const pluginGenerationTable = defineTable({
  name: 'plugingenerations',
  primaryKey: ['id'],
  columns: { id: 'integer', generation: 'integer' },
})

/** For the migration chain of the platform. */
export const pluginHostTables = [pluginTable, pluginGenerationTable] as const

export type PluginRow = RowOf<typeof pluginTable>
