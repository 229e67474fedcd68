import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import type { Found } from '../check-finding.ts'
import { fileOf, isOfScreens, isTestFile, type PluginFile, type PluginUnderCheck } from '../read-plugin.ts'
import { importsOf, type ImportedModule } from './source-tree.ts'

const promised = /^@shopdb\/(plugin-api|contract)(\/|$)/
const channels = new Set(['diagnostics_channel', 'node:diagnostics_channel'])

/** What the code of a plugin may name: types of the contract, its own files, Node, packages it brings along. */
export function checkImports(plugin: PluginUnderCheck): Found[] {
  return codeFiles(plugin).flatMap((file) => importsOf(file).flatMap((imported) => judge(plugin, file, imported).map((found) => ({ file: file.path, line: imported.line, ...found }))))
}

function codeFiles({ files }: PluginUnderCheck): PluginFile[] {
  return files.filter(({ path }) => /\.(ts|mts|js|mjs)$/.test(path) && !path.endsWith('.d.ts'))
}

type Judgement = Pick<Found, 'id' | 'message'>

function judge(plugin: PluginUnderCheck, file: PluginFile, imported: ImportedModule): Judgement[] {
  const { specifier, typeOnly } = imported
  if (specifier.startsWith('.')) return judgeRelative(plugin, file, imported)
  if (channels.has(specifier)) return [{ id: 'imports/event-bus', message: `"${specifier}" reaches every plugin of the process without the host.` }]
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return []
  if (promised.test(specifier)) return typeOnly || isTestFile(file.path) ? [] : [{ id: 'imports/runtime', message: `"${specifier}" is imported for use at run time; there is no such module where the plugin runs.` }]
  if (specifier === '@shopdb/ui' || specifier === 'vue') return isOfScreens(plugin, file.path) || isTestFile(file.path) ? [] : [{ id: 'imports/package', message: `"${specifier}" exists in the browser only.` }]
  if (specifier.startsWith('@shopdb/')) return [{ id: 'imports/host', message: `"${specifier}" is a part of the host that changes without notice.` }]
  return judgePackage(plugin, file, specifier)
}

function judgeRelative(plugin: PluginUnderCheck, file: PluginFile, { specifier, typeOnly }: ImportedModule): Judgement[] {
  const target = posix.normalize(posix.join(posix.dirname(file.path), specifier))
  const neighbour = /^\.\.\/([a-z][a-z0-9]+)\//.exec(target)?.[1]
  if (neighbour !== undefined) {
    const isDependency = neighbour in (plugin.subject.manifest?.dependencies ?? {})
    if (isDependency && typeOnly) return []
    const isPlugin = isDependency || plugin.dependencyFolders.some((folder) => folder.endsWith(`/${neighbour}`))
    return isPlugin ? [{ id: 'imports/other-plugin', message: `"${specifier}" is code of the plugin "${neighbour}".` }] : [{ id: 'imports/outside', message: `"${specifier}" lies outside the folder of the plugin, which is copied and moved alone.` }]
  }
  if (target.startsWith('..')) return [{ id: 'imports/outside', message: `"${specifier}" lies outside the folder of the plugin, which is copied and moved alone.` }]
  const isGenerated = target.startsWith('.shopdb/')
  if (isGenerated && typeOnly) return []
  if (isGenerated) return [{ id: 'imports/runtime', message: `"${specifier}" is generated for editors; it does not exist where the plugin runs.` }]
  if (/\.(vue|css|svg|png)$/.test(target)) return []
  return fileOf(plugin, target) === undefined ? [{ id: 'imports/missing', message: `There is no file "${target}"${hint(plugin, target)}.` }] : []
}

function hint(plugin: PluginUnderCheck, target: string): string {
  const stem = target.replace(/\.js$/, '')
  const found = [`${stem}.ts`, `${stem}.js`, `${stem}/index.ts`].find((path) => fileOf(plugin, path) !== undefined)
  return found === undefined ? '' : `; "${found}" is there`
}

function judgePackage(plugin: PluginUnderCheck, file: PluginFile, specifier: string): Judgement[] {
  const named = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
  const packages = packagesOf(plugin)
  if (packages.dependencies.has(named)) return []
  // Tests run on the author's computer, and so does what builds screens; its packages end up inside the built files.
  const isOfAuthor = (isTestFile(file.path) && (packages.development.has(named) || named === 'vitest')) || (!file.path.startsWith('ui/') && isOfScreens(plugin, file.path) && packages.development.has(named))
  return isOfAuthor ? [] : [{ id: 'imports/package', message: `"${named}" does not stand under "dependencies" of package.json.` }]
}

function packagesOf(plugin: PluginUnderCheck): { dependencies: Set<string>; development: Set<string> } {
  const content = readPackage(plugin)
  const keys = (name: string): Set<string> => {
    const value = content[name]
    return new Set(typeof value === 'object' && value !== null ? Object.keys(value) : [])
  }
  return { dependencies: keys('dependencies'), development: keys('devDependencies') }
}

/** package.json as far as it can be read; a broken one has no dependencies. */
export function readPackage(plugin: PluginUnderCheck): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(fileOf(plugin, 'package.json') ?? '{}')
    return typeof content === 'object' && content !== null ? { ...content } : {}
  } catch {
    return {} // reported by the rule about package.json
  }
}
