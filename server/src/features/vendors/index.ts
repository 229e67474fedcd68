import type { Feature } from '../../feature.ts'
import { longText, reference, text, uniqueName, webAddress } from '../../platform/resources/fields.ts'
import { lookupPermissions } from '../records/index.ts'

export const vendorsFeature: Feature = {
  name: 'vendors',
  resources: [
    {
      name: 'vendors', singular: 'vendor', titlePlural: 'Vendors', label: 'name', icon: 'factory',
      schema: { title: 'Vendor', type: 'object', required: ['name'], properties: { name: uniqueName(), website: webAddress('Website', { list: 2 }), supportPhone: text('Support phone', 40, { list: 3 }), supportEmail: text('Support e-mail', 254), notes: longText('Notes') } },
    },
    {
      name: 'models', singular: 'model', titlePlural: 'Models', label: 'name', icon: 'box',
      schema: {
        title: 'Model', type: 'object', required: ['name'],
        properties: { name: uniqueName('Name', 160), vendorId: reference('Vendor', 'vendors', { list: 2, filter: true }), partNumber: text('Part number', 80, { identifier: true, searched: true, list: 3 }), endOfLife: { type: 'string', format: 'date', title: 'End of life', 'x-shopdb': { list: 4 } }, notes: longText('Notes') },
      },
    },
  ],
  permissions: [...lookupPermissions('vendors', 'vendors'), ...lookupPermissions('models', 'models')],
}
