import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { PluginArchive } from '@shopdb/contract/plugins'
import type { Database } from '../platform/database/database.ts'
import { createDumpFile, dumpTable, readDump, verifyDump, type DumpHeader } from '../platform/database/dump-file.ts'
import type { CarriedMigration } from '../platform/migrations/chain-tables.ts'
import { tableOf, type SchemaModel } from '../platform/migrations/model.ts'
import type { HeldValue } from '../platform/plugin-holding.ts'
import { Problem } from '../platform/problem.ts'
import type { Inventory } from './plugin-inventory.ts'

/** What the header of an archive says beside the tables. */
export type ArchiveAbout = {
  plugin: string
  version: string | null
  contractVersion: string
  engine: string
  rows: number
  migrations: CarriedMigration[]
  /** Id counters of the plugin's tables. */
  counters: Record<string, number>
  /** By title of the holding. */
  values: Record<string, HeldValue[]>
  /** What the site had approved. */
  capabilities: string[]
}

const fileEnd = '.ndjson.gz'

export type ArchiveOptions = { database: Database; folder: string; now: () => number }

/**
 * Writes everything a plugin has into one file that any engine can read: its tables with their schema, the rows of the
 * platform that are there because of it, values inside rows that stay. The file gets its name only after it was read
 * back, every row counted and hashed.
 */
export async function writeArchive({ database, folder, now }: ArchiveOptions, inventory: Inventory, about: Pick<ArchiveAbout, 'version' | 'contractVersion' | 'capabilities'>): Promise<PluginArchive> {
  const { plugin, chain, held, values, counters, coreModel } = inventory
  const archives = join(folder, plugin.name)
  mkdirSync(archives, { recursive: true })
  const id = newId(archives, now())
  const file = join(archives, id + fileEnd)
  const model: SchemaModel = { ...chain.model, ...Object.fromEntries(held.map(({ rows }) => [rows.table, tableOf(coreModel, rows.table)])) }
  const content: ArchiveAbout = {
    ...about, plugin: plugin.name, engine: database.engine, rows: inventory.rows, migrations: chain.migrations, counters: Object.fromEntries(counters),
    values: Object.fromEntries(values.map(({ title, found }) => [title, [...found]])),
  }
  await database.snapshot(async (reader) => {
    const dump = createDumpFile(file, { kind: 'archive', model, about: content })
    for (const { rows } of held) await dumpTable(database.engine, reader, dump, rows.table, tableOf(coreModel, rows.table), rows)
    for (const name of Object.keys(chain.model)) await dumpTable(database.engine, reader, dump, name, tableOf(chain.model, name))
    await dump.finish()
  })
  await verifyDump(file)
  return describe(file, id, await readHeader(file))
}

/** The time, to the second; a number behind it when there is one of that second already. */
function newId(folder: string, at: number): string {
  const time = new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? time : `${time}-${number}`
    if (!existsSync(join(folder, id + fileEnd))) return id
  }
}

/** The archives of one plugin, newest first. A file that cannot be read is left out. */
export async function listArchives(folder: string, plugin: string): Promise<PluginArchive[]> {
  const archives = join(folder, plugin)
  if (!existsSync(archives)) return []
  const ids = readdirSync(archives).filter((name) => name.endsWith(fileEnd)).map((name) => name.slice(0, -fileEnd.length)).toSorted().toReversed()
  const found = await Promise.all(ids.map((id) => readHeader(join(archives, id + fileEnd)).then((header) => describe(join(archives, id + fileEnd), id, header), () => null)))
  return found.filter((archive) => archive !== null)
}

/** The names of plugins that have archives. */
export function archivedPlugins(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : []
}

async function readHeader(file: string): Promise<DumpHeader> {
  for await (const line of readDump(file)) if (!Array.isArray(line) && 'format' in line) return line
  throw new Error('The file is no archive.')
}

function describe(file: string, id: string, header: DumpHeader): PluginArchive {
  const about = aboutOf(header)
  return { id, at: header.createdAt, version: about.version, rows: about.rows, bytes: statSync(file).size }
}

export type OpenedArchive = { file: string; header: DumpHeader; about: ArchiveAbout; archive: PluginArchive }

/** Reads an archive whole and checks every hash and count, before anything of it is used. Without an id the newest. */
export async function openArchive(folder: string, plugin: string, id: string | undefined): Promise<OpenedArchive> {
  const archives = await listArchives(folder, plugin)
  const archive = id === undefined ? archives[0] : archives.find((candidate) => candidate.id === id)
  if (!archive) throw new Problem('NOT_FOUND', { detail: id === undefined ? `There is no archive of the plugin ${plugin}.` : `There is no archive "${id}" of the plugin ${plugin}.`, extra: { plugin, archives: archives.map((candidate) => candidate.id) } })
  const file = join(folder, plugin, archive.id + fileEnd)
  const { header } = await verifyDump(file).catch((cause: unknown) => {
    throw new Problem('STATE_CONFLICT', { detail: `The archive ${archive.id} of ${plugin} is damaged: ${cause instanceof Error ? cause.message : String(cause)}`, cause })
  })
  return { file, header, about: aboutOf(header), archive }
}

function aboutOf(header: DumpHeader): ArchiveAbout {
  const { about } = header
  if (header.kind !== 'archive' || !about || typeof about !== 'object' || !('plugin' in about) || !('migrations' in about)) throw new Error('The file is no archive of a plugin.')
  return about as ArchiveAbout // written by writeArchive
}
