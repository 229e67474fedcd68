import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'

const projectFolder = dirname(import.meta.dirname)

/** A registry that answers from nowhere: it notes what npm was asked for and makes the folders npm would make. */
const npmDouble = `
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
const [command, specifier] = process.argv.slice(2)
appendFileSync(process.env.NPM_LOG, command + ' ' + (command === 'ci' ? '' : specifier) + '\\n')
if (process.env.NPM_FAILS) { console.error(process.env.NPM_FAILS); process.exit(1) }
await new Promise((resolve) => setTimeout(resolve, Number(process.env.NPM_TAKES ?? 0)))
if (!existsSync(process.cwd())) process.exit(1) // the clone was removed meanwhile; a recursive mkdir would try there for ever
if (command === 'install' && !(process.env.NO_SCRIPTS && specifier.startsWith('node@'))) {
  const prefix = process.argv[process.argv.indexOf('--prefix') + 1]
  const folder = join(prefix, 'node_modules', specifier.slice(0, specifier.lastIndexOf('@')), 'bin')
  mkdirSync(folder, { recursive: true })
  copyFileSync(process.execPath, join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
}
if (command === 'ci') {
  mkdirSync(join('node_modules', 'vite', 'bin'), { recursive: true })
  writeFileSync(join('node_modules', '.package-lock.json'), readFileSync('package-lock.json'))
  writeFileSync(join('node_modules', 'vite', 'bin', 'vite.js'), "const fs = require('node:fs'); fs.appendFileSync(process.env.NPM_LOG, 'vite build\\\\n'); fs.mkdirSync('web/dist', { recursive: true })")
}
`

export type Ending = { status: number | null; signal: string | null; output: string; errors: string }

/** A fresh clone in a folder with spaces, with a program in place of the command line and npm without a network. */
export type Clone = {
  folder: string
  /** What leads the launcher to the npm of this clone. */
  environment: NodeJS.ProcessEnv
  write: (path: string, content: string) => void
  /** What npm and Vite were asked to do so far. */
  work: () => string[]
  start: (argumentList: readonly string[], environment?: NodeJS.ProcessEnv, nodeOptions?: readonly string[]) => { child: ChildProcess; ended: Promise<Ending> }
  run: (argumentList: readonly string[], environment?: NodeJS.ProcessEnv, nodeOptions?: readonly string[]) => Promise<Ending>
  remove: () => void
}

export function createClone(): Clone {
  const parent = mkdtempSync(join(tmpdir(), 'shopdb launcher '))
  const folder = join(parent, 'my clone')
  const logPath = join(parent, 'npm.log')
  const npmPath = join(parent, 'npm', 'npm-cli.js')
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  for (const path of ['launcher', 'contract/package.json']) cpSync(join(projectFolder, path), join(folder, path), { recursive: true })
  write('package.json', '{"name":"shopdb","type":"module"}')
  write('package-lock.json', '{"packages":{"":{}}}')
  write('cli/src/main.ts', 'console.log(JSON.stringify({ arguments: process.argv.slice(2), typedIn: process.env.SHOPDB_WORKING_DIR, runsIn: process.cwd() }))\nprocess.exitCode = 3\n')
  mkdirSync(dirname(npmPath))
  writeFileSync(join(dirname(npmPath), 'package.json'), '{"type":"module"}')
  writeFileSync(npmPath, npmDouble)

  const npmEnvironment = { npm_execpath: npmPath, NPM_LOG: logPath }

  const start: Clone['start'] = (argumentList, environment = {}, nodeOptions = []) => {
    const child = spawn(process.execPath, [...nodeOptions, join(folder, 'launcher', 'shopdb.mjs'), ...argumentList],
      { cwd: parent, env: { ...process.env, ...npmEnvironment, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
    const ended = Promise.all([text(child.stdout), text(child.stderr), new Promise<[number | null, string | null]>((resolve) => { child.on('close', (status, signal) => resolve([status, signal])) })])
    return { child, ended: ended.then(([output, errors, [status, signal]]) => ({ output, errors, status, signal })) }
  }
  return {
    folder,
    environment: npmEnvironment,
    write,
    work: () => (existsSync(logPath) ? readFileSync(logPath, 'utf8').trim().split('\n').map((line) => line.trim()) : []),
    start,
    run: (...given) => start(...given).ended,
    remove: () => rmSync(parent, { recursive: true, force: true }),
  }
}

/** Makes the Node that runs the launcher claim an older version. */
export const asNode20 = ['--import', "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.11.1'}})"]
