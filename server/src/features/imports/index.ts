import type { Feature } from '../../feature.ts'
import { heldBy } from './store.ts'
import { importPartsTable, importsTable } from './tables.ts'

export { createImports, type Imports } from './imports.ts'
export { registerImportRoutes } from './routes.ts'

export const importsFeature: Feature = {
  name: 'imports',
  tables: [importsTable, importPartsTable],
  holdings: () => [{ title: 'imports of its records', rows: async (_reader, plugin) => heldBy(plugin) }],
  permissions: [{ id: 'imports.run', title: 'Import records from files', roles: ['administrator', 'editor'] }],
}
