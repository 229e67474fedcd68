import type { Feature } from '../../feature.ts'
import { choice, flag, integer, longText, uniqueName } from '../../platform/resources/fields.ts'
import { lookupPermissions } from '../records/index.ts'

export { findDefaultStatus } from './store.ts'

/** How a status is shown: shape and colour of the five states that every screen knows. */
export const statusKinds = ['ok', 'warn', 'down', 'maintenance', 'unknown'] as const

export const statusesFeature: Feature = {
  name: 'statuses',
  resources: [{
    name: 'statuses', singular: 'status', titlePlural: 'Statuses', label: 'name', icon: 'circle-dot',
    schema: {
      title: 'Status', type: 'object', required: ['name', 'kind'],
      properties: {
        name: uniqueName(), kind: choice('Shown as', statusKinds, { list: 2, filter: true, default: 'ok' }),
        isDefault: flag('Given to new assets', { default: false, list: 3 }), rank: integer('Order', { default: 100, minimum: 0, maximum: 10_000 }), notes: longText('Notes'),
      },
    },
  }],
  permissions: lookupPermissions('statuses', 'statuses'),
}
