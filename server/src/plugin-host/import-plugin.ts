import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'

const ignoredFolders = new Set(['node_modules', '.git', '.shopdb', 'coverage'])

/** Everything a plugin consists of, tests, settings of editors and installed packages left out. */
function listFiles(folder: string, below = folder): string[] {
  return readdirSync(below, { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name)
    if (entry.isDirectory()) return ignoredFolders.has(entry.name) ? [] : listFiles(folder, path)
    return entry.isFile() && !/\.test\.[a-z]+$|^tsconfig\.json$/.test(entry.name) ? [relative(folder, path)] : []
  })
}

/** Changes when any file of the plugin changes. */
export function contentHash(folder: string): string {
  const hash = createHash('sha256')
  for (const file of listFiles(folder).toSorted()) hash.update(file).update('\0').update(readFileSync(join(folder, file))).update('\0')
  return hash.digest('hex').slice(0, 16)
}

/** The file whose default export is the plugin; null for a plugin without code. */
export function entryFile(folder: string): string | null {
  return ['plugin.ts', 'plugin.js', 'plugin.mjs'].find((file) => existsSync(join(folder, file))) ?? null
}

/**
 * Imports plugins, each content from an address of its own: the files are copied to a folder named by their hash,
 * because a module once loaded is never loaded again from the same address, and a query on the entry alone would leave
 * its relative imports old. After a failure the address changes too: Node remembers the error of a module for ever.
 */
export function createPluginImporter(codeFolder: string) {
  const failures = new Map<string, number>()

  return async function importPlugin(name: string, folder: string, file?: string): Promise<unknown> {
    const entry = file ?? entryFile(folder)
    if (entry === null) return null
    const hash = contentHash(folder)
    const attempt = failures.get(hash) ?? 0
    const target = join(codeFolder, name, attempt === 0 ? hash : `${hash}-${process.pid}-${attempt}`)
    copyPlugin(folder, target)
    try {
      return await import(/* @vite-ignore */ pathToFileURL(join(target, entry)).href)
    } catch (error) {
      failures.set(hash, attempt + 1)
      throw error
    }
  }
}

const copyLifetime = 30 * 24 * 60 * 60 * 1000

/** Removes copies nobody has started from for a month. A process that still runs one has all of it in memory. */
export function removeOldCopies(codeFolder: string, now: number): void {
  if (!existsSync(codeFolder)) return
  const copies = readdirSync(codeFolder).flatMap((name) => readdirSync(join(codeFolder, name)).map((copy) => join(codeFolder, name, copy)))
  for (const copy of copies) if (statSync(copy).mtimeMs < now - copyLifetime) rmSync(copy, { recursive: true, force: true })
}

/** The packages that the plugin depends on: in its own folder, or in one above when it is part of a workspace, as Node looks for them. */
function packagesOf(folder: string): string | null {
  const own = join(folder, 'node_modules')
  if (existsSync(own)) return own
  const { dependencies = {} }: { dependencies?: object } = existsSync(join(folder, 'package.json')) ? JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) : {}
  const [first] = Object.keys(dependencies)
  if (first === undefined) return null
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above)) if (existsSync(join(above, 'node_modules', first))) return join(above, 'node_modules')
  return null
}

/** Complete or not there at all: another process may be doing the same. */
function copyPlugin(folder: string, target: string): void {
  if (existsSync(target)) return utimesSync(target, new Date(), new Date())
  const temporary = `${target}.${process.pid}.tmp`
  rmSync(temporary, { recursive: true, force: true })
  for (const file of listFiles(folder)) {
    mkdirSync(dirname(join(temporary, file)), { recursive: true })
    copyFileSync(join(folder, file), join(temporary, file))
  }
  // A junction needs no rights on Windows.
  const packages = packagesOf(folder)
  if (packages !== null) symlinkSync(packages, join(temporary, 'node_modules'), 'junction')
  try {
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
}
