import { join } from 'node:path'
import type { Manifest, ManifestTable } from '@shopdb/contract/manifest'
import { plainTableSchema } from '@shopdb/contract/plain-table'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { resourceTableFileSchema, type ResourceTableSchema } from '@shopdb/contract/resource-table'
import { isReservedField } from '../../platform/resources/build-model.ts'
import { nearest } from '../../platform/resources/nearest.ts'
import { checkAgainstSchema } from '../json-schema-check.ts'
import { apiPrefixOf, type AssetTypeFile, type ResourceTableFile } from '../plugin-subject.ts'
import { checkFields, type AddFinding } from './check-fields.ts'
import { permissionsOf } from './check-permissions.ts'
import { readJsonFile } from './read-json-file.ts'

export type TableFilesCheck = { resourceTables: ResourceTableFile[]; findings: PluginFinding[] }

/** Reads every file named in `tables` and checks it against what a table of its kind may be. */
export function checkTableFiles(manifest: Partial<Manifest>, name: string, folder: string, assetTypes: readonly AssetTypeFile[]): TableFilesCheck {
  const check: TableFilesCheck = { resourceTables: [], findings: [] }
  const prefix = apiPrefixOf({ name, ...manifest.api_prefix !== undefined && { api_prefix: manifest.api_prefix } })
  for (const table of manifest.tables ?? []) {
    const { schema: file, kind } = table
    if (file === undefined || (kind !== 'resource' && kind !== 'plain')) continue
    const add: AddFinding = (id, path, message, fix) => check.findings.push({ id, severity: 'error', plugin: name, file, path, message, fix })
    const declared = readTable(folder, file, kind, add)
    if (declared === null || kind === 'plain') continue
    const schema = declared as ResourceTableSchema // checked against resourceTableFileSchema by readTable
    checkFields('tables', schema, add)
    checkHead(manifest, table, schema, add)
    const path = `${prefix}/${schema['x-shopdb'].collection ?? table.name}`
    if ([...assetTypes, ...check.resourceTables].some((other) => other.path === path)) add('tables/address', '/x-shopdb/collection', `"${path}" is the address of another table or asset type of the plugin.`, 'Choose another collection.')
    check.resourceTables.push({ name: table.name, file, path, schema })
  }
  return check
}

function readTable(folder: string, file: string, kind: 'resource' | 'plain', add: AddFinding): unknown {
  const content = readJsonFile(join(folder, file))
  // A plain table may stand in a migration alone.
  if ('problem' in content && content.missing && kind === 'plain') return null
  if ('problem' in content) {
    add(content.missing ? 'tables/missing-file' : 'tables/json', '', content.problem, content.missing ? 'Create the file, or remove the table from "tables".' : 'Correct the JSON.')
    return null
  }
  const problems = checkAgainstSchema(kind === 'resource' ? resourceTableFileSchema : plainTableSchema, content.value)
  for (const problem of problems) add('tables/schema-file', problem.path, problem.message, problem.nearestKey ? `Did you mean "${problem.nearestKey}"?` : `The guide "Changing the schema" shows what a table of kind "${kind}" may say.`)
  return problems.length > 0 ? null : content.value
}

/** The names under `x-shopdb` are those of fields and permissions that exist. */
function checkHead(manifest: Partial<Manifest>, { name }: ManifestTable, { properties, required = [], 'x-shopdb': head }: ResourceTableSchema, add: AddFinding): void {
  const fields = Object.keys(properties)
  const unknown = (key: string, value: string, known: readonly string[], what: string): unknown => add('tables/unknown-name', `/x-shopdb/${key}`, `"${value}" is no ${what}.`, `Did you mean "${nearest(value, known)}"?`)
  for (const field of fields.filter(isReservedField)) add('tables/reserved-field', `/properties/${field}`, `"${field}" is kept by the host on every record.`, 'Give the field another name.')
  for (const [field, { 'x-shopdb': annotation }] of Object.entries(properties)) {
    if (annotation?.readOnly && required.includes(field) && !head.readOnly) add('tables/required', `/properties/${field}`, `"${field}" is required and read-only, so that nobody could create a record.`, 'Make it optional, or the whole table "readOnly".')
    if (annotation?.collected) add('tables/collected', `/properties/${field}/x-shopdb/collected`, `Collectors write assets, not the table "${name}".`, 'Remove "collected"; the plugin writes the table through context.records.')
  }
  if (head.label !== undefined && !fields.includes(head.label)) unknown('label', head.label, fields, 'field of the table')
  const sorts = [...fields.filter((field) => properties[field]?.['x-shopdb']?.sort), 'modifiedAt']
  const sort = head.defaultSort?.replace(/^-/, '')
  if (sort !== undefined && !sorts.includes(sort)) unknown('defaultSort', sort, sorts, 'field that is marked "sort"')
  const isBeside = head.ownerField === undefined && fields.some((field) => properties[field]?.['x-shopdb']?.reference === 'assets')
  for (const field of isBeside ? fields.filter((name) => properties[name]?.['x-shopdb']?.searched) : []) add('tables/owner', `/properties/${field}/x-shopdb/searched`, 'Search cannot tell who may see a record that refers to an asset without belonging to it.', 'Name the reference as "ownerField", or remove "searched".')
  if (head.ownerField !== undefined) checkOwner(head.ownerField, properties, required, add)
  const permissions = permissionsOf({ ...manifest, name: manifest.name ?? '' }).map(({ id }) => id)
  for (const [verb, id] of Object.entries(head.permissions ?? {})) if (!permissions.includes(id)) unknown(`permissions/${verb}`, id, permissions, 'permission of the plugin')
}

function checkOwner(owner: string, properties: ResourceTableSchema['properties'], required: readonly string[], add: AddFinding): void {
  if (properties[owner]?.['x-shopdb']?.reference === 'assets' && required.includes(owner)) return
  const candidates = Object.keys(properties).filter((field) => properties[field]?.['x-shopdb']?.reference === 'assets')
  add('tables/owner', '/x-shopdb/ownerField', `"${owner}" is no required reference to an asset.`, candidates.length > 0 ? `Name "${nearest(owner, candidates)}" and list it under "required".` : 'Declare a field { "type": "integer", "x-shopdb": { "reference": "assets" } } and list it under "required".')
}
