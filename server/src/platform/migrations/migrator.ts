import type { Database, DatabaseLog } from '../database/database.ts'
import { archiveDropped } from './archive-dropped.ts'
import { factsOf, type MigrationFacts } from './facts.ts'
import { hasTakenEffect } from './introspect.ts'
import { withLease, type LeaseOptions } from './lease.ts'
import { createPlatformTables, deleteEntry, insertEntry, platformTables, readLedger, saveProgress, type LedgerEntry, type LedgerState } from './ledger.ts'
import { MigrationError } from './migration-error.ts'
import { readMigrationFiles, type MigrationFile } from './migration-files.ts'
import type { SchemaModel } from './model.ts'
import { changedTables, isDataOperation, lookedUpTables, type Operation } from './operations.ts'
import { runDataOperation } from './run-data-operation.ts'
import { runSchemaOperation } from './run-schema-operation.ts'
import { writePlannerStatistics } from './sqlite-statistics.ts'
import { step, stepAll } from './step.ts'

/** The migrations of core (`core`) or of one plugin (its name). */
export type MigrationChain = {
  name: string
  folder: string
  /** Everything it may create, change or drop. */
  ownedTables: readonly string[]
  /** Further tables whose values it may look up. */
  readableTables?: readonly string[]
  /** Tables of others that a foreign key may lead to, if it goes or empties with what it refers to. Core's own may lead anywhere. */
  referableTables?: readonly string[]
  /** Calls a function exported beside a file. Absent where no code of the plugin may run. */
  callFunction?: (file: string, name: string) => Promise<void>
}

export type PlannedMigration = { chain: string; file: string; operations: readonly Operation[]; facts: MigrationFacts; isHalfApplied: boolean }
export type ChainStatus = { name: string; applied: { file: string; appliedAt: number | null }[]; pending: string[]; halfApplied: string[]; /** Why nothing can be applied: a changed, a lost or a late file. */ problem: string | null }

export type Migrator = {
  /** What `upgrade` would run, checked as a whole; changes nothing but the platform's own tables. */
  plan: (chains: readonly MigrationChain[]) => Promise<PlannedMigration[]>
  /** Runs what is pending, chain after chain: core first, then plugins after what they depend on. `to` is the last file of the only chain. */
  upgrade: (chains: readonly MigrationChain[], options?: { to?: string }) => Promise<PlannedMigration[]>
  /** Takes back the files of a chain after `to`; null takes back all. Needs the ledger only, not the files. */
  downgrade: (chain: string, to: string | null) => Promise<string[]>
  status: (chains: readonly MigrationChain[]) => Promise<ChainStatus[]>
  /** The tables as all applied migrations have made them. */
  model: () => Promise<SchemaModel>
}

export type MigratorOptions = LeaseOptions & {
  database: Database
  log: DatabaseLog
  /** Where what a drop takes away is kept; needed for migrations with drops. */
  archiveFolder?: string
  /** Called when an operation has run, before that is recorded; tests interrupt here. */
  onOperation?: (chain: string, file: string, position: number) => void
}

export function createMigrator(options: MigratorOptions): Migrator {
  const { database } = options
  const ledger = async (): Promise<LedgerEntry[]> => {
    return readLedger(database).catch(async () => {
      await createPlatformTables(database) // missing on the first start only; every other start needs no write for it
      return readLedger(database)
    })
  }
  return {
    plan: async (chains) => planUpgrade(chains, await ledger()).map(asPlanned),
    status: async (chains) => {
      const entries = await ledger()
      return chains.map((chain) => statusOf(chain, entries))
    },
    model: async () => recordedModel(await ledger()),
    upgrade: async (chains, { to } = {}) => {
      if (planUpgrade(chains, await ledger(), to).length === 0) return []
      return withLease(database, async () => {
        const planned = planUpgrade(chains, await readLedger(database), to)
        for (const file of planned) await applyFile(options, file)
        await writePlannerStatistics(database)
        return planned.map(asPlanned)
      }, options)
    },
    downgrade: async (chain, to) => {
      await createPlatformTables(database)
      return withLease(database, () => downgrade(options, chain, to), options)
    },
  }
}

