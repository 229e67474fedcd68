import type { CollectionAnnotation } from '@shopdb/contract/asset-type'
import type { Manifest, ManifestTable } from '@shopdb/contract/manifest'
import type { PluginFinding } from '@shopdb/contract/plugins'
import type { AssetTypeFile } from '../plugin-subject.ts'
import { manifestFinding } from './manifest-finding.ts'

type TableKind = ManifestTable['kind']

/** `tables` lists every table, none of the platform's, and agrees with what the asset types need. */
export function checkTables(manifest: Partial<Manifest>, name: string, assetTypes: readonly AssetTypeFile[], coreTables: readonly string[]): PluginFinding[] {
  const findings: PluginFinding[] = []
  const listed = new Map<string, TableKind>()
  for (const [index, table] of (manifest.tables ?? []).entries()) {
    const path = `/tables/${index}`
    if (coreTables.includes(table.name)) findings.push(manifestFinding(name, 'tables/core', path, `"${table.name}" is a table of the platform.`, 'A plugin has tables of its own only; give it another name.'))
    if (listed.has(table.name)) findings.push(manifestFinding(name, 'tables/twice', path, `"${table.name}" is listed twice.`, 'Remove one of them.'))
    if ((table.kind === 'resource' || table.kind === 'plain') !== (table.schema !== undefined)) {
      findings.push(manifestFinding(name, 'tables/schema', path, `A table of kind "${table.kind}" ${table.schema ? 'has no schema of its own' : 'needs "schema"'}.`, table.schema ? 'Remove "schema"; the asset type declares it.' : 'Name the file that declares it, such as "tables/readings.json".'))
    }
    listed.set(table.name, table.kind)
  }
  return [...findings, ...compare(name, listed, tablesOfTypes(assetTypes))]
}

/** The tables that follow from the asset types: one for the fields, one for each list of objects with a table. */
export function tablesOfTypes(assetTypes: readonly AssetTypeFile[]): Map<string, TableKind> {
  const tables = new Map<string, TableKind>()
  for (const { schema } of assetTypes) {
    tables.set(schema['x-shopdb'].table ?? schema['x-shopdb'].collection, 'extension')
    for (const field of Object.values(schema.properties)) {
      const annotation: CollectionAnnotation | undefined = field.type === 'array' ? field['x-shopdb'] : undefined
      if (annotation?.table) tables.set(annotation.table, 'collection')
    }
  }
  return tables
}

function compare(name: string, listed: Map<string, TableKind>, needed: Map<string, TableKind>): PluginFinding[] {
  const findings: PluginFinding[] = []
  for (const [table, kind] of needed) {
    if (listed.get(table) !== kind) findings.push(manifestFinding(name, 'tables/unlisted', '/tables', `The asset types need the table "${table}" of kind "${kind}".`, `Add { "name": "${table}", "kind": "${kind}" } to "tables".`))
  }
  for (const [table, kind] of listed) {
    if ((kind === 'extension' || kind === 'collection') && !needed.has(table)) findings.push(manifestFinding(name, 'tables/unused', '/tables', `No asset type has a table "${table}" of kind "${kind}".`, 'Remove it, or declare it in an asset type.'))
  }
  return findings
}
