import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPlugins, writePluginMigration } from '@shopdb/server/migration-chains'
import { projectFolder } from './processes.ts'

/** An external copy of the bundled plugin for computers, with code of its own, under names that nobody else has. */
export function writeWorkstations(parent: string): string {
  const folder = join(parent, 'workstations')
  cpSync(join(projectFolder, 'plugins', 'computers'), folder, { recursive: true, filter: (file) => !/demo.json$|[\\/]ui$/.test(file) })
  for (const file of ['manifest.json', ...['asset-types', 'migrations'].flatMap((below) => readdirSync(join(folder, below)).map((name) => join(below, name)))]) {
    const text = readFileSync(join(folder, file), 'utf8').replaceAll('computer', 'workstation').replaceAll('Computer', 'Workstation')
    // The code is exchanged for one that asks for nothing.
    writeFileSync(join(folder, file), file === 'manifest.json' ? JSON.stringify({ ...JSON.parse(text), capabilities: {} }) : text)
  }
  renameSync(join(folder, 'asset-types', 'computer.json'), join(folder, 'asset-types', 'workstation.json'))
  const code = "import { word } from './store.ts'\nexport default {\n  routes: ({ route }) => [route({ method: 'GET', path: '/word', permission: 'workstations.read', summary: 'Word', handle: () => ({ word }) })],\n}\n"
  writeFileSync(join(folder, 'plugin.ts'), code)
  changeStore(folder, 0)
  return folder
}

/** A change in one file that another one imports. */
export function changeStore(folder: string, round: number): void {
  writeFileSync(join(folder, 'store.ts'), `export const word = 'round ${round}'\n`)
}

/** Names of plugins of ordinary size: an asset type with ten fields and its generated tables, settings, navigation, code with a route and a widget. */
export function writeManyPlugins(parent: string, count: number): string[] {
  const names = Array.from({ length: count }, (_, index) => `gear${String(index + 1).padStart(2, '0')}s`)
  for (const name of names) {
    const folder = join(parent, name)
    mkdirSync(join(folder, 'asset-types'), { recursive: true })
    for (const [file, content] of Object.entries(filesOf(name))) writeFileSync(join(folder, file), content)
  }
  for (const subject of readPlugins({ dataDir: join(parent, 'none'), pluginDirs: [parent] })) if (names.includes(subject.name)) writePluginMigration(subject)
  return names
}

function filesOf(name: string): Record<string, string> {
  const properties = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`field${'abcdefghij'[index] ?? ''}`, { type: 'string', maxLength: 60, title: `Field ${index}`, 'x-shopdb': { searched: index < 2, list: index + 3 } }]))
  const type = { $id: `${name}.gear`, title: 'Gear', type: 'object', 'x-shopdb': { collection: name, titlePlural: name, filters: ['statusId'], sorts: ['assetNumber'], defaultSort: 'assetNumber' }, properties }
  const manifest = {
    name, version: '1.0.0', description: 'One of many.', core_version: '>=0.3.0 <0.4.0', asset_types: ['asset-types/gear.json'], tables: [{ name, kind: 'extension' }],
    settings: { type: 'object', properties: { size: { type: 'integer', default: 3 } } }, navigation: [{ title: name, path: `/${name}` }],
  }
  const code = `export default {\n  routes: ({ route, settings }) => [route({ method: 'GET', path: '/size', permission: '${name}.read', summary: 'Size', handle: () => ({ size: settings.size }) })],\n  widgets: () => [{ id: 'size', title: 'Size', kind: 'counter', load: () => ({ value: 1 }) }],\n}\n`
  return { 'manifest.json': JSON.stringify(manifest), 'package.json': '{ "type": "module" }', 'asset-types/gear.json': JSON.stringify(type), 'plugin.ts': code }
}
