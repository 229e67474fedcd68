import { rm } from 'node:fs/promises'
import type { Logger } from 'pino'
import { contractVersion } from '@shopdb/contract/version'
import type { PluginArchive, UninstallEntry, UninstallPolicy } from '@shopdb/contract/plugins'
import type { Database } from '../platform/database/database.ts'
import { dropChain } from '../platform/migrations/chain-tables.ts'
import type { PluginHolding } from '../platform/plugin-holding.ts'
import { Problem } from '../platform/problem.ts'
import { deleteHeld } from './holding-store.ts'
import { entriesOf, remainsOf, takeInventory, type Inventory } from './plugin-inventory.ts'
import { openArchive, writeArchive, type OpenedArchive } from './plugin-archive.ts'
import { approvedCapabilities, type PluginStore } from './plugin-store.ts'
import type { PluginRow } from './plugin-tables.ts'
import { assertRestorable, loadArchive } from './restore-archive.ts'

export type RemovalOptions = {
  database: Database
  store: PluginStore
  holdings: () => readonly PluginHolding[]
  /** Folders with a folder of each plugin, which go with it. */
  folders: readonly string[]
  archiveFolder: string
  now: () => number
  log: Logger
}

/** A plugin that has been stopped, and what its manifest says beyond the ledger; its folder may have gone. */
export type Stopped = { name: string; row: PluginRow; manifestTables: readonly string[] }

/** Takes away, archives and puts back what a stopped plugin has. Every step can be repeated after an interruption. */
export function createRemoval(options: RemovalOptions) {
  const { database, store, holdings, folders, archiveFolder, now, log } = options

  const inventoryOf = (name: string, tables: readonly string[]): Promise<Inventory> => takeInventory({ database, holdings, folders }, name, tables)

  async function announceChange(): Promise<void> {
    for (const holding of holdings()) await holding.changed?.()
  }

  /** Archived and verified before anything is dropped; from then on an interruption is finished by the next start. */
  async function uninstall({ name, row, manifestTables }: Stopped, policy: UninstallPolicy): Promise<{ archive: PluginArchive | null; entries: UninstallEntry[] }> {
    if (policy !== 'keep') for (const holding of holdings()) await holding.leaving?.({ name, tables: manifestTables })
    const inventory = await inventoryOf(name, manifestTables)
    const entries = entriesOf(inventory, policy)
    if (policy === 'keep') {
      if (isEmpty(inventory)) await store.remove(name)
      return { archive: null, entries }
    }
    const isArchived = policy === 'archive' && row.wanted !== 'removing' && !isEmpty(inventory)
    const archive = isArchived ? await writeArchive({ database, folder: archiveFolder, now }, inventory, { version: row.version, contractVersion, capabilities: approvedCapabilities(row) }) : null
    await store.markRemoving(name)
    await finish(name, manifestTables)
    log.info({ plugin: name, policy, archive: archive?.id }, 'everything of a plugin is gone')
    return { archive, entries }
  }

  async function clear(name: string, manifestTables: readonly string[]): Promise<void> {
    const inventory = await inventoryOf(name, manifestTables)
    await dropChain({ database }, name)
    for (const { rows } of inventory.held.toReversed()) await deleteHeld(database, inventory.coreModel, rows)
    await database.write(async (transaction) => {
      for (const { values } of holdings()) await values?.remove(transaction, inventory.plugin)
    })
    for (const { path } of inventory.folders) await rm(path, { recursive: true, force: true })
    await database.forgetIds?.(inventory.plugin.tables)
    await announceChange()
  }

  /** Deletes, sweeps, and forgets the plugin when nothing is left. */
  async function finish(name: string, manifestTables: readonly string[]): Promise<void> {
    await clear(name, manifestTables)
    const left = remainsOf(await inventoryOf(name, manifestTables))
    if (left.length > 0) throw new Problem('STATE_CONFLICT', { detail: `Something of ${name} is left: ${left.join(', ')}. Uninstall it again.`, extra: { plugin: name, left } })
    await store.remove(name)
  }

  /** Only where nothing of the plugin is but what its installation makes by itself. */
  async function assertRoom(name: string, manifestTables: readonly string[]): Promise<void> {
    const { tables, held } = await inventoryOf(name, manifestTables)
    const made = new Set(holdings().filter(({ madeByInstallation }) => madeByInstallation).map(({ title }) => title))
    const found = [...tables.map(({ name: table, rows }) => ({ title: `rows of ${table}`, count: rows })), ...held.filter(({ title }) => !made.has(title))].filter(({ count }) => count > 0)
    if (found.length > 0) throw new Problem('STATE_CONFLICT', { detail: `${name} has ${found.map(({ count, title }) => `${count} ${title}`).join(', ')}, which an archive would meet. Uninstall it first (npx shopdb plugin uninstall ${name}), then restore.`, extra: { plugin: name } })
  }

  return {
    uninstall, finish, assertRoom, announceChange,
    plan: async (name: string, policy: UninstallPolicy, manifestTables: readonly string[]): Promise<UninstallEntry[]> => entriesOf(await inventoryOf(name, manifestTables), policy),
    /** Read and judged as a whole; nothing has been changed yet. */
    async open(name: string, id: string | undefined): Promise<OpenedArchive> {
      const opened = await openArchive(archiveFolder, name, id)
      await assertRestorable({ database, holdings }, opened)
      return opened
    },
    /** What came back half goes again; the archive stays as it is. */
    async load(opened: OpenedArchive, manifestTables: readonly string[]): Promise<number> {
      const { about } = opened
      await clear(about.plugin, manifestTables)
      try {
        const rows = await loadArchive({ database, holdings }, opened)
        await announceChange()
        return rows
      } catch (error) {
        await clear(about.plugin, manifestTables)
        throw error
      }
    },
  }
}

export type Removal = ReturnType<typeof createRemoval>

function isEmpty({ tables, held, values }: Inventory): boolean {
  return tables.length === 0 && values.length === 0 && held.every(({ count }) => count === 0)
}
