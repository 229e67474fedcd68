import type { Feature } from '../../feature.ts'
import { extrasTable, idempotencyTable, quarantineTable } from './tables.ts'

export { createCollectors, type Collectors } from './collectors.ts'
export { createIngest } from './ingest.ts'
export { registerCollectorRoutes } from './routes.ts'
export type { IngestAnswer, RecordResult } from './answer.ts'

export const collectorFeature: Feature = {
  name: 'collector',
  tables: [quarantineTable, idempotencyTable, extrasTable],
  permissions: [
    { id: 'collectors.read', title: 'See what collectors take', roles: ['administrator', 'editor', 'technician', 'viewer', 'collector'] },
    { id: 'quarantine.read', title: 'Read the quarantine', roles: ['administrator', 'editor', 'technician'] },
    { id: 'quarantine.write', title: 'Replay and discard quarantined records', roles: ['administrator', 'editor'] },
  ],
}
