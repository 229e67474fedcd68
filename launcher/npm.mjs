import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { LaunchProblem } from './launch-problem.mjs'

/**
 * npm as a JavaScript file, to be run by Node directly: npm.cmd would need a shell on Windows, and a shell breaks paths
 * with spaces.
 */
export function findNpm(environment = process.env, nodePath = process.execPath) {
  const found = npmCandidates(environment, nodePath).find((path) => existsSync(path))
  if (found === undefined) throw new LaunchProblem('npm was not found.', 'Install Node.js 20 or newer with npm, then run this again with "npm start".')
  return realpathSync(found)
}

function npmCandidates(environment, nodePath) {
  const caller = environment.npm_execpath ?? ''
  const fromCaller = ['npm-cli.js', 'npx-cli.js'].includes(basename(caller)) ? [join(dirname(caller), 'npm-cli.js')] : []
  const folders = [dirname(nodePath), ...(environment.PATH ?? environment.Path ?? '').split(delimiter).filter(Boolean)]
  return [...fromCaller, ...folders.flatMap(npmBeside)]
}

function npmBeside(folder) {
  const packagePath = join('node_modules', 'npm', 'bin', 'npm-cli.js')
  return [join(folder, packagePath), join(folder, '..', 'lib', packagePath), join(folder, '..', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js')]
}

/**
 * Runs npm with the Node given and resolves to its exit status and what it wrote. Lines are passed on only on failure:
 * a first start shows progress in our words, not four hundred of npm's.
 */
export function runNpm(nodePath, argumentList, folder) {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  return runQuietly(nodePath, [findNpm(), ...argumentList, ...quiet], folder)
}

/** Runs a program with the given Node first on the search path; resolves to `{ status, output }`. */
export function runQuietly(nodePath, argumentList, folder, extraEnvironment = {}) {
  return new Promise((resolve, reject) => {
    const environment = { ...withNodeFirst(process.env, nodePath), NO_COLOR: '1', ...extraEnvironment }
    const child = spawn(nodePath, argumentList, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    const stopChild = () => child.kill()
    process.once('exit', stopChild)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { output += chunk })
    child.on('error', reject)
    child.on('close', (status) => {
      process.off('exit', stopChild)
      resolve({ status: status ?? 1, output: output.trim() })
    })
  })
}

/** Install scripts call `node` by name; they must meet the same one. */
function withNodeFirst(environment, nodePath) {
  const name = Object.keys(environment).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...environment, [name]: `${dirname(nodePath)}${delimiter}${environment[name] ?? ''}` }
}

/** What to do when npm failed, told from what it wrote. */
export function explainNpmFailure(what, output) {
  const unreachable = /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|network|ERR_SOCKET/i.test(output)
  const reason = output.split('\n').filter((line) => line.trim() !== '').slice(0, 6).map((line) => `\n        ${line}`).join('')
  const fix = unreachable
    ? 'The npm registry cannot be reached. Check the network or proxy ("npm ping"; "npm config set registry <your mirror>"), then run this again; or copy the folders .runtime and node_modules from a computer of the same kind.'
    : 'See npm\'s words above. Deleting the folders node_modules and .runtime and running this again is always safe.'
  return new LaunchProblem(`${what} failed:${reason}`, fix)
}
