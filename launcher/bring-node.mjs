import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { LaunchProblem, tell } from './launch-problem.mjs'
import { explainNpmFailure, runNpm } from './npm.mjs'
import { runtimeFolder } from './paths.mjs'

const neededMajor = 24
const broughtVersion = '24.21.0'
const programName = process.platform === 'win32' ? 'node.exe' : 'node'

/** Path of a Node that is new enough and known to run, or null when one has to be brought first. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= neededMajor) return process.execPath
  const stamp = readStamp()
  if (stamp === null || stamp.version !== broughtVersion) return null
  const path = join(runtimeFolder, stamp.program)
  return existsSync(path) ? path : null
}

/** Brings Node from the npm registry into .runtime/. Nothing outside the clone changes. */
export async function bringNode() {
  const present = programCandidates().find(runs)
  if (present !== undefined) return remember(present)
  tell(`Bringing Node ${broughtVersion} (first start, about 10 s; the one here is ${process.versions.node}) ...`)
  mkdirSync(runtimeFolder, { recursive: true })
  const first = await install(`node@${broughtVersion}`)
  // Where install scripts are switched off, the package "node" comes without its program; the package of the platform holds it.
  const second = programCandidates().some(runs) ? first : await install(`${platformPackage()}@${broughtVersion}`)
  const program = programCandidates().find(runs)
  if (program !== undefined) return remember(program)
  if (second.status !== 0) throw explainNpmFailure(`Bringing Node ${broughtVersion}`, second.output)
  throw new LaunchProblem(`Node ${broughtVersion} from the registry does not run on this computer (${process.platform} ${process.arch}).`,
    `Install Node ${neededMajor} yourself and run this again.`)
}

function install(specifier) {
  return runNpm(process.execPath, ['install', specifier, '--prefix', runtimeFolder, '--no-save', '--global=false', '--workspaces=false'], runtimeFolder)
}

function platformPackage() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  return `${prefix}-${system}-${process.arch}`
}

function programCandidates() {
  const packages = [['node'], ['node', 'node_modules', platformPackage()], [platformPackage()]]
  return packages.map((path) => join(runtimeFolder, 'node_modules', ...path, 'bin', programName))
}

/** An interrupted download leaves half a program: only one that answers counts. */
function runs(program) {
  if (!existsSync(program)) return false
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', windowsHide: true })
  return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1]) >= neededMajor
}

function remember(program) {
  writeFileSync(stampPath(), JSON.stringify({ version: broughtVersion, program: relative(runtimeFolder, program) }))
  return program
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(stampPath(), 'utf8'))
  } catch {
    return null // absent or half written: the program is looked for and tried again
  }
}

function stampPath() {
  return join(runtimeFolder, 'shopdb.json')
}
