import { Problem } from '../../platform/problem.ts'
import type { RecordRules } from '../records/index.ts'
import { findSame } from './store.ts'

/** An asset is not related to itself, and the same relationship stands once. */
export const relationshipRules: RecordRules = {
  beforeWrite: async ({ transaction, id, after }) => {
    if (after.active !== 1) return
    if (after.fromassetid === after.toassetid) throw new Problem('RULE_BROKEN', { detail: 'An asset cannot be related to itself.', fields: [{ path: '/toAssetId', message: 'is the same asset' }] })
    const same = await findSame(transaction, after.fromassetid ?? null, after.toassetid ?? null, after.typeid ?? null)
    const existing = same.find((other) => other !== id)
    if (existing !== undefined) throw new Problem('DUPLICATE', { detail: 'This relationship exists already.', extra: { existing: { id: existing, resource: 'relationships' } } })
  },
}
