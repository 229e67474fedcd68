import type { Database } from '../database/database.ts'
import { quoteName } from '../database/row-statements.ts'
import { tableExists } from './introspect.ts'
import { inDependencyOrder } from './generate.ts'
import { withLease, type LeaseOptions } from './lease.ts'
import { deleteChain, insertEntry, readLedger, type LedgerEntry } from './ledger.ts'
import { MigrationError } from './migration-error.ts'
import { recordedModel } from './migrator.ts'
import { tableOf, type SchemaModel } from './model.ts'
import type { Migration } from './operations.ts'
import { runSchemaOperation } from './run-schema-operation.ts'
import { operationsToCreate, stepAll } from './step.ts'

/** One applied file of a chain, as an archive carries it. */
export type CarriedMigration = { file: string; checksum: string; migration: Migration }

/** The tables a chain has made and the files it has applied, whatever has become of its folder. */
export type ChainTables = { names: string[]; model: SchemaModel; migrations: CarriedMigration[] }

/** By name, in an order in which tables come after those they refer to. Half-applied files count with the tables they create. */
export async function readChainTables(database: Pick<Database, 'all'>, chain: string): Promise<ChainTables> {
  const entries = await readLedger(database)
  const own = entries.filter((entry) => entry.chain === chain)
  const recorded = recordedModel(entries)
  const created = new Set(own.flatMap(({ migration }) => migration.operations).flatMap((operation) => (operation.op === 'createTable' ? [operation.table] : [])))
  const model = Object.fromEntries([...created].flatMap((name) => (recorded[name] ? [[name, recorded[name]]] : [])))
  const half = [...created].filter((name) => !model[name])
  const migrations = own.filter(({ state }) => state === 'applied').map(({ file, checksum, migration }) => ({ file, checksum, migration }))
  return { names: [...inDependencyOrder(Object.keys(model), model), ...half], model, migrations }
}

export type ChainOptions = LeaseOptions & { database: Database }

/**
 * Drops every table a chain has made and forgets the chain, also when a file of it is half applied. What was begun and
 * interrupted is finished by running it again. Tables of other chains that refer to them are named and nothing happens.
 */
export async function dropChain({ database, ...lease }: ChainOptions, chain: string): Promise<string[]> {
  return withLease(database, async () => {
    const { names } = await readChainTables(database, chain)
    assertNobodyRefers(recordedModel(await readLedger(database)), names)
    const present = await presentTables(database, names)
    for (const name of present.toReversed()) await database.write((transaction) => transaction.run(`drop table ${quoteName(database.engine, name)}`))
    await deleteChain(database, chain, names)
    return present
  }, lease)
}

function assertNobodyRefers(model: SchemaModel, names: readonly string[]): void {
  for (const [other, { columns }] of Object.entries(model)) {
    const reference = names.includes(other) ? undefined : Object.values(columns).find(({ references }) => references !== undefined && names.includes(references))
    if (reference) throw new MigrationError(`The table ${other} refers to ${reference.references ?? ''}.`, { fix: 'Uninstall the plugin that owns it first.' })
  }
}

/** Which of these tables are there. */
export async function presentTables(database: Database, names: readonly string[]): Promise<string[]> {
  const present: string[] = []
  for (const name of names) if (await database.write((transaction) => tableExists(transaction, name))) present.push(name)
  return present
}

/** Makes the tables of an archive again, empty and without indexes, and enters its files as applied. Returns the tables in loading order. */
export async function adoptChain({ database, ...lease }: ChainOptions, chain: string, migrations: readonly CarriedMigration[]): Promise<{ order: string[]; model: SchemaModel }> {
  return withLease(database, async () => {
    const entries = await readLedger(database)
    if (entries.some((entry) => entry.chain === chain)) throw new MigrationError(`The chain ${chain} is there already.`)
    const before = recordedModel(entries)
    const after = migrations.reduce((model, { migration }) => stepAll(model, migration.operations)[0], before)
    const order = inDependencyOrder(Object.keys(after).filter((name) => !before[name]), after)
    for (const name of order) {
      const { columns, primaryKey } = tableOf(after, name)
      await database.write((transaction) => runSchemaOperation(transaction, database, after, { op: 'createTable', table: name, columns, primaryKey }))
    }
    let position = Math.max(0, ...entries.map((entry) => entry.position))
    for (const carried of migrations) await insertEntry(database, appliedEntry(chain, carried, ++position))
    return { order, model: after }
  }, lease)
}

function appliedEntry(chain: string, { file, checksum, migration }: CarriedMigration, position: number): LedgerEntry {
  return { chain, file, position, checksum, migration, state: 'applied', progress: migration.operations.length, begun: -1, cursor: null, appliedAt: Date.now() }
}

/** Builds the indexes of tables that have been filled. */
export async function indexTables(database: Database, model: SchemaModel, names: readonly string[]): Promise<void> {
  for (const name of names) {
    for (const operation of operationsToCreate(name, tableOf(model, name))) {
      if (operation.op === 'addIndex') await database.write((transaction) => runSchemaOperation(transaction, database, model, operation))
    }
  }
}
