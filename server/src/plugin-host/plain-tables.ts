import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { plainTableSchema } from '@shopdb/contract/plain-table'
import type { TableSpec } from '../platform/database/table-model.ts'
import type { PluginSubject } from './plugin-subject.ts'

const isPlainTable = new Ajv({ allErrors: true, allowUnionTypes: true, strict: false }).compile<Omit<TableSpec, 'name'>>(plainTableSchema) // the schema admits what a table is made of, and nothing else

/** The tables of kind `plain` as their files declare them; one whose file is not there is what its migration says. */
export function readPlainTables({ folder, manifest }: PluginSubject): TableSpec[] {
  return (manifest?.tables ?? []).flatMap(({ name, kind, schema }) => {
    if (kind !== 'plain' || schema === undefined || !existsSync(join(folder, schema))) return []
    const declared: unknown = JSON.parse(readFileSync(join(folder, schema), 'utf8'))
    if (!isPlainTable(declared)) throw new Error(`${schema} declares no table: ${(isPlainTable.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`).join('; ')}.`)
    return [{ name, columns: declared.columns, ...(declared.primaryKey && { primaryKey: declared.primaryKey }), ...(declared.indexes && { indexes: declared.indexes }) }]
  })
}
