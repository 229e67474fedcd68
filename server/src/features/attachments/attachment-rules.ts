import { Problem } from '../../platform/problem.ts'
import type { RecordRules } from '../records/index.ts'
import { safeFileName } from './media-type.ts'
import type { AttachmentFiles } from './attachment-files.ts'

/** An attachment has a file from its beginning to its end; its asset and its file never change. */
export function attachmentRules(files: AttachmentFiles): RecordRules {
  return {
    beforeWrite: async ({ before, after }) => {
      if (typeof after.sha256 !== 'string' || after.sha256 === '') throw new Problem('RULE_BROKEN', { detail: 'An attachment is made by sending its file: POST /api/attachments?assetId=7&name=photo.jpg.' })
      if (before && before.assetid !== after.assetid) throw new Problem('RULE_BROKEN', { detail: 'An attachment stays with its asset.', fields: [{ path: '/assetId', message: 'cannot be changed' }] })
      if (before?.active === 0 && after.active === 1 && !(await files.has(after.sha256))) throw new Problem('STATE_CONFLICT', { detail: 'Its file was removed, because it had been deleted for longer than the setting "attachments.keepDeletedDays" says.' })
      after.name = safeFileName(String(after.name))
    },
  }
}
