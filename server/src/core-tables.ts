import { coreFeatures } from './core-features.ts'
import { buildAssetModel } from './features/assets/index.ts'
import type { TableSpec } from './platform/database/table-model.ts'
import { buildModel } from './platform/resources/build-model.ts'
import type { ResourceModel } from './platform/resources/resource-model.ts'
import { pluginHostTables } from './plugin-host/index.ts'

/** The resources of core: what features declare, and the asset itself. */
export function coreResources(): ResourceModel[] {
  return [buildAssetModel(), ...coreFeatures.flatMap((feature) => feature.resources ?? []).map(buildModel)]
}

/** Every table of core, declared once; a name that two features claim is a fault found at boot. */
export function coreTables(): TableSpec[] {
  const tables = [...pluginHostTables, ...coreResources().flatMap((model) => model.tables), ...coreFeatures.flatMap((feature) => feature.tables ?? [])]
  const names = tables.map((table) => table.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice) throw new Error(`The table ${twice} is declared twice.`)
  return inForeignKeyOrder(tables)
}

/** Foreign keys are made with their table, so the table they lead to comes first. */
function inForeignKeyOrder(tables: readonly TableSpec[]): TableSpec[] {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const ordered = new Set<TableSpec>()
  const visit = (table: TableSpec): void => {
    if (ordered.has(table)) return
    for (const column of Object.values(table.columns)) {
      const target = typeof column === 'object' && column.references ? byName.get(column.references) : undefined
      if (target && target !== table) visit(target)
    }
    ordered.add(table)
  }
  for (const table of tables) visit(table)
  return [...ordered]
}
