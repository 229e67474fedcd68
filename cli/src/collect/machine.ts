import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, realpathSync, statfsSync } from 'node:fs'
import { hostname, networkInterfaces, totalmem, userInfo } from 'node:os'
import { parseableEnvironment } from '../environment.ts'

export type Address = { address: string; family: string; mac: string; internal: boolean }
export type Space = { sizeBytes: number; freeBytes: number }

/**
 * A computer as the collectors see it. The real one and a recorded one look the same, so every collector runs on
 * recordings of systems that are not at hand. What is absent or may not be read is null or empty, never an error.
 */
export type Machine = {
  platform: string
  hostname: string
  memoryBytes: number
  /** Who runs the collection. */
  userName: string | null
  read: (path: string) => string | null
  readBytes: (path: string) => Uint8Array | null
  list: (folder: string) => string[]
  /** The path behind a link. */
  realPath: (path: string) => string | null
  space: (path: string) => Space | null
  addresses: () => Record<string, Address[]>
  /** Standard output of a program, null when it is not installed or fails. */
  run: (program: string, argumentList: readonly string[]) => Promise<string | null>
}

const commandMilliseconds = 120_000
const outputBytes = 256 * 1024 * 1024

/** The computer this program runs on. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    hostname: hostname(),
    memoryBytes: totalmem(),
    userName: orNull(() => userInfo().username),
    read: (path) => orNull(() => readFileSync(path, 'utf8')),
    readBytes: (path) => orNull(() => readFileSync(path)),
    list: (folder) => orNull(() => readdirSync(folder).sort()) ?? [],
    realPath: (path) => orNull(() => realpathSync(path)),
    space: (path) => orNull(() => spaceOf(path)),
    addresses: () => Object.fromEntries(Object.entries(networkInterfaces()).map(([name, list]) => [name, list ?? []])),
    run: runProgram,
  }
}

/** An inventory is taken without special rights; what may not be read is left out. */
function orNull<T>(look: () => T): T | null {
  try {
    return look()
  } catch {
    return null // absent, or not for this user: the field stays out of the record
  }
}

function spaceOf(path: string): Space {
  const { blocks, bavail, bsize } = statfsSync(path)
  return { sizeBytes: blocks * bsize, freeBytes: bavail * bsize }
}

function runProgram(program: string, argumentList: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const options = { encoding: 'utf8', timeout: commandMilliseconds, maxBuffer: outputBytes, windowsHide: true, env: parseableEnvironment() } as const
    execFile(program, [...argumentList], options, (error, output) => resolve(error === null ? output : null))
  })
}
