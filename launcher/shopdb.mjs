#!/usr/bin/env node
// Behind `npm start`, `npm test` and `npx shopdb`. Plain JavaScript for Node 20 without packages: it makes the clone
// ready (Node 24, packages, web application) and hands over. Nothing is done twice.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bringNode, findNode } from './bring-node.mjs'
import { buildWeb, webIsBuilt } from './build-web.mjs'
import { installPackages, packagesAreInstalled } from './install-packages.mjs'
import { LaunchProblem, tellProblem } from './launch-problem.mjs'
import { cacheFolder, commandLineEntry, projectFolder } from './paths.mjs'
import { asksForVersion, printVersion } from './print-version.mjs'
import { endAs, runProgram, superviseServer } from './run-program.mjs'
import { withTurn } from './turn.mjs'

const entries = {
  'self-test': join(projectFolder, 'launcher', 'self-test.ts'),
  bench: join(projectFolder, 'bench', 'main.ts'),
}
// A server's garbage is short-lived: a small nursery and few malloc arenas cost no speed that can be measured and save
// some 60 MB of memory. Whoever sets the variables keeps them.
const serverOptions = ['--max-semi-space-size=4']
const serverEnvironment = { MALLOC_ARENA_MAX: '2' }
const needingWeb = new Set(['serve', 'self-test', 'bench'])

async function launch(argumentList) {
  if (asksForVersion(argumentList)) return printVersion(argumentList)
  const [command = ''] = argumentList
  const asksForHelp = argumentList.includes('--help') || argumentList.includes('-h')
  const nodePath = await makeReady(needingWeb.has(command) && !asksForHelp)
  // Everything runs in the clone, where .env and data/ are; paths in arguments are relative to where they were typed.
  const environment = { NODE_COMPILE_CACHE: join(cacheFolder, 'compile'), ...process.env, SHOPDB_WORKING_DIR: process.cwd() }
  if (command === 'serve' && !asksForHelp) return endAs(await superviseServer(nodePath, [...serverOptions, commandLineEntry, ...argumentList], { ...serverEnvironment, ...environment }))
  const entry = entries[command]
  if (entry === undefined) return endAs(await runProgram(nodePath, [commandLineEntry, ...argumentList], environment))
  if (!existsSync(entry)) throw new LaunchProblem(`"${command}" is not part of this copy.`, 'Use a full clone of the repository.')
  endAs(await runProgram(nodePath, [entry, ...argumentList.slice(1)], environment))
}

/** Resolves to the Node to run with. The quick look comes first; only who has work to do waits for a turn. */
async function makeReady(needsWeb) {
  const node = findNode()
  if (node !== null && packagesAreInstalled() && (!needsWeb || webIsBuilt())) return node
  return withTurn(async () => {
    const nodePath = findNode() ?? await bringNode()
    if (!packagesAreInstalled()) await installPackages(nodePath)
    if (needsWeb && !webIsBuilt()) await buildWeb(nodePath)
    return nodePath
  })
}

try {
  await launch(process.argv.slice(2))
} catch (problem) {
  tellProblem(problem)
  process.exit(1)
}
