import type { Feature } from '../../feature.ts'
import { choice, flag, integer, longText, real, reference, text, uniqueName } from '../../platform/resources/fields.ts'
import { lookupPermissions } from '../records/index.ts'
import { registerFloorPlanRoutes } from './floor-plan-routes.ts'

export { locationRules } from './location-rules.ts'
export { planOfLocation, planOfLocations, type LocationPlan } from './plan-of-locations.ts'

export const locationsFeature: Feature = {
  name: 'locations',
  resources: [
    {
      name: 'floorplans', singular: 'floor plan', titlePlural: 'Floor plans', label: 'name', icon: 'map', permissionNoun: 'locations',
      schema: {
        title: 'Floor plan', type: 'object', required: ['name'],
        properties: {
          name: uniqueName(),
          imageHash: text('Image', 64, { readOnly: true }), imageType: text('Image type', 40, { readOnly: true }),
          width: integer('Width', { unit: 'px', readOnly: true }), height: integer('Height', { unit: 'px', readOnly: true }),
          isPhoto: flag('Photograph', { default: false, description: 'Photographs are not inverted in the dark theme.' }), notes: longText('Notes'),
        },
      },
    },
    {
      name: 'locations', singular: 'location', titlePlural: 'Locations', label: 'name', icon: 'map-pin', defaultSort: 'path',
      schema: {
        title: 'Location', type: 'object', required: ['name', 'kind'],
        properties: {
          name: text('Name', 120, { minLength: 1, identifier: true, searched: true, sort: true, list: 1 }),
          path: text('Path', 255, { readOnly: true, sort: true, list: 2, description: 'The names from the site down to here.' }),
          kind: choice('Kind', ['site', 'building', 'floor', 'area', 'bay', 'room', 'cell'], { filter: true, list: 3, default: 'area' }),
          parentId: reference('Inside', 'locations', { filter: true, list: 4 }),
          floorPlanId: reference('Floor plan', 'floorplans', { filter: true, list: 5 }),
          mapX: real('Map position across', { minimum: 0, maximum: 1 }), mapY: real('Map position down', { minimum: 0, maximum: 1 }),
          notes: longText('Notes'),
        },
      },
    },
  ],
  permissions: lookupPermissions('locations', 'locations and floor plans'),
  routes: registerFloorPlanRoutes,
}
