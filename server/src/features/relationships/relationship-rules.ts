import { Problem } from '../../platform/problem.ts'
import type { RecordRules } from '../records/index.ts'

/** An asset is not related to itself, and the same relationship stands once. */
export const relationshipRules: RecordRules = {
  beforeWrite: async ({ transaction, id, after }) => {
    if (after.active !== 1) return
    if (after.fromassetid === after.toassetid) throw new Problem('RULE_BROKEN', { detail: 'An asset cannot be related to itself.', fields: [{ path: '/toAssetId', message: 'is the same asset' }] })
    const same = await transaction.all('select id from relationships where active = 1 and fromassetid = ? and toassetid = ? and typeid = ?', [after.fromassetid ?? null, after.toassetid ?? null, after.typeid ?? null])
    const existing = same.find((row) => row.id !== id)
    if (existing) throw new Problem('DUPLICATE', { detail: 'This relationship exists already.', extra: { existing: { id: existing.id, resource: 'relationships' } } })
  },
}
