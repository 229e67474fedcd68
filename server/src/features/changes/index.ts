import type { Feature } from '../../feature.ts'
import { changesTable } from './tables.ts'
import { registerChangeRoutes } from './routes.ts'

export type { Row, RowChange } from './row-change.ts'
export { changeContext, newBatchId, writeChanges, type ChangeAction, type ChangeContext, type RecordChange } from './write-changes.ts'
export { noteAction, type NotedAction } from './note-action.ts'
export { parseRows, reverseRows } from './reverse-change.ts'
export { countBatch, findBatch, findBatchKinds, findChanges, type StoredChange } from './store.ts'
export { historyOf, type HistoryEntry } from './read-history.ts'

export const changesFeature: Feature = {
  name: 'changes',
  tables: [changesTable],
  permissions: [{ id: 'auditlog.read', title: 'Read the audit log', roles: ['administrator'] }, { id: 'changes.undo', title: 'Undo changes of records', roles: ['administrator', 'editor'] }],
  routes: registerChangeRoutes,
}
