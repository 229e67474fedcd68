import { basename, join } from 'node:path'
import type { AssetTypeSchema } from '@shopdb/contract/asset-type'
import { assetTypeFileSchema } from '@shopdb/contract/asset-type-schema'
import type { Manifest } from '@shopdb/contract/manifest'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { checkAgainstSchema } from '../json-schema-check.ts'
import type { AssetTypeFile } from '../plugin-subject.ts'
import { checkFields, type AddFinding } from './check-fields.ts'
import { readJsonFile } from './read-json-file.ts'

export type AssetTypesCheck = { assetTypes: AssetTypeFile[]; findings: PluginFinding[] }

/** Reads every file named in `asset_types` and checks it against the closed subset. */
export function checkAssetTypes(manifest: Partial<Manifest>, name: string, folder: string): AssetTypesCheck {
  const check: AssetTypesCheck = { assetTypes: [], findings: [] }
  for (const file of manifest.asset_types ?? []) {
    const add = (id: string, path: string, message: string, fix: string): unknown => check.findings.push({ id, severity: 'error', plugin: name, file, path, message, fix })
    const content = readJsonFile(join(folder, file))
    if ('problem' in content) {
      add(content.missing ? 'asset-types/missing-file' : 'asset-types/json', '', content.problem, content.missing ? 'Create the file, or remove it from "asset_types".' : 'Correct the JSON.')
      continue
    }
    const problems = checkAgainstSchema(assetTypeFileSchema, content.value)
    for (const problem of problems) add('asset-types/schema', problem.path, problem.message, problem.nearestKey ? `Did you mean "${problem.nearestKey}"?` : 'An asset type is a closed subset of JSON Schema; the plugin reference lists what it takes.')
    if (problems.length > 0) continue
    const schema = content.value as AssetTypeSchema // checked against assetTypeFileSchema in the line above
    checkOne(name, file, schema, add)
    check.assetTypes.push({ id: schema.$id, type: schema.$id.split('.')[1] ?? '', file, path: pathOf(manifest, name, schema, file === manifest.asset_types?.[0]), schema })
  }
  return check
}

function checkOne(name: string, file: string, schema: AssetTypeSchema, add: AddFinding): void {
  const expected = `${name}.${basename(file, '.json')}`
  if (schema.$id !== expected) add('asset-types/id', '/$id', `The id is "${schema.$id}".`, `An asset type is called <plugin>.<file name>: "${expected}".`)
  checkFields('asset-types', schema, add)
}

function pathOf(manifest: Partial<Manifest>, name: string, schema: AssetTypeSchema, isFirst: boolean): string {
  const prefix = manifest.api_prefix ?? `/api/${name}`
  return isFirst ? prefix : `${prefix}/${schema['x-shopdb'].collection}`
}
