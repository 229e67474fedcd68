import { existsSync, realpathSync } from 'node:fs'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getCallSites } from 'node:util'

/** A place in a plugin's code: `file` is relative to the plugin's folder. */
export type CodePlace = { plugin: string; file: string; line: number }
type Folder = { plugin: string; folder: string }

/** Files that stand on the stack because somebody asks. */
const asking = new Set(['code-owner', 'guard-process', 'plugin-scope', 'watchdog'].map((file) => new URL(`./${file}.ts`, import.meta.url).href))

/** Tells from a stack whose code is running. Copies of plugins run below the code folder, their packages from their own. */
export function createCodeOwner(codeFolder: string, pluginFolders: () => readonly Folder[]) {
  // Modules are known by their real address; the folder is made when the first plugin is copied.
  let realFolder: string | undefined
  const codeRoot = (): string => (realFolder ??= existsSync(codeFolder) ? realpathSync(codeFolder) : undefined) ?? codeFolder

  function placeOf(script: string, line: number): CodePlace | null {
    const path = pathOf(script)
    if (path === null) return null
    if (path.startsWith(codeRoot() + sep)) {
      const [plugin = '', , ...file] = path.slice(codeRoot().length + 1).split(sep)
      return { plugin, file: file.join('/'), line }
    }
    const owner = pluginFolders().find(({ folder }) => path.startsWith(folder + sep))
    return owner ? { plugin: owner.plugin, file: path.slice(owner.folder.length + 1).replaceAll(sep, '/'), line } : null
  }

  return {
    /** Innermost place of a plugin on the stack of this call, and whether code of the platform stands on it. */
    running(): { place: CodePlace | null; isCore: boolean } {
      const sites = getCallSites(200).filter(({ scriptName }) => !asking.has(scriptName))
      const place = sites.map(({ scriptName, lineNumber }) => placeOf(scriptName, lineNumber)).find((found) => found !== null) ?? null
      return { place, isCore: sites.some(({ scriptName }) => scriptName.startsWith('file:')) }
    },
    /** Innermost place of a plugin in the stack of an error. */
    ofError(error: unknown): CodePlace | null {
      const stack = error instanceof Error ? String(error.stack) : ''
      return [...stack.matchAll(/(file:\/\/[^\s()]+?|(?:\/|[A-Za-z]:\\)[^\n()]+?):(\d+):\d+/g)].map(([, script = '', line]) => placeOf(script, Number(line))).find((found) => found !== null) ?? null
    },
  }
}

export type CodeOwner = ReturnType<typeof createCodeOwner>

function pathOf(script: string): string | null {
  if (!script.startsWith('file:')) return script.startsWith('node:') ? null : script
  return URL.canParse(script) ? fileURLToPath(script) : null
}
