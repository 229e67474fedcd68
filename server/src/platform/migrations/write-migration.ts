import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TableSpec } from '../database/table-model.ts'
import { factsOf, type MigrationFacts } from './facts.ts'
import { generateMigration, type GenerateOptions } from './generate.ts'
import { parseMigration, readMigrationFiles } from './migration-files.ts'
import type { SchemaModel } from './model.ts'
import type { Operation } from './operations.ts'
import { stepAll } from './step.ts'

export type WrittenMigration = { file: string; operations: Operation[]; facts: MigrationFacts }

/** The model a chain's files lead to, read alone: tables of other chains it refers to are taken for granted. */
export function modelOfFolder(folder: string): SchemaModel {
  return readMigrationFiles(folder).reduce<SchemaModel>((model, { migration }) => stepAll(model, migration.operations, { assumeOtherTables: true })[0], {})
}

/** Writes the next file of a chain, or nothing (null) when the files already lead to the declared tables. */
export function writeMigration(folder: string, tables: readonly TableSpec[], options: GenerateOptions & { title?: string } = {}): WrittenMigration | null {
  const recorded = modelOfFolder(folder)
  const operations = generateMigration(recorded, tables, options)
  if (operations.length === 0) return null
  stepAll(recorded, operations, { assumeOtherTables: true })
  const last = readMigrationFiles(folder).at(-1)?.file.slice(0, 4) ?? '0000'
  const file = `${String(Number(last) + 1).padStart(4, '0')}-${options.title ?? titleOf(operations)}.json`
  parseMigration({ operations }, file)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, file), formatMigration(operations))
  return { file, operations, facts: factsOf(operations) }
}

/** One operation per line, except that tables show a column per line: reviewed as a diff. */
function formatMigration(operations: readonly Operation[]): string {
  const lines = operations.map((operation) => {
    if (operation.op !== 'createTable') return `    ${JSON.stringify(operation)}`
    const columns = Object.entries(operation.columns).map(([name, definition]) => `      ${JSON.stringify(name)}: ${JSON.stringify(definition)}`).join(',\n')
    return `    {"op":"createTable","table":${JSON.stringify(operation.table)},"primaryKey":${JSON.stringify(operation.primaryKey)},"columns":{\n${columns}\n    }}`
  })
  return `{\n  "operations": [\n${lines.join(',\n')}\n  ]\n}\n`
}

function titleOf(operations: readonly Operation[]): string {
  const created = operations.flatMap((operation) => (operation.op === 'createTable' ? [operation.table] : []))
  const [first] = operations
  const words = created.length > 2 ? ['create', created.length, 'tables'] : created.length > 0 ? ['create', ...created] : ['change', first?.table ?? 'tables']
  return words.join('-').replaceAll(/[^a-z0-9-]/g, '')
}

/** What stands between the files of a chain and its declared tables; empty when they agree. */
export function findUndeclaredChanges(folder: string, tables: readonly TableSpec[]): string[] {
  return generateMigration(modelOfFolder(folder), tables, { drops: true }).map((operation) => JSON.stringify(operation))
}
