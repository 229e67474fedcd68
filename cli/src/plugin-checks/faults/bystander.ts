import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { currentRange } from '../current-range.ts'

export const bystanderName = 'bystander'

/** A healthy plugin beside the faulty one: whatever happens there, this one goes on answering. */
export function writeBystander(place: string): string {
  const folder = join(place, bystanderName)
  const files = {
    'manifest.json': JSON.stringify({ manifest_version: 1, name: bystanderName, version: '1.0.0', description: 'Answers while its neighbour fails.', core_version: currentRange(), permissions: [{ id: `${bystanderName}.see`, title: 'See' }] }),
    'package.json': '{ "type": "module" }',
    'plugin.ts': `export default {\n  routes: ({ route }) => [route({ method: 'GET', path: '/pulse', permission: '${bystanderName}.see', summary: 'Pulse', handle: () => ({ alive: true }) })],\n  widgets: () => [{ id: 'pulse', title: 'Pulse', kind: 'counter', load: () => ({ value: 1 }) }],\n}\n`,
  }
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  return folder
}