type Call = (name: string) => Promise<void>
type Planned = MigrationFile & { chain: string; before: SchemaModel; entry: LedgerEntry; call: Call }

function callerOf({ name: chain, callFunction }: MigrationChain, file: string): Call {
  return async (name) => {
    if (!callFunction) throw new MigrationError(`${chain}/${file} calls the function ${name} of its plugin.`, { fix: `It runs when the server starts, or with: npx shopdb plugin enable ${chain}` })
    await callFunction(file, name)
  }
}

function asPlanned({ chain, file, migration: { operations }, entry }: Planned): PlannedMigration {
  return { chain, file, operations, facts: factsOf(operations), isHalfApplied: entry.progress > 0 || entry.begun >= 0 }
}

/** Checks everything that is pending before its first statement runs. */
function planUpgrade(chains: readonly MigrationChain[], entries: readonly LedgerEntry[], to?: string): Planned[] {
  if (to !== undefined && chains.length !== 1) throw new MigrationError('"to" needs exactly one chain.')
  const reverting = entries.find((entry) => entry.state === 'reverting')
  if (reverting) throw new MigrationError(`Taking back ${reverting.chain}/${reverting.file} was interrupted.`, { fix: 'Run the downgrade again first.' })
  const planned: Planned[] = []
  let model = stepEntries({}, entries.filter((entry) => entry.state === 'applied'))
  let position = Math.max(0, ...entries.map((entry) => entry.position))
  for (const chain of chains) {
    for (const file of pendingFiles(chain, entries, to)) {
      assertOwnership(chain, file, entries)
      const known = entries.find((entry) => entry.chain === chain.name && entry.file === file.file)
      const entry = known ?? { chain: chain.name, file: file.file, position: ++position, checksum: file.checksum, migration: file.migration, state: 'applying', progress: 0, begun: -1, cursor: null, appliedAt: null }
      planned.push({ ...file, chain: chain.name, before: model, entry, call: callerOf(chain, file.file) })
      model = stepFile(model, chain.name, file.file, file.migration.operations)
    }
  }
  return planned
}

function stepFile(model: SchemaModel, chain: string, file: string, operations: readonly Operation[]): SchemaModel {
  try {
    return stepAll(model, operations)[0]
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error
    throw new MigrationError(`${chain}/${file}: ${error.message}`, { cause: error })
  }
}

function stepEntries(model: SchemaModel, entries: readonly LedgerEntry[]): SchemaModel {
  return entries.reduce((current, { chain, file, migration }) => stepFile(current, chain, file, migration.operations), model)
}

/** The tables as the applied migrations have made them. */
export function recordedModel(entries: readonly LedgerEntry[]): SchemaModel {
  return stepEntries({}, entries.filter((entry) => entry.state === 'applied'))
}

/** Files without an entry, and the half-applied one; refuses a changed, a lost or a late file. */
function pendingFiles(chain: MigrationChain, entries: readonly LedgerEntry[], to?: string): MigrationFile[] {
  const files = readMigrationFiles(chain.folder)
  const own = new Map(entries.filter((entry) => entry.chain === chain.name).map((entry) => [entry.file, entry]))
  for (const file of own.keys()) {
    if (!files.some((other) => other.file === file)) throw new MigrationError(`The database has ${chain.name}/${file}, which this version does not: its schema is ahead.`, { fix: 'Start the newer version, or downgrade with it first.' })
  }
  for (const { file, checksum } of files) {
    const entry = own.get(file)
    if (entry && entry.checksum !== checksum) throw new MigrationError(`${chain.name}/${file} has changed since it was applied.`, { fix: 'Restore the file and write the change as a new migration.' })
  }
  if (to !== undefined && !files.some(({ file }) => file === to)) throw new MigrationError(`The chain ${chain.name} has no file ${to}.`)
  const pending = files.filter(({ file }) => own.get(file)?.state !== 'applied')
  const lastApplied = [...own.values()].filter((entry) => entry.state === 'applied').map((entry) => entry.file).sort().at(-1)
  const late = pending.find(({ file }) => lastApplied !== undefined && file < lastApplied)
  if (late) throw new MigrationError(`${chain.name}/${late.file} stands before ${lastApplied ?? ''}, which is applied already.`, { fix: 'Give it the next number.' })
  return pending.filter(({ file }) => to === undefined || file <= to)
}

