import type { Feature } from '../../feature.ts'
import { integer, reference, text } from '../../platform/resources/fields.ts'
import { sweepFilesJob } from './sweep-files.ts'

export { attachmentSettings } from './attach-file.ts'
export { attachmentRules } from './attachment-rules.ts'
export { createAttachmentFiles, type AttachmentFiles } from './attachment-files.ts'
export { attachmentsForPlugin } from './for-plugins.ts'
export { registerAttachmentRoutes } from './routes.ts'

/** Files of assets. The records stand in the database, the files in the data folder under `attachments`. */
export const attachmentsFeature: Feature = {
  name: 'attachments',
  resources: [{
    name: 'attachments', singular: 'attachment', titlePlural: 'Attachments', label: 'name', icon: 'paperclip', ownerField: 'assetId', defaultSort: '-modifiedAt', ownCreate: true,
    schema: {
      title: 'Attachment', type: 'object', required: ['assetId', 'name'],
      properties: {
        assetId: reference('Asset', 'assets', { filter: true }), name: text('Name', 200, { minLength: 1, list: 1 }), description: text('Description', 500, { list: 5 }),
        mediaType: text('Type', 120, { readOnly: true, list: 2 }), size: integer('Size', { readOnly: true, unit: 'By', widget: 'bytes', list: 3 }), sha256: text('SHA-256', 64, { readOnly: true, identifier: true }),
        author: text('Attached by', 120, { readOnly: true, list: 4 }), authorId: integer('User', { readOnly: true }),
      },
    },
  }],
  permissions: [
    { id: 'attachments.read', title: 'See and download attachments', roles: ['administrator', 'editor', 'technician', 'viewer'] },
    { id: 'attachments.write', title: 'Attach files', roles: ['administrator', 'editor', 'technician'] },
    { id: 'attachments.delete', title: 'Delete and restore attachments', roles: ['administrator', 'editor', 'technician'] },
  ],
  jobs: (platform) => [sweepFilesJob(platform)],
}
