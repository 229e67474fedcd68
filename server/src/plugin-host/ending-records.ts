import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

/**
 * Why a server process ended, or is about to. `stall`: code did not return. `memory`: the heap was full. `suspicion`: the
 * memory was filling up while this plugin ran; it counts only when the process has died since.
 */
export type EndingKind = 'stall' | 'memory' | 'suspicion'
export type EndingRecord = {
  kind: EndingKind
  /** Null: nobody can be told to have caused it. */
  plugin: string | null
  label: string | null
  where: string | null
  milliseconds: number
  pid: number
  host: string
  /** ISO 8601. */
  at: string
}

export type FoundEnding = { record: EndingRecord; forget: () => void }

const folderName = 'plugin-endings'
/** Of another computer nobody can ask whether a process lives; a living one renews its suspicion. */
const silentMilliseconds = 30_000

/** Writes the record so that it is there after whatever happens next. Whole or not at all. */
export function writeEnding(dataFolder: string, ending: Omit<EndingRecord, 'pid' | 'host' | 'at'>, isFinal: boolean): void {
  const folder = join(dataFolder, folderName)
  mkdirSync(folder, { recursive: true })
  const record: EndingRecord = { ...ending, pid: process.pid, host: hostname(), at: new Date().toISOString() }
  const target = join(folder, fileOf(ending.kind))
  const descriptor = openSync(`${target}.tmp`, 'w', 0o600)
  try {
    writeSync(descriptor, JSON.stringify(record))
    // A suspicion outlives the process anyway, and must not wait for a busy disk.
    if (isFinal) fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(`${target}.tmp`, target)
}

export function dropSuspicion(dataFolder: string): void {
  rmSync(join(dataFolder, folderName, fileOf('suspicion')), { force: true })
}

/** Endings nobody has drawn a conclusion from yet. */
export function findEndings(dataFolder: string): FoundEnding[] {
  const folder = join(dataFolder, folderName)
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((file) => file.endsWith('.json')).flatMap((file) => {
    const path = join(folder, file)
    const record = parse(readFileSync(path, 'utf8'))
    if (record && record.kind === 'suspicion' && mayLive(record)) return []
    return record ? [{ record, forget: () => rmSync(path, { force: true }) }] : []
  })
}

function fileOf(kind: EndingKind): string {
  return `${hostname()}-${process.pid}-${kind}.json`
}

/** In a container every server has the same number: a record of this very number is of the one before. */
function mayLive({ pid, host, at }: EndingRecord): boolean {
  if (host !== hostname()) return Date.parse(at) > Date.now() - silentMilliseconds
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' // lives, and belongs to somebody else
  }
}

function parse(text: string): EndingRecord | null {
  try {
    const { kind, plugin, label, where, milliseconds, pid, host, at } = JSON.parse(text) as Partial<EndingRecord> // taken apart member by member
    if (kind !== 'stall' && kind !== 'memory' && kind !== 'suspicion') return null
    return { kind, plugin: plugin ?? null, label: label ?? null, where: where ?? null, milliseconds: Number(milliseconds), pid: Number(pid), host: String(host), at: String(at) }
  } catch {
    return null // not written by a watchdog
  }
}
