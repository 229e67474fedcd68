import { jsonText, singularOf, typeOf, type Scaffold } from './scaffold-options.ts'

/** manifest.json: everything about the plugin that is known before its code runs. */
export function manifestText(scaffold: Scaffold): string {
  const { name, title, description, parts, coreVersion } = scaffold
  return jsonText({
    $schema: './.shopdb/manifest.schema.json',
    manifest_version: 1,
    name, title, version: '0.1.0', description,
    license: 'MIT',
    icon: 'box',
    core_version: coreVersion,
    ...(parts.has('jobs') ? { capabilities: { jobs: true } } : {}),
    asset_types: [`asset-types/${typeOf(scaffold)}.json`],
    tables: [{ name, kind: 'extension' }],
    ...(parts.has('jobs') ? { settings: { type: 'object', properties: { checkDays: { type: 'integer', title: 'Days between two checks', minimum: 1, default: 365 } } } } : {}),
    navigation: [{ title, path: `/${name}`, icon: 'box', section: 'assets', order: 100, permission: `${name}.read` }],
  })
}

/** The asset type: from its fields follow table, REST, list, form, search, CSV and collector. */
export function assetTypeText(scaffold: Scaffold): string {
  const { name, title, parts } = scaffold
  const isCollected = parts.has('collector')
  const collected = isCollected ? { collected: true } : {}
  const field = (annotation: object) => ({ ...annotation, ...collected, group: singularOf(title) })
  return jsonText({
    $schema: '../.shopdb/asset-type.schema.json',
    $id: `${name}.${typeOf(scaffold)}`,
    title: singularOf(title),
    type: 'object',
    'x-shopdb': {
      collection: name, titlePlural: title, icon: 'box',
      ...(isCollected ? { identity: [['assetNumber'], ['serialNumber']], nameFrom: ['assetNumber'], numberFrom: ['assetNumber', 'serialNumber'] } : {}),
    },
    properties: {
      category: { type: 'string', title: 'Category', maxLength: 80, 'x-shopdb': field({ list: 3, searched: true, filter: true }) },
      checkedOn: { type: 'string', title: 'Checked on', format: 'date', 'x-shopdb': field({ list: 4 }) },
    },
  })
}

export function packageText({ name }: Scaffold): string {
  return jsonText({ name: `shopdb-plugin-${name}`, version: '0.1.0', private: true, license: 'MIT', type: 'module' })
}

/** `npx tsc` and editors read it; what it extends is written by `plugin new`, `dev`, `test` and `check`. */
export function tsconfigText({ parts }: Scaffold): string {
  return jsonText({ extends: './.shopdb/tsconfig.json', include: ['*.ts', ...(parts.has('ui') ? ['ui/**/*.ts'] : []), '.shopdb/manifest.d.ts'] })
}
