import type { Feature } from '../../feature.ts'
import { pluginDemosTable } from './tables.ts'

export const demoFeature: Feature = {
  name: 'demo',
  tables: [pluginDemosTable],
  holdings: () => [{ title: 'demo', rows: async (_reader, { name }) => [{ table: pluginDemosTable.name, where: 'plugin = ?', parameters: [name] }] }],
}
