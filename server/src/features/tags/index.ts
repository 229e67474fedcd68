import type { Feature } from '../../feature.ts'
import { defineTable } from '../../platform/database/table-model.ts'
import { text, uniqueName } from '../../platform/resources/fields.ts'
import { lookupPermissions } from '../records/index.ts'

/** Which asset carries which tag. */
export const assetTagsTable = defineTable({
  name: 'assettags',
  columns: { id: 'id', assetid: { type: 'integer', references: 'assets', onDelete: 'cascade' }, tagid: { type: 'integer', references: 'tags', onDelete: 'cascade' } },
  indexes: [{ columns: ['assetid', 'tagid'], unique: true }, { columns: ['tagid', 'assetid'] }],
})

export const tagsFeature: Feature = {
  name: 'tags',
  tables: [assetTagsTable],
  resources: [{
    name: 'tags', singular: 'tag', titlePlural: 'Tags', label: 'name', icon: 'tag',
    schema: { title: 'Tag', type: 'object', required: ['name'], properties: { name: uniqueName('Name', 60), color: text('Colour', 7, { pattern: '^#[0-9a-fA-F]{6}$', list: 2, widget: 'color' }) } },
  }],
  permissions: lookupPermissions('tags', 'tags'),
}
