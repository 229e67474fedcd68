import { accessSync, constants, mkdirSync, statfsSync, statSync } from 'node:fs'
import type { Config } from '@shopdb/server/config'
import { failed, ok, warning, type Finding } from './finding.ts'

const neededMajor = 24
const scarceBytes = 1024 ** 3

export function examineNode(): Finding {
  const isNew = Number(process.versions.node.split('.')[0]) >= neededMajor
  return isNew ? ok('Node', process.versions.node) : failed('Node', `${process.versions.node} is too old.`, 'Run shopdb by "npx shopdb", which brings a newer one.')
}

/** The data folder can be written, has space left, and is closed to other users. */
export function examineFolders({ dataDir }: Pick<Config, 'dataDir'>): Finding[] {
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.R_OK | constants.W_OK)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [failed('data folder', `${dataDir} cannot be written: ${reason}`, 'Give this user the folder, or set SHOPDB_DATA_DIR to another.')]
  }
  return [examineSpace(dataDir), ...examineMode(dataDir)]
}

function examineSpace(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(dataDir)
  const free = bavail * bsize
  const detail = `${dataDir}, ${(free / scarceBytes).toFixed(1)} GiB free`
  return free < scarceBytes ? warning('data folder', detail, 'Free some space before the database has none to grow into.') : ok('data folder', detail)
}

function examineMode(dataDir: string): Finding[] {
  const isOpen = process.platform !== 'win32' && (statSync(dataDir).mode & 0o002) !== 0
  return isOpen ? [failed('data folder', `Every user of this computer can write into ${dataDir}.`, `chmod o-rwx "${dataDir}"`)] : []
}
