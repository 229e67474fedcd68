import { Problem } from '../../platform/problem.ts'
import type { RecordRules } from '../records/index.ts'

/** A comment carries who wrote it, and its words are changed by nobody else. Moderators may delete it. */
export const commentRules: RecordRules = {
  beforeWrite: async ({ caller, before, after, at }) => {
    if (!before) {
      after.author = caller.label
      after.authorid = caller.userId
      return
    }
    if (before.assetid !== after.assetid) throw new Problem('RULE_BROKEN', { detail: 'A comment stays with its asset.', fields: [{ path: '/assetId', message: 'cannot be changed' }] })
    const isOwn = caller.kind === 'system' || (caller.userId !== null && before.authorid === caller.userId)
    const isEdited = before.body !== after.body
    if (!isOwn && (isEdited || !caller.may('comments.moderate'))) throw new Problem('PERMISSION_MISSING', { detail: isEdited ? 'Only who wrote a comment may change it.' : 'Only who wrote a comment, or a moderator, may delete it.', extra: { permission: 'comments.moderate' } })
    if (isEdited) after.editedat = at
  },
}
