import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { extname, join, posix, sep } from 'node:path'
import type { UiModuleProblem } from '@shopdb/contract/plugin-ui'
import { failedSource, problemAt, sharedModules, type CompiledSource, type ImportSite } from './compiled-source.ts'
import { distributionFiles } from './distribution-files.ts'
import type { CompileSource } from './source-compiler.ts'

/** One file of a plugin's screens with what it imports. */
export type UiModule = {
  /** Relative to the plugin: `ui/doors.vue`. */
  file: string
  kind: 'source' | 'built' | 'asset'
  type: string
  content: Buffer
  compiled: CompiledSource | null
  /** What each relative specifier leads to. */
  targets: Map<string, string>
  problems: UiModuleProblem[]
}

const assets: Readonly<Record<string, string>> = { '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.woff2': 'font/woff2', '.css': 'text/css; charset=utf-8', '.json': 'application/json; charset=utf-8', '.wasm': 'application/wasm' }
const pictures = ['.svg', '.png', '.jpg', '.webp']
const code = /\.(?:vue|ts|js|mjs)$/
const script = 'text/javascript; charset=utf-8'
/** No file of a user interface is larger; what is would keep every browser waiting. */
const largest = 5 * 1024 * 1024

/** The files that the entries need, compiled. Follows relative imports; what is missing or forbidden is a problem of the importer. */
export async function readModules(plugin: string, folder: string, entries: readonly string[], compile: CompileSource): Promise<Map<string, UiModule>> {
  const modules = new Map<string, UiModule>()
  const open = [...entries]
  if (entries.some((file) => file.startsWith('ui/dist/'))) open.push(...distributionFiles(folder))
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (modules.has(file)) continue
    const module = await readModule(plugin, folder, file, compile)
    modules.set(file, module)
    const isBuilt = file.startsWith('ui/dist/')
    for (const target of module.targets.values()) {
      if (!isBuilt && target.startsWith('ui/dist/')) open.push(...distributionFiles(folder))
      open.push(target)
    }
  }
  return modules
}

async function readModule(plugin: string, folder: string, file: string, compile: CompileSource): Promise<UiModule> {
  const isBuilt = file.startsWith('ui/dist/')
  const isCode = code.test(file)
  const module: UiModule = { file, kind: isBuilt ? 'built' : isCode ? 'source' : 'asset', type: isCode ? script : assets[extname(file)] ?? 'application/octet-stream', content: Buffer.alloc(0), compiled: null, targets: new Map(), problems: [] }
  const content = readWithin(folder, file)
  if (typeof content === 'string') return { ...module, problems: [problemAt(file, null, content, 'Create it, or correct the address; only files below the plugin\'s folder "ui" are served.')] }
  module.content = content
  if (!isCode) return module
  const text = content.toString('utf8')
  const compiled = isBuilt && !/\.m?js$/.test(file) ? strayedSource(file) : await compile({ plugin, file, text })
  const resolved = resolveSites(folder, file, compiled.sites)
  return { ...module, compiled, targets: resolved.targets, problems: [...compiled.problems, ...resolved.problems] }
}

function strayedSource(file: string): CompiledSource {
  return failedSource([problemAt(file, null, 'A source in ui/dist.', 'Move it to ui; ui/dist holds what a build of your own has written.')])
}

/** The content, or why there is none. A link that leads out of the folder is no file of the plugin. */
function readWithin(folder: string, file: string): Buffer | string {
  const path = join(folder, file)
  if (!existsSync(path) || !statSync(path).isFile()) return 'The file does not exist.'
  if (!realpathSync(path).startsWith(realpathSync(join(folder, 'ui')) + sep)) return 'The file lies outside of the folder "ui".'
  return statSync(path).size > largest ? 'The file is larger than 5 MB.' : readFileSync(path)
}

type Resolved = { targets: Map<string, string>; problems: UiModuleProblem[] }

function resolveSites(folder: string, file: string, sites: readonly ImportSite[]): Resolved {
  const resolved: Resolved = { targets: new Map(), problems: [] }
  for (const { specifier, line } of sites) {
    const target = resolveImport(folder, file, specifier)
    if (typeof target === 'string') resolved.targets.set(specifier, target)
    else if (target !== null) resolved.problems.push(problemAt(file, line, target.message, target.fix))
  }
  return resolved
}

/** The file an address leads to; null for a shared module. */
function resolveImport(folder: string, file: string, specifier: string): string | null | { message: string; fix: string } {
  if (sharedModules.includes(specifier)) return null
  if (!/^\.{1,2}\//.test(specifier)) return { message: `"${specifier}" cannot be imported: the browser gets "vue" and "@shopdb/ui" from the host, everything else comes from the plugin.`, fix: /plugin-api|contract/.test(specifier) ? 'Import types alone: "import type { ... }".' : 'Copy what you need into the plugin\'s folder "ui" and import it by a relative address, or build the plugin yourself with the package inside (ui/dist).' }
  const target = posix.join(posix.dirname(file), specifier)
  if (!target.startsWith('ui/')) return { message: `"${specifier}" leads out of the folder "ui".`, fix: 'Move the file into "ui". Code of the server is reached by its routes: useApi().get(\'/api/...\').' }
  if (existsSync(join(folder, target)) && (code.test(target) || pictures.includes(extname(target)))) return target
  const nearest = ['.ts', '.vue', '.js', '/index.ts'].find((extension) => existsSync(join(folder, target + extension)))
  if (nearest) return { message: `"${specifier}" has no file extension.`, fix: `Write "${specifier}${nearest}".` }
  return existsSync(join(folder, target)) ? { message: `"${specifier}" is no code and no picture.`, fix: 'Import .vue, .ts, .js, .svg, .png, .jpg or .webp.' } : { message: `"${specifier}" does not exist.`, fix: `Create ${target}, or correct the address.` }
}
