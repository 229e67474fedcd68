import { readdirSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'

const ignoredFolders = new Set(['node_modules', '.git', '.shopdb', 'coverage'])
const ignored = /(?:^|[\\/])(?:node_modules|\.git|\.shopdb|coverage)(?:[\\/]|$)/
/** Editors write a file in several steps; what comes within this time is one save. */
const quietMilliseconds = 15

/** Files that came, changed or went, and when the newest of them was saved (milliseconds since 1970). */
export type Saved = { files: string[]; at: number }

/** Calls `saved` after each save, one at a time; it answers the files it has written itself. Answers how to stop. */
export function watchFolder(folder: string, saved: (save: Saved) => Promise<readonly string[]>): () => Promise<void> {
  let known = readTimes(folder)
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  // Events name temporary files of editors, or nothing at all; what is there now is compared with what was.
  const compare = async (): Promise<void> => {
    const now = readTimes(folder)
    const files = [...new Set([...now.keys(), ...known.keys()])].filter((file) => now.get(file) !== known.get(file)).toSorted()
    known = now
    if (files.length === 0) return
    const newest = Math.max(...files.map((file) => now.get(file) ?? 0))
    const written = await saved({ files, at: newest > 0 ? newest : Date.now() - quietMilliseconds })
    const after = readTimes(folder)
    for (const file of written) known.set(file, after.get(file) ?? 0)
  }
  const watcher = watch(folder, { recursive: true }, (_event, name) => {
    if (name !== null && ignored.test(name)) return
    clearTimeout(timer)
    timer = setTimeout(() => { running = running.then(compare) }, quietMilliseconds)
  })
  return async () => {
    clearTimeout(timer)
    watcher.close()
    await running
  }
}

/** When each file was changed last. */
function readTimes(folder: string, below = ''): Map<string, number> {
  const times = new Map<string, number>()
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) {
      if (!ignoredFolders.has(entry.name)) for (const [file, time] of readTimes(folder, path)) times.set(file, time)
    } else {
      const found = statSync(join(folder, path), { throwIfNoEntry: false })
      if (found?.isFile()) times.set(path, found.mtimeMs)
    }
  }
  return times
}
