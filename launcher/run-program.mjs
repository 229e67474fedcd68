import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { tell } from './launch-problem.mjs'
import { projectFolder } from './paths.mjs'

/** The status with which a server asks to be started again (`restartExitCode` of the contract). */
export const restartExitCode = 75
const crashSignals = new Set(['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP'])
/** Of an abort where there are no signals. */
const abortStatus = 134
const forwardedSignals = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGBREAK']
const settledMilliseconds = 10_000
/** A plugin may crash the server while it starts, and is left out the next time. Who still crashes then would crash for ever. */
const crashesAtStartAllowed = 3
const restartsAllowed = 10
const parentLookMilliseconds = 500
/** Read at once: a shell that died while packages were installed must be missed too. */
const startedBy = process.ppid
const restartWindowMilliseconds = 5 * 60_000

/** Runs the program to its end and resolves to how it ended: `{ status, signal, wasToldToStop }`. */
export function runProgram(nodePath, argumentList, environment, withChannel = false) {
  return new Promise((resolve, reject) => {
    // The channel tells a server that its launcher was killed, so that no orphan keeps the port.
    const stdio = withChannel ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit'
    const child = spawn(nodePath, argumentList, { cwd: projectFolder, env: environment, stdio, windowsHide: true })
    let wasToldToStop = false
    const stopForwarding = forwardSignals(child, () => { wasToldToStop = true })
    const stopFollowing = followNpm(child)
    child.on('error', reject)
    child.on('exit', (status, signal) => {
      stopForwarding()
      stopFollowing()
      resolve({ status, signal, wasToldToStop })
    })
  })
}

/** As runProgram, and starts the server again when it asks for it or has crashed, at its start only a few times in a row; never when it was told to stop. */
export async function superviseServer(nodePath, argumentList, environment) {
  const restarts = []
  let crashesAtStart = 0
  for (let reason = ''; ;) {
    const startedAt = Date.now()
    const ending = await runProgram(nodePath, argumentList, { ...environment, SHOPDB_RESTART_REASON: reason }, true)
    if (ending.wasToldToStop) return ending
    const isSettled = Date.now() - startedAt > settledMilliseconds
    // What fails at its start says why and is not tried again: settings do not correct themselves.
    const hasCrashed = crashSignals.has(ending.signal) || ending.status === abortStatus || (isSettled && ending.status !== 0 && ending.status !== null)
    crashesAtStart = hasCrashed && !isSettled ? crashesAtStart + 1 : 0
    if (ending.status !== restartExitCode && (!hasCrashed || crashesAtStart > crashesAtStartAllowed)) return ending
    reason = ending.signal ?? `exit ${ending.status}`
    while (restarts.length > 0 && restarts[0] < Date.now() - restartWindowMilliseconds) restarts.shift()
    if (restarts.push(Date.now()) > restartsAllowed) {
      tell(`The server ended ${restarts.length} times within five minutes (${reason}); not starting it again.`)
      return { status: 1, signal: null }
    }
    tell(`The server ended (${reason}); starting it again ...`)
    await sleep(Math.min(250 * 2 ** (restarts.length - 1), 5_000))
  }
}

function forwardSignals(child, onSignal) {
  const stops = forwardedSignals.map((signal) => {
    // A terminal sends Ctrl-C to the whole group, and Windows knows no other way: sent again, it would read as "at once".
    const isDelivered = (signal === 'SIGINT' && process.stdin.isTTY) || process.platform === 'win32'
    const forward = () => {
      onSignal()
      if (!isDelivered) child.kill(signal)
    }
    process.on(signal, forward)
    return () => process.off(signal, forward)
  })
  return () => stops.forEach((stop) => stop())
}

/**
 * npm runs scripts in a shell and passes a signal to the shell only, which dies of it and leaves us behind: `kill` on
 * `npm start` would leave a server that holds its port.
 */
function followNpm(child) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return () => {}
  const timer = setInterval(() => void (process.ppid === startedBy || child.kill('SIGTERM')), parentLookMilliseconds)
  return () => clearInterval(timer)
}

/** Ends this process as the program ended, so that scripts and service managers see the same. */
export function endAs({ status, signal }) {
  if (signal === null) process.exit(status ?? 1)
  if (process.platform === 'win32') process.exit(1)
  process.kill(process.pid, signal)
  setTimeout(() => process.exit(1), 1_000)
}
