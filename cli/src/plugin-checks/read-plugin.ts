import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { coreTables } from '@shopdb/server/core-tables'
import { contractVersion } from '@shopdb/contract/version'
import { checkManifests, discoverPlugins, type PluginSubject } from '@shopdb/server/plugin-host/index'
import { pluginFolders } from '@shopdb/server/migration-chains'
import { CommandFailure } from '../failure.ts'

export type PluginFile = { path: string; text: string }

/** A plugin's folder, read once; nothing in it has been run. */
export type PluginUnderCheck = {
  name: string
  folder: string
  subject: PluginSubject
  /** Its text files, tests included; installed packages and generated folders left out. */
  files: readonly PluginFile[]
  /** Folders of the plugins it depends on, as far as they were found. */
  dependencyFolders: readonly string[]
}

const leftOut = new Set(['node_modules', '.git', '.shopdb', 'coverage', 'dist'])
const textFile = /\.(ts|mts|js|mjs|cjs|vue|json|md|css|sql)$/

export function readPlugin(given: string, searched: readonly string[] = []): PluginUnderCheck {
  const folder = resolve(given)
  if (!existsSync(join(folder, 'manifest.json'))) throw new CommandFailure('NOT_FOUND', `There is no manifest.json in ${folder}.`, 'Name the folder of a plugin, or change to it.')
  const name = basename(folder)
  const dependencyFolders = findDependencies(folder, searched)
  const others = discoverPlugins({ bundled: [], external: dependencyFolders, added: [] }).sources
  const [own] = discoverPlugins({ bundled: [], external: [folder], added: [] }).sources
  if (!own) throw new CommandFailure('NOT_FOUND', `${folder} cannot be read.`, 'Check the rights of the folder.')
  const subjects = checkManifests([...others, own], { contractVersion, features: [], coreTables: coreTables().map((table) => table.name) })
  const subject = subjects.find((each) => each.name === name)
  if (!subject) throw new CommandFailure('NOT_FOUND', `${folder} cannot be read.`, 'Check the rights of the folder.')
  return { name, folder, subject, files: [...listFiles(folder, folder)], dependencyFolders }
}

function* listFiles(root: string, folder: string): Generator<PluginFile> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!leftOut.has(entry.name)) yield* listFiles(root, path)
    } else if (entry.isFile() && textFile.test(entry.name) && statSync(path).size < 2_000_000) {
      yield { path: relative(root, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }
    }
  }
}

/** Beside the plugin, in the folders given, and among the bundled ones; dependencies of dependencies too. */
function findDependencies(folder: string, searched: readonly string[], known = new Set<string>()): string[] {
  const places = [dirname(folder), ...searched.map((place) => resolve(place)), ...pluginFolders({ dataDir: '', pluginDirs: [] }).bundled]
  return dependenciesOf(folder).flatMap((name) => {
    const found = places.flatMap((place) => (basename(place) === name ? [place, join(place, name)] : [join(place, name)])).find((candidate) => existsSync(join(candidate, 'manifest.json')))
    if (found === undefined || known.has(found)) return []
    known.add(found)
    return [...findDependencies(found, searched, known), found]
  })
}

function dependenciesOf(folder: string): string[] {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    const dependencies = typeof manifest === 'object' && manifest !== null && 'dependencies' in manifest ? manifest.dependencies : null
    return typeof dependencies === 'object' && dependencies !== null ? Object.keys(dependencies) : []
  } catch {
    return [] // broken JSON is a finding of the host's judgement
  }
}

export function fileOf(plugin: PluginUnderCheck, path: string): string | undefined {
  return plugin.files.find((file) => file.path === path)?.text
}

/** The files whose code runs in the server: no tests, no screens, nothing that an author builds screens from. */
export function serverFiles(plugin: PluginUnderCheck): PluginFile[] {
  const sources = screenSources(plugin)
  return plugin.files.filter(({ path }) => /\.(ts|mts|js|mjs)$/.test(path) && !path.endsWith('.d.ts') && !isTestFile(path) && !sources.some((source) => path === source || path.startsWith(source)))
}

/** Does the code run in a browser, or in the program that builds it? */
export function isOfScreens(plugin: PluginUnderCheck, path: string): boolean {
  return screenSources(plugin).some((source) => path === source || path.startsWith(source))
}

/** `ui/`, and for screens that the author builds: the settings of the build, and top folders that hold `.vue` files. */
function screenSources({ files }: PluginUnderCheck): string[] {
  const folders = files.filter(({ path }) => path.endsWith('.vue') && path.includes('/')).map(({ path }) => `${path.split('/')[0] ?? ''}/`)
  return [...new Set(['ui/', ...folders, ...files.map(({ path }) => path).filter((path) => /^(vite|rolldown|rollup)\.config\.m?[jt]s$/.test(path))])]
}

export function isTestFile(path: string): boolean {
  return /\.test\.[a-z]+$|(^|\/)(tests?|fixtures)\//.test(path)
}

export function entryOf(plugin: PluginUnderCheck): string | null {
  return ['plugin.ts', 'plugin.js', 'plugin.mjs'].find((path) => fileOf(plugin, path) !== undefined) ?? null
}
