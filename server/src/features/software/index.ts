import type { Feature } from '../../feature.ts'
import { date, flag, longText, reference, text, uniqueName, webAddress } from '../../platform/resources/fields.ts'
import { lookupPermissions } from '../records/index.ts'

/** Operating systems, applications, their versions, and which asset has which installed. */
export const softwareFeature: Feature = {
  name: 'software',
  resources: [
    {
      name: 'operatingsystems', singular: 'operating system', titlePlural: 'Operating systems', label: 'name', icon: 'app-window',
      schema: { title: 'Operating system', type: 'object', required: ['name'], properties: { name: uniqueName('Name', 160), vendorId: reference('Vendor', 'vendors', { list: 2 }), versionName: text('Version', 80, { list: 3 }), endOfSupport: date('End of support', { list: 4 }), notes: longText('Notes') } },
    },
    {
      name: 'applications', singular: 'application', titlePlural: 'Applications', label: 'name', icon: 'package',
      schema: { title: 'Application', type: 'object', required: ['name'], properties: { name: uniqueName('Name', 200), vendorId: reference('Vendor', 'vendors', { list: 2, filter: true }), website: webAddress('Website'), isLicensed: flag('Needs a licence', { default: false, list: 3 }), notes: longText('Notes') } },
    },
    {
      name: 'applicationversions', singular: 'application version', titlePlural: 'Application versions', label: 'versionName', icon: 'package-check',
      schema: { title: 'Application version', type: 'object', required: ['applicationId', 'versionName'], properties: { applicationId: reference('Application', 'applications', { list: 1, filter: true }), versionName: text('Version', 120, { minLength: 1, list: 2, sort: true }), releasedOn: date('Released'), endOfSupport: date('End of support') } },
    },
    {
      name: 'installedapplications', singular: 'installed application', titlePlural: 'Installed applications', label: 'id', icon: 'package', ownerField: 'assetId', permissionNoun: 'assets', defaultSort: '-modifiedAt',
      schema: {
        title: 'Installed application', type: 'object', required: ['assetId', 'applicationId'],
        properties: { assetId: reference('Asset', 'assets', { filter: true }), applicationId: reference('Application', 'applications', { list: 1, filter: true }), applicationVersionId: reference('Version', 'applicationversions', { list: 2, filter: true }), installedOn: date('Installed', { list: 3 }), collectedBy: text('Collected by', 32, { readOnly: true }) },
      },
    },
  ],
  permissions: ['operatingsystems', 'applications', 'applicationversions'].flatMap((noun) => lookupPermissions(noun, noun)),
}
