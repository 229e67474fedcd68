import type { Feature } from '../../feature.ts'
import { flag, integer, ipAddress, longText, macAddress, reference, text, uniqueName } from '../../platform/resources/fields.ts'
import { lookupPermissions } from '../records/index.ts'

/** How an asset is reached: network interfaces, serial lines, field buses; several for each asset. */
export const communicationsFeature: Feature = {
  name: 'communications',
  resources: [
    {
      name: 'communicationtypes', singular: 'communication type', titlePlural: 'Communication types', label: 'name', icon: 'cable',
      schema: { title: 'Communication type', type: 'object', required: ['name'], properties: { name: uniqueName('Name', 60), notes: longText('Notes') } },
    },
    {
      name: 'communications', singular: 'communication', titlePlural: 'Communications', label: 'name', icon: 'network', ownerField: 'assetId', permissionNoun: 'assets',
      schema: {
        title: 'Communication', type: 'object', required: ['assetId', 'name'],
        properties: {
          assetId: reference('Asset', 'assets', { filter: true }),
          typeId: reference('Type', 'communicationtypes', { list: 2 }),
          name: text('Name', 64, { minLength: 1, list: 1, sort: true, default: 'eth0' }),
          macAddress: macAddress('MAC address', { searched: true, list: 3 }),
          ipAddress: ipAddress('IP address', { searched: true, list: 4 }),
          hostname: text('Host name', 255, { identifier: true, searched: true, list: 5 }),
          speedMbps: integer('Speed', { unit: 'Mbit/s', minimum: 0, list: 6 }),
          settings: text('Settings', 255, { description: 'Serial line: port, speed, data bits, parity, stop bits.' }),
          isPrimary: flag('Primary', { default: false }),
          collectedBy: text('Collected by', 32, { readOnly: true }),
        },
      },
    },
  ],
  permissions: lookupPermissions('communicationtypes', 'communication types'),
}