function assertOwnership(chain: MigrationChain, { file, migration }: MigrationFile, entries: readonly LedgerEntry[]): void {
  // A manifest may list what it likes: who has made a table owns it, also when the owner's folder has gone.
  const others = new Map(entries.filter((entry) => entry.chain !== chain.name).flatMap((entry) => entry.migration.operations.flatMap((operation) => (operation.op === 'createTable' ? [[operation.table, entry.chain] as const] : []))))
  const platform = new Set<string>(platformTables.map((table) => table.name))
  const owned = new Set(chain.ownedTables)
  const readable = new Set([...chain.ownedTables, ...(chain.readableTables ?? [])])
  for (const operation of migration.operations) {
    for (const table of changedTables(operation)) {
      if (others.has(table)) throw new MigrationError(`${chain.name}/${file} reaches for the table ${table}, which is not its own but belongs to ${others.get(table) ?? ''}.`, { fix: 'Give the table another name; nothing was changed.' })
      if (platform.has(table) || !owned.has(table)) throw new MigrationError(`${chain.name}/${file} reaches for the table ${table}, which is not its own.`, { fix: 'List the table in the manifest if it is; nothing was changed.' })
    }
    for (const table of lookedUpTables(operation)) {
      if (!readable.has(table)) throw new MigrationError(`${chain.name}/${file} reads the table ${table}, which it may not.`)
    }
    assertReferences({ ...chain, ownedTables: chain.ownedTables.filter((table) => !others.has(table)) }, file, operation)
    const isSearchIndex = operation.op === 'addSearchIndex' || operation.op === 'dropSearchIndex'
    if (isSearchIndex && chain.name !== 'core') throw new MigrationError(`${chain.name}/${file}: only core has a search index.`)
    if (operation.op === 'widenColumn' && operation.narrow) throw new MigrationError(`${chain.name}/${file}: a column cannot be narrowed.`)
  }
}

/** A foreign key into somebody else's table must never keep its owner from deleting a row. */
function assertReferences({ name: chain, ownedTables, referableTables = [] }: MigrationChain, file: string, operation: Operation): void {
  if (operation.op !== 'createTable' || chain === 'core') return
  for (const [column, { references, onDelete }] of Object.entries(operation.columns)) {
    if (references === undefined || ownedTables.includes(references)) continue
    if (!referableTables.includes(references)) throw new MigrationError(`${chain}/${file} refers from ${operation.table}.${column} to the table ${references}, which is not its own.`, { fix: 'Keep the id in a column of type integer without "references"; nothing was changed.' })
    if (onDelete !== 'cascade' && onDelete !== 'set null') throw new MigrationError(`${chain}/${file}: ${operation.table}.${column} would keep rows of ${references}, which is not its own, from being deleted.`, { fix: 'Add "onDelete": "cascade" or "set null".' })
  }
}

async function applyFile(options: MigratorOptions, { file, chain, migration, before, entry, call }: Planned): Promise<void> {
  const isNew = entry.progress === 0 && entry.begun < 0 && entry.cursor === null
  const existing = isNew && (await readLedger(options.database)).some((other) => other.chain === chain && other.file === file)
  if (isNew && !existing) await insertEntry(options.database, entry)
  await runOperations({ ...options, call }, entry, 'applying', before, migration.operations)
  await options.database.write((transaction) => saveProgress(transaction, entry, { state: 'applied', progress: migration.operations.length, begun: -1, cursor: null }))
  options.log.info({ chain, file, ...factsOf(migration.operations) }, 'migration applied')
}

