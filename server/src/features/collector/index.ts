import type { Feature } from '../../feature.ts'
import { keptOfCollector, removeSettledBefore } from './store.ts'
import { extrasTable, idempotencyTable, quarantineTable } from './tables.ts'

export { createCollected, type CollectedPoint } from './collected.ts'
export { createCollectors, type Collectors } from './collectors.ts'
export { collectorForPlugin } from './for-plugins.ts'
export { createIngest, type Ingest } from './ingest.ts'
export { registerCollectorRoutes } from './routes.ts'
export type { IngestAnswer, RecordResult } from './answer.ts'

const settledKept = 90 * 24 * 3_600_000

export const collectorFeature: Feature = {
  name: 'collector',
  tables: [quarantineTable, idempotencyTable, extrasTable],
  permissions: [
    { id: 'collectors.read', title: 'See what collectors take', roles: ['administrator', 'editor', 'technician', 'viewer', 'collector'] },
    { id: 'quarantine.read', title: 'Read the quarantine', roles: ['administrator', 'editor', 'technician'] },
    { id: 'quarantine.write', title: 'Replay and discard quarantined records', roles: ['administrator', 'editor'] },
  ],
  jobs: ({ database, now }) => [{
    name: 'quarantine.cleanup', title: 'Forget rejected records that were settled long ago', at: '03:10',
    run: async () => ({ forgotten: await database.write((transaction) => removeSettledBefore(transaction, now() - settledKept)) }),
  }],
  holdings: () => [{ title: 'rejected records and answers of its collector', rows: async (_reader, { name }) => keptOfCollector(name) }],
}
