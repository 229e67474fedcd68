import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from './finding.ts'

/** One text file of the tree; `path` is relative to the root, with forward slashes on every system. */
export type SourceFile = { path: string; text: string }

export type Repository = { root: string; files: readonly SourceFile[] }

/** A rule looks at the files it applies to and returns what it finds; the whole tree is at hand for comparisons. */
export type Rule = {
  name: string
  applies: (path: string) => boolean
  check: (files: readonly SourceFile[], repository: Repository) => Finding[] | Promise<Finding[]>
}


/** What .gitignore leaves out; read here as names, because a tree without git (an unpacked archive) is checked too. */
const ignoredNames = new Set(['.git', '.cache', '.runtime', '.shopdb', '.env', 'coverage', 'data', 'dist', 'node_modules', 'results'])

const textFile = /\.(ts|mts|mjs|cjs|js|vue|css|html|json|ndjson|md|yaml|yml|toml|txt|csv|svg|sh|service|conf|sql|py)$|(^|\/)[^./]+$|(^|\/)\.[^/]+$/

export function readRepository(root: string): Repository {
  return { root, files: [...listFiles(root, '')].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })) }
}

function* listFiles(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (ignoredNames.has(entry.name)) continue
    if (entry.isDirectory()) yield* listFiles(root, path)
    else if (entry.isFile() && textFile.test(entry.name)) yield path
  }
}
