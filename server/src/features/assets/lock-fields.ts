import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { nearest } from '../../platform/resources/nearest.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { writeChanges, type ChangeContext } from '../changes/index.ts'
import { formatProvenance, loadForWrite, parseProvenance } from '../records/index.ts'
import { forgetSentRecord } from './store.ts'

/** Locks fields against collectors, or unlocks them. The lock is part of the record's history. */
export async function lockFields(platform: Platform, model: ResourceModel, id: number, fields: Readonly<Record<string, boolean>>, context: ChangeContext): Promise<void> {
  const lockable = model.fields.filter((field) => !field.readOnly).map((field) => field.name)
  const unknown = Object.keys(fields).filter((name) => !lockable.includes(name))
  if (unknown.length > 0) throw new Problem('REQUEST_INVALID', { fields: unknown.map((name) => ({ path: `/fields/${name}`, message: `is not a field; nearest: "${nearest(name, lockable)}"` })) })
  await platform.database.write(async (transaction) => {
    const values = await loadForWrite(transaction, model, id)
    if (!values || values.active !== 1) throw new Problem('NOT_FOUND')
    const before = typeof values.provenance === 'string' ? values.provenance : null
    const provenance = parseProvenance(before)
    const kept = provenance.locked.filter((name) => fields[name] !== false)
    const locked = [...new Set([...kept, ...Object.keys(fields).filter((name) => fields[name])])].toSorted()
    const after = formatProvenance({ ...provenance, locked })
    await forgetSentRecord(transaction, id)
    await writeChanges(transaction, context, [{ kind: model.kind, entityId: id, label: String(values.assetnumber), action: 'updated', rows: [{ table: 'assets', key: ['id', id], before: { provenance: before, version: Number(values.version) }, after: { provenance: after, version: Number(values.version) + 1 } }] }])
  })
}