/** Executes a file's operations from where its entry stands, recording every step. */
async function runOperations(options: RunOptions, entry: LedgerEntry, state: LedgerState, before: SchemaModel, operations: readonly Operation[]): Promise<void> {
  let model = before
  for (const [position, operation] of operations.entries()) {
    const [after] = step(model, operation)
    if (position >= entry.progress) {
      const isResumed = position === entry.begun
      await runOperation(options, { ...entry, state }, model, operation, position, isResumed)
    }
    model = after
  }
}

type RunOptions = MigratorOptions & { call: Call }

async function runOperation(options: RunOptions, entry: LedgerEntry, model: SchemaModel, operation: Operation, position: number, isResumed: boolean): Promise<void> {
  const { database, onOperation } = options
  const { state } = entry
  const done = { state, progress: position + 1, begun: -1, cursor: null }
  if (!isResumed) await database.write((transaction) => saveProgress(transaction, entry, { state, progress: position, begun: position, cursor: null }))
  if (isDataOperation(operation)) {
    await runDataOperation({
      database, model, call: options.call, cursor: isResumed ? entry.cursor : null,
      record: (transaction, cursor) => saveProgress(transaction, entry, cursor ? { state, progress: position, begun: position, cursor } : done),
    }, operation)
    return onOperation?.(entry.chain, entry.file, position)
  }
  const hasRun = isResumed && (await database.write((transaction) => hasTakenEffect(transaction, operation)))
  if (!hasRun) {
    const archive = await archiveDropped(database, model, operation, options.archiveFolder)
    if (archive !== null) options.log.info({ archive }, 'dropped rows are archived')
  }
  await database.write(async (transaction) => {
    if (!hasRun) await runSchemaOperation(transaction, database, model, operation)
    onOperation?.(entry.chain, entry.file, position)
    await saveProgress(transaction, entry, done)
  })
}

async function downgrade(options: MigratorOptions, chain: string, to: string | null): Promise<string[]> {
  const entries = await readLedger(options.database)
  const half = entries.find((entry) => entry.state === 'applying')
  if (half) throw new MigrationError(`${half.chain}/${half.file} is only half applied.`, { fix: 'Run the upgrade again first.' })
  const own = entries.filter((entry) => entry.chain === chain)
  if (to !== null && !own.some((entry) => entry.file === to)) throw new MigrationError(`The chain ${chain} has not applied ${to}.`)
  const leaving = own.filter((entry) => to === null || entry.file > to).reverse()
  const reverted: string[] = []
  let remaining = entries
  for (const entry of leaving) {
    const rest = remaining.filter((other) => other !== entry)
    const inverse = stepAll(stepEntries({}, remaining.slice(0, remaining.indexOf(entry))), entry.migration.operations)[1]
    const current = stepEntries({}, remaining)
    stepAll(current, inverse) // whether other chains stand on it shows before the first statement
    await revertFile(options, entry, current, inverse)
    reverted.push(entry.file)
    remaining = rest
  }
  return reverted
}

async function revertFile(options: MigratorOptions, entry: LedgerEntry, current: SchemaModel, inverse: readonly Operation[]): Promise<void> {
  const start = entry.state === 'reverting' ? entry : { ...entry, progress: 0, begun: -1, cursor: null }
  await runOperations({ ...options, call: async () => undefined }, start, 'reverting', current, inverse)
  await deleteEntry(options.database, entry)
  options.log.info({ chain: entry.chain, file: entry.file }, 'migration taken back')
}

function statusOf(chain: MigrationChain, entries: readonly LedgerEntry[]): ChainStatus {
  const own = entries.filter((entry) => entry.chain === chain.name)
  return {
    name: chain.name,
    applied: own.filter((entry) => entry.state === 'applied').map(({ file, appliedAt }) => ({ file, appliedAt })),
    halfApplied: own.filter((entry) => entry.state !== 'applied').map(({ file }) => file),
    ...pendingOf(chain, entries),
  }
}

/** One chain that cannot go on must not hide the state of the others. */
function pendingOf(chain: MigrationChain, entries: readonly LedgerEntry[]): Pick<ChainStatus, 'pending' | 'problem'> {
  try {
    return { pending: pendingFiles(chain, entries).map(({ file }) => file), problem: null }
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error
    return { pending: [], problem: error.message }
  }
}
