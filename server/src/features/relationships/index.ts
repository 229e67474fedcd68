import type { Feature } from '../../feature.ts'
import { flag, longText, reference, text, uniqueName } from '../../platform/resources/fields.ts'
import { lookupPermissions } from '../records/index.ts'

export { relationshipRules } from './relationship-rules.ts'
export { findRelationships, findSame } from './store.ts'

export const relationshipsFeature: Feature = {
  name: 'relationships',
  resources: [
    {
      name: 'relationshiptypes', singular: 'relationship type', titlePlural: 'Relationship types', label: 'name', icon: 'spline',
      schema: {
        title: 'Relationship type', type: 'object', required: ['name', 'inverseName'],
        properties: {
          name: uniqueName('Name', 60), inverseName: text('Inverse name', 60, { minLength: 1, list: 2, description: 'How the other asset says it: controls, is controlled by.' }),
          inheritsPosition: flag('Passes the position on', { default: false, list: 3, description: 'The first asset stands where the second one stands, unless it has a position of its own.' }), notes: longText('Notes'),
        },
      },
    },
    {
      name: 'relationships', singular: 'relationship', titlePlural: 'Relationships', label: 'id', icon: 'spline', ownerField: 'fromAssetId', permissionNoun: 'relationships', defaultSort: '-modifiedAt',
      schema: {
        title: 'Relationship', type: 'object', required: ['typeId', 'fromAssetId', 'toAssetId'],
        properties: { typeId: reference('Type', 'relationshiptypes', { filter: true, list: 2 }), fromAssetId: reference('Asset', 'assets', { filter: true, list: 1 }), toAssetId: reference('Related asset', 'assets', { filter: true, list: 3 }), notes: longText('Notes') },
      },
    },
  ],
  permissions: [
    ...lookupPermissions('relationshiptypes', 'relationship types'),
    { id: 'relationships.read', title: 'Read relationships', roles: ['administrator', 'editor', 'technician', 'viewer', 'walldisplay'] },
    { id: 'relationships.write', title: 'Relate assets', roles: ['administrator', 'editor', 'technician'] },
    { id: 'relationships.delete', title: 'Remove relationships', roles: ['administrator', 'editor', 'technician'] },
  ],
}
