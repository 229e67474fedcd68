import { createHash } from 'node:crypto'
import type { PluginUi, SlotEntry, UiModuleProblem } from '@shopdb/contract/plugin-ui'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { readModules, type UiModule } from './read-modules.ts'
import { inLayer } from './compiled-source.ts'
import type { CompileSource } from './source-compiler.ts'

export type UiFile = { type: string; body: Buffer }

/** What the web application loads for one entry: an address, or the reason why there is none. */
export type BuiltEntry = { entry: SlotEntry; module: string | null; styles: string[]; problem: UiModuleProblem | null }
export type BuiltUi = { entries: BuiltEntry[]; /** By address. */ files: ReadonlyMap<string, UiFile> }

const script = 'text/javascript; charset=utf-8'
const sheet = 'text/css; charset=utf-8'
const builtFolder = 'ui/dist/'

/**
 * Compiles what a plugin shows and gives every file an address that holds the hash of its content and of all it
 * imports: what has not changed keeps its address, and nothing at an address ever changes. A file with a fault takes
 * with it the entries that need it, and no others.
 */
export async function buildPluginUi(plugin: string, folder: string, ui: PluginUi, compile: CompileSource): Promise<BuiltUi> {
  const entries = ui.slots ?? []
  const modules = await readModules(plugin, folder, entries.map(({ module }) => module), compile)
  const addresses = createAddresses(plugin, modules)
  const files = new Map<string, UiFile>()
  const distStyles = addDistribution(modules, addresses, files)
  for (const module of modules.values()) if (module.problems.length === 0) addModule(module, modules, addresses, files)
  return { files, entries: entries.map((entry) => builtEntry(entry, modules, addresses, distStyles)) }
}

/** The same as findings, for `plugin check` and the plugin manager. One fault is told once. */
export function findingsOf(plugin: string, { entries }: BuiltUi, severity: PluginFinding['severity']): PluginFinding[] {
  const told = new Map<string, PluginFinding>()
  for (const { problem } of entries) {
    if (problem) told.set(`${problem.file}:${problem.line} ${problem.message}`, { id: 'ui/module', severity, plugin, file: problem.line === null ? problem.file : `${problem.file}:${problem.line}`, path: '', message: problem.message, fix: problem.fix })
  }
  return [...told.values()]
}

type Addresses = { of: (file: string) => string; styleOf: (file: string) => string; base: (hash: string) => string; closure: (file: string) => string[]; distHash: string }

function createAddresses(plugin: string, modules: ReadonlyMap<string, UiModule>): Addresses {
  const base = (hash: string): string => `/api/plugins/ui/${plugin}/${hash}/`
  const closures = new Map<string, string[]>()
  const closure = (file: string): string[] => {
    const known = closures.get(file)
    if (known) return known
    const reached = new Set<string>()
    const open = [file]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (reached.has(next)) continue
      reached.add(next)
      open.push(...(modules.get(next)?.targets.values() ?? []))
    }
    closures.set(file, [...reached].toSorted())
    return closures.get(file) ?? []
  }
  const distHash = shortHash([...modules.values()].filter(isBuilt).toSorted((one, other) => one.file.localeCompare(other.file, 'en')).flatMap(({ file, content }) => [file, content]))
  const short = (file: string): string => file.replace(/^ui\//, '')
  const of = (file: string): string => {
    const module = modules.get(file)
    if (module && isBuilt(module)) return base(distHash) + short(file)
    const hash = shortHash(closure(file).flatMap((reached) => [reached, modules.get(reached)?.content ?? '']))
    return `${base(hash)}${short(file)}${module?.kind === 'source' && !/\.m?js$/.test(file) ? '.js' : ''}`
  }
  return { of, base, closure, distHash, styleOf: (file) => `${base(shortHash([file, modules.get(file)?.compiled?.css ?? '']))}${short(file)}.css` }
}

function isBuilt({ file }: UiModule): boolean {
  return file.startsWith(builtFolder)
}

function shortHash(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex').slice(0, 16)
}

/** A build of the author's own is served as it is, all its files at one hash, so that its relative addresses hold. */
function addDistribution(modules: ReadonlyMap<string, UiModule>, { base, distHash }: Addresses, files: Map<string, UiFile>): string[] {
  const styles: string[] = []
  for (const module of modules.values()) {
    if (!isBuilt(module)) continue
    const address = base(distHash) + module.file.replace(/^ui\//, '')
    const isSheet = module.file.endsWith('.css')
    files.set(address, { type: module.type, body: isSheet ? Buffer.from(inLayer(module.content.toString('utf8'))) : module.content })
    if (isSheet) styles.push(address)
  }
  return styles
}

function addModule(module: UiModule, modules: ReadonlyMap<string, UiModule>, addresses: Addresses, files: Map<string, UiFile>): void {
  if (isBuilt(module)) return
  const address = addresses.of(module.file)
  if (module.kind === 'asset') {
    files.set(address, { type: module.type, body: module.content })
    // A picture is imported for its address.
    files.set(`${address}.js`, { type: script, body: Buffer.from(`export default ${JSON.stringify(address)}\n`) })
    return
  }
  files.set(address, { type: script, body: Buffer.from(linked(module, modules, addresses)) })
  if (module.compiled?.css) files.set(addresses.styleOf(module.file), { type: sheet, body: Buffer.from(module.compiled.css) })
}

/** The code with the addresses of what it imports, last first, so that the places before stay right. */
function linked({ compiled, targets }: UiModule, modules: ReadonlyMap<string, UiModule>, addresses: Addresses): string {
  let code = compiled?.code ?? ''
  for (const { specifier, start, end } of (compiled?.sites ?? []).toSorted((one, other) => other.start - one.start)) {
    const target = targets.get(specifier)
    if (target === undefined) continue
    const address = addresses.of(target)
    code = `${code.slice(0, start)}${JSON.stringify(modules.get(target)?.kind === 'asset' ? `${address}.js` : address)}${code.slice(end)}`
  }
  return code
}

function builtEntry(entry: SlotEntry, modules: ReadonlyMap<string, UiModule>, addresses: Addresses, distStyles: readonly string[]): BuiltEntry {
  const reached = addresses.closure(entry.module).flatMap((file) => modules.get(file) ?? [])
  const problem = reached.flatMap(({ problems }) => problems)[0] ?? null
  const own = reached.filter(({ compiled }) => compiled?.css).map(({ file }) => addresses.styleOf(file))
  const styles = reached.some(isBuilt) ? [...own, ...distStyles] : own
  return { entry, problem, module: problem ? null : addresses.of(entry.module), styles: problem ? [] : styles }
}
