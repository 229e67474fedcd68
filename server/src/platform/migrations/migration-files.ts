import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { MigrationError } from './migration-error.ts'
import { migrationSchema } from './migration-schema.ts'
import type { Migration } from './operations.ts'
import { assertFreshTargets } from './step-data.ts'

export type MigrationFile = { file: string; migration: Migration; checksum: string }

const fileName = /^\d{4}-[a-z0-9]+(?:-[a-z0-9]+)*\.json$/
const validate = new Ajv({ discriminator: true, strict: false, allErrors: false }).compile<Migration>(migrationSchema)

/** Reads a chain's `NNNN-title.json` files in their order, each checked against the closed schema. A missing folder is an empty chain. */
export function readMigrationFiles(folder: string): MigrationFile[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.json')).sort()
  names.forEach((name, position) => {
    if (!fileName.test(name)) throw new MigrationError(`${name} is no name of a migration.`, { fix: 'Call it NNNN-title.json.' })
    if (name.slice(0, 4) === names[position - 1]?.slice(0, 4)) throw new MigrationError(`Two migrations have the number ${name.slice(0, 4)}.`, { fix: 'Give the later one the next number.' })
  })
  return names.map((file) => parseMigrationFile(file, readFileSync(join(folder, file), 'utf8')))
}

export function parseMigrationFile(file: string, text: string): MigrationFile {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw new MigrationError(`${file} is no JSON: ${String(error)}`, { cause: error })
  }
  const migration = parseMigration(content, file)
  return { file, migration, checksum: checksumOf(migration) }
}

export function parseMigration(content: unknown, file: string): Migration {
  if (!validate(content)) {
    const first = validate.errors?.[0]
    throw new MigrationError(`${file}${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}${first?.params ? ` (${JSON.stringify(first.params)})` : ''}.`)
  }
  const migration = { operations: content.operations }
  try {
    assertFreshTargets(migration.operations)
  } catch (error) {
    throw new MigrationError(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  return migration
}

/** Of the parsed content, so that line ends and indentation do not count. */
export function checksumOf(migration: Migration): string {
  return createHash('sha256').update(JSON.stringify(migration.operations)).digest('hex')
}
