/** What code here asks of the manifest, as a type that a fresh clone has: the one in `.shopdb/` is written by "shopdb plugin" alone. */
export type Manifest = {
  name: 'measuringtools'
  capabilities: { jobs: true }
  permissions: [{ id: 'measuringtools.calibrate'; title: string }, { id: 'measuringtools.checkout'; title: string }]
  settings: {
    type: 'object'
    properties: { dueSoonDays: { type: 'integer'; default: 30 }; lockOut: { type: 'boolean'; default: true }; guardBand: { type: 'boolean'; default: false } }
    required: ['dueSoonDays', 'lockOut', 'guardBand']
  }
}
