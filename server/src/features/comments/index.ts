import type { Feature } from '../../feature.ts'
import { integer, longText, moment, reference, text } from '../../platform/resources/fields.ts'

export { commentRules } from './comment-rules.ts'

/** What people say about an asset. */
export const commentsFeature: Feature = {
  name: 'comments',
  resources: [{
    name: 'comments', singular: 'comment', titlePlural: 'Comments', label: 'author', icon: 'message-square', ownerField: 'assetId', defaultSort: '-modifiedAt',
    schema: {
      title: 'Comment', type: 'object', required: ['assetId', 'body'],
      properties: {
        assetId: reference('Asset', 'assets', { filter: true }), body: longText('Comment', { minLength: 1, list: 2 }),
        author: text('Author', 120, { readOnly: true, list: 1 }), authorId: integer('User', { readOnly: true, filter: true }), editedAt: moment('Edited', { readOnly: true }),
      },
    },
  }],
  permissions: [
    { id: 'comments.read', title: 'Read comments', roles: ['administrator', 'editor', 'technician', 'viewer'] },
    { id: 'comments.write', title: 'Write comments, and change the own ones', roles: ['administrator', 'editor', 'technician'] },
    { id: 'comments.delete', title: 'Delete and restore the own comments', roles: ['administrator', 'editor', 'technician'] },
    { id: 'comments.moderate', title: 'Delete comments of others', roles: ['administrator', 'editor'] },
  ],
}
