import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { judgePlugin } from '../../../cli/src/plugin-authoring/read-plugin.ts'
import { undeclaredChanges, writePluginMigration } from '../migration-chains.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'shopdb-plain-')), 'meters')
})
afterEach(() => rmSync(dirname(folder), { recursive: true, force: true }))

function write(table: object): void {
  const manifest = { name: 'meters', version: '1.0.0', description: 'Meters.', core_version: '>=0.3.0 <0.4.0', tables: [{ name: 'meterreadings', kind: 'plain', schema: 'tables/meterreadings.json' }] }
  for (const [file, content] of Object.entries({ 'manifest.json': manifest, 'package.json': { type: 'module' }, 'tables/meterreadings.json': table })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), JSON.stringify(content))
  }
}

const columns = { id: 'serial', assetid: { type: 'integer', references: 'assets', onDelete: 'cascade' }, value: 'integer?' }

it('migrations of plain tables are written from their declaration, like those of asset types', async () => {
  write({ columns, indexes: [{ columns: ['assetid', 'id'] }] })
  const written = writePluginMigration(await judgePlugin(folder))
  expect(written?.operations.map(({ op }) => op)).toEqual(['createTable', 'addIndex'])
  expect(undeclaredChanges(await judgePlugin(folder))).toEqual([])
  write({ columns: { ...columns, unit: 'string(20)?' } })
  expect(undeclaredChanges(await judgePlugin(folder)).join()).toContain('"unit"')
})

it('a declaration that is none is refused with its file', async () => {
  write({ columns: { id: 'serial; drop table assets' } })
  const subject = await judgePlugin(folder)
  expect(() => writePluginMigration(subject)).toThrow(/tables\/meterreadings\.json declares no table/)
})
