import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manifestSchema } from '@shopdb/contract/manifest'
import { assetTypeFileSchema } from '@shopdb/contract/asset-type-schema'
import { projectFolder } from '../environment.ts'
import { contractTypesFolder } from './contract-types.ts'
import { uiEntry, uiTypesFolder } from './ui-types.ts'

/**
 * Writes `.shopdb/` into a plugin: the contract's declarations, the type of its manifest and a tsconfig that finds both,
 * so that an editor and `tsc` work without node_modules. It belongs to this computer and is not committed.
 */
export async function writeShopdbFolder(pluginFolder: string): Promise<void> {
  const target = join(pluginFolder, '.shopdb')
  mkdirSync(target, { recursive: true })
  const types = await contractTypesFolder()
  for (const name of types === null ? [] : ['contract', 'plugin-api']) {
    rmSync(join(target, name), { recursive: true, force: true })
    cpSync(join(types ?? '', name, 'src'), join(target, name), { recursive: true })
  }
  const uiTypes = existsSync(join(pluginFolder, 'ui')) ? await uiTypesFolder() : null
  if (uiTypes !== null) {
    rmSync(join(target, 'ui'), { recursive: true, force: true })
    cpSync(uiTypes, join(target, 'ui'), { recursive: true })
  }
  writeIfChanged(join(target, '.gitignore'), '*\n')
  writeIfChanged(join(target, 'tsconfig.json'), `${JSON.stringify(configuration(), null, 2)}\n`)
  writeIfChanged(join(target, 'manifest.schema.json'), `${JSON.stringify(manifestSchema, null, 2)}\n`)
  writeIfChanged(join(target, 'asset-type.schema.json'), `${JSON.stringify(assetTypeFileSchema, null, 2)}\n`)
  writeManifestType(pluginFolder)
}

/** Keeps the type of the manifest in step with the file; a manifest that is no JSON leaves the last type standing. */
export function writeManifestType(pluginFolder: string): void {
  const manifest = readJson(join(pluginFolder, 'manifest.json'))
  if (manifest === null) return
  const text = `/** The manifest of this plugin as a type, written by "shopdb plugin". Changes of this file are lost. */\nexport type Manifest = ${JSON.stringify(withDefaultsRequired(manifest), null, 2)}\n`
  mkdirSync(join(pluginFolder, '.shopdb'), { recursive: true })
  writeIfChanged(join(pluginFolder, '.shopdb', 'manifest.d.ts'), text)
}

/** A setting with a default always has a value, so code need not ask whether it is there. */
function withDefaultsRequired(manifest: Record<string, unknown>): Record<string, unknown> {
  const { settings } = manifest as { settings?: { properties?: Record<string, { default?: unknown }>; required?: string[] } } // read with care: the file may be anything
  if (typeof settings?.properties !== 'object' || settings.properties === null) return manifest
  const filled = Object.entries(settings.properties).filter(([, schema]) => schema?.default !== undefined).map(([name]) => name)
  return { ...manifest, settings: { ...settings, required: [...new Set([...(settings.required ?? []), ...filled])] } }
}

/** Packages whose types those of `@shopdb/ui` name. */
const packageTypes = Object.fromEntries(Object.entries({ vue: 'dist/vue.d.ts', 'vue-i18n': 'dist/vue-i18n.d.ts', '@tanstack/vue-query': 'build/modern/index.d.ts' }).map(([name, file]) => [name, [join(projectFolder, 'node_modules', name, file)]]))

function configuration(): object {
  return {
    compilerOptions: {
      target: 'es2024', lib: ['es2024', 'dom', 'dom.iterable', 'esnext.disposable'], module: 'nodenext', moduleResolution: 'nodenext', strict: true, noEmit: true,
      noUncheckedIndexedAccess: true, noImplicitOverride: true, noFallthroughCasesInSwitch: true, erasableSyntaxOnly: true, verbatimModuleSyntax: true,
      allowImportingTsExtensions: true, resolveJsonModule: true, skipLibCheck: true,
      typeRoots: [join(projectFolder, 'node_modules', '@types')], types: ['node'],
      paths: {
        '@shopdb/plugin-api': ['./plugin-api/index.d.ts'], '@shopdb/plugin-api/*': ['./plugin-api/*.d.ts'], '@shopdb/contract/*': ['./contract/*.d.ts'],
        '@shopdb/ui': [`./ui/${uiEntry}`], ...packageTypes,
      },
    },
  }
}

function readJson(path: string): Record<string, unknown> | null {
  if (!existsSync(path)) return null
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null // half saved; the checks tell where it is wrong
  }
}

/** An unchanged file keeps its time, so that editors and watchers stay quiet. */
function writeIfChanged(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}
