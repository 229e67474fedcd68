import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tell } from './launch-problem.mjs'
import { cacheFolder } from './paths.mjs'

const beatMilliseconds = 5_000
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** Three missed beats and some air: a busy computer must not lose its turn. */
const silentMilliseconds = 60_000

/**
 * Lets one launcher at a time install and build in this clone; others wait. The turn is a folder (making one is atomic
 * everywhere). A holder that died, or fell silent, is replaced.
 */
export async function withTurn(work, folder = join(cacheFolder, 'launcher-turn')) {
  const ownerPath = await takeTurn(folder)
  const leave = () => rmSync(folder, { recursive: true, force: true })
  const beat = setInterval(() => utimesSync(ownerPath, new Date(), new Date()), beatMilliseconds)
  // A signal alone would end the process without its exit handlers: npm would go on and the turn stay taken.
  const end = () => process.exit(130)
  process.once('exit', leave)
  for (const signal of endingSignals) process.once(signal, end)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    process.off('exit', leave)
    for (const signal of endingSignals) process.off(signal, end)
    leave()
  }
}

async function takeTurn(folder) {
  const owner = { pid: process.pid, host: hostname(), token: randomUUID() }
  const ownerPath = join(folder, 'owner.json')
  mkdirSync(join(folder, '..'), { recursive: true })
  for (let hasTold = false; ;) {
    if (makeFolder(folder) || replaceGone(folder, ownerPath)) {
      writeFileSync(ownerPath, JSON.stringify(owner))
      return ownerPath
    }
    if (!hasTold) tell('Waiting for another shopdb that is installing here ...')
    hasTold = true
    await sleep(200)
  }
}

function makeFolder(folder) {
  return succeeds(() => mkdirSync(folder), 'EEXIST')
}

/**
 * True when the holder is gone and its place is ours. The mark carries the dead holder's token and can be made once, so
 * of two that wait only one takes over; the second look makes sure the place did not change hands in between.
 */
function replaceGone(folder, ownerPath) {
  const owner = readOwner(ownerPath, folder)
  if (owner === null || !isGone(owner)) return false
  const mark = join(folder, `after-${owner.token}`)
  const isFirst = succeeds(() => writeFileSync(mark, '', { flag: 'wx' }), 'EEXIST', 'ENOENT')
  if (isFirst) return readOwner(ownerPath, folder)?.token === owner.token
  if (isSilentSince(modifiedAt(mark))) rmSync(mark, { force: true }) // the successor died as well
  return false
}

function readOwner(ownerPath, folder) {
  try {
    return { ...JSON.parse(readFileSync(ownerPath, 'utf8')), beatAt: modifiedAt(ownerPath) }
  } catch {
    // Killed between making the folder and writing its name, or just about to write it: age tells which.
    return { pid: 0, host: '', token: 'nameless', beatAt: modifiedAt(folder) }
  }
}

function isGone(owner) {
  return isSilentSince(owner.beatAt) || (owner.host === hostname() && !isAlive(owner.pid))
}

/** A holder beats every few seconds. No time at all means that the file went away: look again. */
function isSilentSince(time) {
  return time !== null && Date.now() - time > silentMilliseconds
}

function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code !== 'ESRCH' // EPERM: it lives and belongs to somebody else
  }
}

function succeeds(action, ...expectedCodes) {
  try {
    action()
    return true
  } catch (error) {
    if (expectedCodes.includes(error.code)) return false
    throw error
  }
}
