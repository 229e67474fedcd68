import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { CommandFailure } from '../../failure.ts'

/** Never part of a package: what is made anew, what belongs to this computer, and other packages. */
const leftOut = /^(?:node_modules|coverage|data|package-lock\.json|npm-debug\.log|.*\.shopdbplugin|.*\.pem|.*\.key)$/

/** The files of a plugin as they go into its package, with the npm packages its package.json names under `dependencies`. */
export function collectFiles(folder: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  addFolder(files, folder, folder)
  for (const path of dependencyFolders(folder)) addFolder(files, folder, path, true)
  return files
}

/** Hidden files stay here: `.env` holds secrets, `.git` history. */
function addFolder(files: Map<string, Uint8Array>, root: string, folder: string, isInstalled = false): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const kind = lstatSync(path)
    if (name.startsWith('.') || (isInstalled ? name === 'node_modules' : leftOut.test(name))) continue
    if (kind.isSymbolicLink()) throw new CommandFailure('PLUGIN_INVALID', `${relative(root, path)} is a link: a package holds plain files only.`, 'Put the file itself there, or take the link away.')
    if (kind.isDirectory()) addFolder(files, root, path, isInstalled)
    else if (path.endsWith('.node')) throw new CommandFailure('PLUGIN_INVALID', `${relative(root, path)} is compiled for one kind of computer.`, 'Use a package in plain JavaScript: sites run different systems.')
    else files.set(relative(root, path).replaceAll('\\', '/'), readFileSync(path))
  }
}

/** Every package that the plugin's code can reach at run time, found as Node finds it but never above the plugin. */
function dependencyFolders(root: string): Set<string> {
  const found = new Set<string>()
  const visit = (folder: string): void => {
    for (const name of dependenciesOf(folder)) {
      const place = findPackage(root, folder, name)
      if (place === null) throw new CommandFailure('PLUGIN_INVALID', `The package "${name}" is not installed in the folder of the plugin.`, 'Run there: npm install --omit=dev')
      if (found.has(place)) continue
      found.add(place)
      visit(place)
    }
  }
  visit(root)
  return found
}

function dependenciesOf(folder: string): string[] {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return []
  const { dependencies = {} } = JSON.parse(readFileSync(path, 'utf8')) as { dependencies?: Record<string, string> } // what npm reads
  return Object.keys(dependencies)
}

function findPackage(root: string, from: string, name: string): string | null {
  const place = join(from, 'node_modules', name)
  if (existsSync(join(place, 'package.json'))) return place
  return from === root ? null : findPackage(root, dirname(from), name)
}
