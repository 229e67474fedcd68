import { join } from 'node:path'
import type { AssetTypeSchema } from '@shopdb/contract/asset-type'
import { buildAssetType } from '../features/assets/index.ts'
import { writeMigration } from '../platform/migrations/write-migration.ts'
import { writePlugin } from '../plugin-host/testing.ts'

export type TypedPlugin = { type: Omit<AssetTypeSchema, '$id'>; manifest?: Record<string, unknown>; /** Text of plugin.ts. */ code?: string; /** ui/schema.json */ ui?: object; files?: Record<string, string> }

/** A plugin folder with one asset type, `<name>.<singular>`, and the migration and tables that follow from it. */
export function writeTypedPlugin(parent: string, name: string, { type, manifest = {}, code, ui, files = {} }: TypedPlugin): string {
  const singular = name.replace(/s$/, '')
  const schema: AssetTypeSchema = { ...type, $id: `${name}.${singular}` }
  const models = buildAssetType(name, `/api/${name}`, schema)
  const tables = [models.type, ...models.children].flatMap((model) => model.tables)
  const [extension] = models.type.tables
  const declared = tables.map((table) => ({ name: table.name, kind: table === extension ? 'extension' : 'collection' }))
  const further: unknown = manifest['tables']
  const folder = writePlugin(parent, name, { asset_types: [`asset-types/${singular}.json`], ...manifest, tables: [...declared, ...(Array.isArray(further) ? further : [])] }, {
    [`asset-types/${singular}.json`]: JSON.stringify(schema),
    ...(code === undefined ? {} : { 'plugin.ts': code }),
    ...(ui === undefined ? {} : { 'ui/schema.json': JSON.stringify(ui) }),
    ...files,
  })
  writeMigration(join(folder, 'migrations'), tables)
  return folder
}
