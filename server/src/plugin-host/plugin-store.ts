import type { Database, SqlValue, Transaction } from '../platform/database/database.ts'
import { pluginTable, type PluginRow } from './plugin-tables.ts'

const columns = Object.keys(pluginTable.columns)

/** Reads and writes the wishes of the site. Every write raises the generation in the same transaction. */
export function createPluginStore(database: Database, now: () => number) {
  const readGeneration = database.prepare('select generation from plugingenerations where id = 1')

  async function change(work: (transaction: Transaction) => Promise<void>): Promise<void> {
    await database.write(async (transaction) => {
      await work(transaction)
      const changed = await transaction.run('update plugingenerations set generation = generation + 1 where id = 1')
      if (changed === 0) await transaction.insertRows('plugingenerations', ['id', 'generation'], [[1, 1]])
    })
  }

  return {
    /** Null before the first start on this database. */
    async generation(): Promise<number | null> {
      const rows = await readGeneration([])
      const value = rows[0]?.[0]
      return typeof value === 'number' ? value : null
    },
    async rows(): Promise<Map<string, PluginRow>> {
      const rows = await database.all(`select ${columns.join(', ')} from plugins`)
      return new Map(rows.map(toPluginRow).map((row) => [row.name, row]))
    },
    /** Enables the plugins named; a row that exists keeps when it was installed. */
    async enable(plugins: readonly { name: string; version: string; contractVersion: string; capabilities: readonly string[] }[]): Promise<void> {
      const at = now()
      const values = plugins.map((plugin): SqlValue[] => [plugin.name, plugin.version, plugin.contractVersion, 'enabled', JSON.stringify(plugin.capabilities), 0, at, at, null, null])
      await change((transaction) => transaction.upsertRows('plugins', ['name'], columns, values, ['version', 'contractversion', 'wanted', 'capabilities', 'changedat', 'quarantinedat', 'quarantinereason']))
    },
    disable: (name: string) => change(async (transaction) => void (await transaction.run("update plugins set wanted = 'disabled', quarantinedat = null, quarantinereason = null, changedat = ? where name = ?", [now(), name]))),
    quarantine: (name: string, reason: string) => change(async (transaction) => void (await transaction.run('update plugins set quarantinedat = ?, quarantinereason = ?, changedat = ? where name = ?', [now(), reason, now(), name]))),
    /** What a new version may do, before it takes the place of the old one. */
    approve: (name: string, capabilities: readonly string[]) => database.write((transaction) => transaction.run('update plugins set capabilities = ? where name = ?', [JSON.stringify(capabilities), name])),
    /** Uninstalled; from now on nobody runs it. `version` and capabilities count when there is no row yet (an archive is restored). */
    park: (name: string, given: { version: string; contractVersion: string; capabilities: readonly string[] }) => change(async (transaction) => {
      const at = now()
      await transaction.upsertRows('plugins', ['name'], columns, [[name, given.version, given.contractVersion, 'parked', JSON.stringify(given.capabilities), 0, at, at, null, null]], ['wanted', 'installed', 'changedat', 'quarantinedat', 'quarantinereason'])
    }),
    markRemoving: (name: string) => change(async (transaction) => void (await transaction.run("update plugins set wanted = 'removing', changedat = ? where name = ?", [now(), name]))),
    remove: (name: string) => change(async (transaction) => void (await transaction.run('delete from plugins where name = ?', [name]))),
    /** True for the one process that is to run onInstall. */
    claimInstall: (name: string): Promise<boolean> => database.write(async (transaction) => (await transaction.run('update plugins set installed = 1 where name = ? and installed = 0', [name])) === 1),
    releaseInstall: (name: string): Promise<number> => database.write((transaction) => transaction.run('update plugins set installed = 0 where name = ?', [name])),
  }
}

export type PluginStore = ReturnType<typeof createPluginStore>

function toPluginRow(row: Record<string, SqlValue>): PluginRow {
  return {
    name: String(row.name), version: String(row.version), contractversion: String(row.contractversion), wanted: String(row.wanted), capabilities: String(row.capabilities),
    installed: Number(row.installed), installedat: Number(row.installedat), changedat: Number(row.changedat),
    quarantinedat: row.quarantinedat == null ? null : Number(row.quarantinedat), quarantinereason: row.quarantinereason == null ? null : String(row.quarantinereason),
  }
}

export function approvedCapabilities(row: PluginRow | undefined): string[] {
  const list: unknown = row ? JSON.parse(row.capabilities) : []
  return Array.isArray(list) ? list.map(String) : []
}
