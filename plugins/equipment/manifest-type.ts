/** What the manifest declares, as far as the types of the context follow from it. */
export type Manifest = {
  name: 'equipment'
  capabilities: { jobs: true }
  permissions: [{ id: 'equipment.maintain'; title: string }]
  settings: { type: 'object'; properties: { warnDays: { type: 'integer' }; carries: { type: 'string' }; dependsOn: { type: 'string' } }; required: ['warnDays', 'carries', 'dependsOn'] }
}
