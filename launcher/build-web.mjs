import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LaunchProblem, tell } from './launch-problem.mjs'
import { runQuietly } from './npm.mjs'
import { packagesFolder, projectFolder } from './paths.mjs'

const webFolder = join(projectFolder, 'web')
const stampPath = join(webFolder, 'dist', '.shopdb-built')
const sources = ['web', join('contract', 'src'), 'package-lock.json']
const ignored = new Set(['dist', 'node_modules'])

/** True when web/dist was built from exactly the sources that lie here. A clone without a web app has nothing to build. */
export function webIsBuilt() {
  if (!existsSync(join(webFolder, 'index.html'))) return true
  return existsSync(stampPath) && readFileSync(stampPath, 'utf8') === fingerprint()
}

export async function buildWeb(nodePath) {
  tell('Building the web application (about 10 s) ...')
  const built = fingerprint()
  const vite = join(packagesFolder, 'vite', 'bin', 'vite.js')
  const result = await runQuietly(nodePath, [vite, 'build', webFolder, '--logLevel', 'warn'], projectFolder, { NODE_ENV: 'production' })
  if (result.status !== 0) {
    throw new LaunchProblem(`Building the web application failed:\n${result.output}`, 'Correct the source file named above, or go back to a released version.')
  }
  writeFileSync(stampPath, built)
}

/** Contents, not times: a checkout or an unpacked archive touches every file and changes none. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const source of sources) addToHash(hash, join(projectFolder, source), source)
  return hash.digest('hex')
}

function addToHash(hash, path, name) {
  if (!existsSync(path)) return
  const entries = name === 'package-lock.json' ? null : readdirSync(path, { withFileTypes: true })
  if (entries === null) return void hash.update(name).update(readFileSync(path))
  for (const entry of entries.sort(byName)) {
    if (ignored.has(entry.name) || entry.name.endsWith('.test.ts')) continue
    const child = join(path, entry.name)
    if (entry.isDirectory()) addToHash(hash, child, `${name}/${entry.name}`)
    else hash.update(`${name}/${entry.name}\0`).update(readFileSync(child))
  }
}

function byName(a, b) {
  return a.name < b.name ? -1 : 1
}
