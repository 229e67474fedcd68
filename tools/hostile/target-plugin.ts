import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packPlugin } from '@shopdb/cli/plugin-authoring/pack/pack-plugin'

const code = `export default {
  routes: ({ route, answer }) => [route({ method: 'GET', path: '/calendar', permission: 'targets.read', feed: true, summary: 'A calendar', handle: () => answer(200, 'BEGIN:VCALENDAR', { 'content-type': 'text/calendar' }) })],
  commands: () => [{ name: 'greet', description: 'Greet somebody', parameters: { type: 'object', properties: { whom: { type: 'string', maxLength: 60 } } }, run: ({ whom }) => 'Good morning ' + whom }],
  jobs: () => [{ name: 'wait', title: 'Wait', timeLimit: 5, run: ({ signal }) => new Promise((resolve, reject) => {
    const done = setTimeout(resolve, 1500)
    signal.addEventListener('abort', () => { clearTimeout(done); reject(signal.reason) })
  }) }],
}
`

/** A plugin with what the bundled ones lack: a command, a job that lasts, a setting, a screen, a feed. */
export function writeTargetPlugin(parent: string): void {
  writePlugin(join(parent, 'targets'), 'targets', '1.0.0', {
    'plugin.ts': code, 'ui/panel.js': 'export default {}\n',
    'ui/schema.json': JSON.stringify({ slots: [{ slot: 'asset.panel/v1', id: 'panel', title: 'Panel', module: 'ui/panel.js' }] }),
  }, { capabilities: { jobs: true }, permissions: [{ id: 'targets.read', title: 'Look' }], settings: { type: 'object', properties: { days: { type: 'integer', title: 'Days', minimum: 1, maximum: 90, default: 14 } } } })
}

export type TargetPackage = { version: string; bytes: Uint8Array }

/** A plugin that comes as a package, in two versions. */
export async function packTargetPlugin(parent: string): Promise<TargetPackage[]> {
  const packages: TargetPackage[] = []
  for (const version of ['1.0.0', '1.1.0']) {
    const folder = join(parent, version, 'parcel')
    writePlugin(folder, 'parcel', version, { 'plugin.ts': 'export default {}\n' })
    const { file } = await packPlugin({ folder, into: parent, keyFile: null, tier: null, told: () => undefined })
    packages.push({ version, bytes: readFileSync(file) })
  }
  return packages
}

function writePlugin(folder: string, name: string, version: string, files: Readonly<Record<string, string>>, manifest: object = {}): void {
  const complete = { manifest_version: 1, name, title: name, version, description: 'Stands still while it is attacked.', core_version: '>=0.3.0 <0.4.0', ...manifest }
  for (const [file, text] of Object.entries({ 'manifest.json': JSON.stringify(complete), 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}
