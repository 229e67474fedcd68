/** What the manifest declares, as far as the types of the context follow from it. */
export type Manifest = {
  name: 'computers'
  capabilities: { jobs: true }
  settings: { type: 'object'; properties: { staleDays: { type: 'integer' }; diskFullPercent: { type: 'integer' }; warrantyDays: { type: 'integer' } }; required: ['staleDays', 'diskFullPercent', 'warrantyDays'] }
}
