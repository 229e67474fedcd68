import type { Feature } from '../../feature.ts'
import { longText, text, uniqueName } from '../../platform/resources/fields.ts'
import { lookupPermissions } from '../records/index.ts'

export const businessUnitsFeature: Feature = {
  name: 'businessunits',
  resources: [{
    name: 'businessunits', singular: 'business unit', titlePlural: 'Business units', label: 'name', icon: 'building-2',
    schema: { title: 'Business unit', type: 'object', required: ['name'], properties: { name: uniqueName(), code: text('Code', 20, { searched: true, list: 2 }), notes: longText('Notes') } },
  }],
  permissions: lookupPermissions('businessunits', 'business units'),
}
