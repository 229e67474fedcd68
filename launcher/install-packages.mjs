import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tell } from './launch-problem.mjs'
import { explainNpmFailure, runNpm } from './npm.mjs'
import { packagesFolder, projectFolder } from './paths.mjs'

const lockPath = join(projectFolder, 'package-lock.json')
const stampPath = join(packagesFolder, '.shopdb-installed')

/** True when what is installed is what the lock file asks for. */
export function packagesAreInstalled() {
  return readIfPresent(stampPath) === lockFingerprint()
}

/** Installs from the lock file, unless somebody did so by hand already. */
export async function installPackages(nodePath) {
  if (!installedTreeMatches()) {
    tell('Installing packages (first start, about 30 s) ...')
    const result = await runNpm(nodePath, ['ci', '--include=dev'], projectFolder)
    if (result.status !== 0) throw explainNpmFailure('Installing packages', result.output)
  }
  writeFileSync(stampPath, lockFingerprint())
}

function lockFingerprint() {
  return createHash('sha256').update(readFileSync(lockPath)).update(`${process.platform} ${process.arch}`).digest('hex')
}

/** npm keeps its own record of what it put into node_modules; a developer's `npm install` needs no second one. */
function installedTreeMatches() {
  const record = readIfPresent(join(packagesFolder, '.package-lock.json'))
  if (record === null) return false
  const installed = JSON.parse(record).packages
  const wanted = Object.entries(JSON.parse(readFileSync(lockPath, 'utf8')).packages).filter(([path]) => path.includes('node_modules/'))
  return wanted.every(([path, entry]) => isInPlace(entry, installed[path]) && (installed[path] === undefined || existsSync(join(projectFolder, path))))
}

function isInPlace(wanted, installed) {
  if (installed === undefined) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true
  return installed.version === wanted.version && installed.integrity === wanted.integrity
}

function readIfPresent(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}
