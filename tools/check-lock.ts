import { posix } from 'node:path'
import type { Finding } from './finding.ts'
import type { Rule, SourceFile } from './repository.ts'

/** `npm ci` on a fresh clone refuses a lock file with gaps, and npm writes one when a registry lacks a package of another system. */
export const lockRule: Rule = {
  name: 'lock',
  applies: (path) => path === 'package-lock.json',
  check: (files) => files.flatMap(checkLock),
}

type Packages = Readonly<Record<string, { dependencies?: object; optionalDependencies?: object }>>

function checkLock(file: SourceFile): Finding[] {
  const packages = packagesOf(file.text)
  return Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !isLocked(packages, path, name)).map((name) => ({
      file: file.path,
      line: Math.max(1, file.text.split('\n').findIndex((line) => line.includes(`"${path}": {`)) + 1),
      rule: 'lock',
      message: `${path === '' ? 'The root' : path} needs ${name}, which is not locked: "npm ci", and so the first start of every clone, fails. Pin a version whose packages exist for all systems.`,
    })))
}

function packagesOf(text: string): Packages {
  const lock: unknown = JSON.parse(text)
  return typeof lock === 'object' && lock !== null && 'packages' in lock ? lock.packages as Packages : {} // the format of lock files, version 3
}

/** Looks from the package's own folder outwards, as Node does. */
function isLocked(packages: Packages, from: string, name: string): boolean {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    const base = folder === '.' || folder === '' ? '' : `${folder}/`
    if (`${base}node_modules/${name}` in packages) return true
    if (base === '') return false
  }
}
