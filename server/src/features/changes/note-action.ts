import type { Caller } from '../../platform/caller.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { changeContext, writeChanges, type ChangeAction } from './write-changes.ts'

export type NotedAction = { kind: string; id: number; label: string; action: ChangeAction }

/**
 * Puts an action into the audit log without its values: for what must not be undone or shown field by field (accounts,
 * passwords, tokens, settings that may be secrets).
 */
export function noteAction(transaction: Transaction, caller: Caller, { kind, id, label, action }: NotedAction, at: number): Promise<void> {
  const context = changeContext(caller, caller.kind === 'system' ? 'system' : 'api', null, at)
  return writeChanges(transaction, context, [{ kind, entityId: id, label, action, rows: [] }])
}
