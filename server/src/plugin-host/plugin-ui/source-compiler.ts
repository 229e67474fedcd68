import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { failedSource, problemAt, type CompiledSource, type SourceToCompile } from './compiled-source.ts'

export type CompileSource = (source: SourceToCompile) => Promise<CompiledSource>
export type SourceCompiler = { compile: CompileSource; close: () => Promise<void> }

/** Rises when the same source would become other code. */
const cacheVersion = 1
const cacheLifetime = 30 * 24 * 60 * 60 * 1000
const idleMilliseconds = 60_000
/** Of one file; ordinary ones take two. */
const fileLimit = 20_000

/**
 * Compiles sources in a worker thread, one by one, and keeps what came of them by their content: a restart compiles
 * nothing. The thread starts when it is needed and ends after a minute without work. What of a plugin comes after it has
 * gone is not kept: its uninstallation may have looked already whether anything is left.
 */
export function createSourceCompiler(cacheFolder: string, isThere: (plugin: string) => boolean = () => true): SourceCompiler {
  removeOld(cacheFolder)
  const thread = createThread()
  return {
    async compile(source) {
      const path = join(cacheFolder, source.plugin, `${keyOf(source)}.json`)
      const known = readCached(path)
      if (known) return known
      const compiled = await thread.run(source)
      if (isThere(source.plugin) && !thread.isClosed()) writeCached(path, compiled)
      return compiled
    },
    close: thread.close,
  }
}

const { version: compilerVersion } = createRequire(import.meta.url)('@vue/compiler-sfc/package.json') as { version: string } // every package has one

function keyOf({ plugin, file, text }: SourceToCompile): string {
  return createHash('sha256').update(`${cacheVersion}\0${compilerVersion}\0${plugin}\0${file}\0${text}`).digest('hex').slice(0, 32)
}

function readCached(path: string): CompiledSource | null {
  if (!existsSync(path)) return null
  try {
    utimesSync(path, new Date(), new Date())
    return JSON.parse(readFileSync(path, 'utf8')) as CompiledSource // written below, under a name that is its content's
  } catch {
    // Half a file, or one that another process is removing: it is compiled again.
    return null
  }
}

function writeCached(path: string, compiled: CompiledSource): void {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, JSON.stringify(compiled))
  renameSync(temporary, path)
}

function removeOld(folder: string): void {
  if (!existsSync(folder)) return
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name)
    const modified = file.isFile() ? statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now() : Date.now()
    if (modified < Date.now() - cacheLifetime) rmSync(path, { force: true })
  }
}

type Waiting = { source: SourceToCompile; settle: (compiled: CompiledSource) => void; timer: NodeJS.Timeout }

function createThread() {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  let next = 1
  let isClosed = false
  const closedSource = ({ file }: SourceToCompile): CompiledSource => failedSource([problemAt(file, null, 'The compiler was closed.', 'Start the server again.')])

  function start(): Worker {
    const started = new Worker(new URL('./compile-worker.ts', import.meta.url))
    started.unref()
    started.on('message', ({ job, compiled }: { job: number; compiled: CompiledSource }) => finish(job, compiled))
    started.on('error', (error) => endWith(started, error.message))
    return started
  }

  function finish(job: number, compiled: CompiledSource): void {
    const found = waiting.get(job)
    if (!found) return
    waiting.delete(job)
    clearTimeout(found.timer)
    found.settle(compiled)
    clearTimeout(idle)
    if (waiting.size === 0) idle = setTimeout(() => void rest(), idleMilliseconds).unref()
  }

  /** A file that ends or holds up the compiler takes no other with it but those that wait at this moment. */
  function endWith(ended: Worker, reason: string): void {
    if (worker === ended) worker = null
    void ended.terminate()
    for (const [job, { source }] of waiting) finish(job, failedSource([problemAt(source.file, null, `The compiler ended: ${reason}`, 'Save the file again; if it stays, make it smaller.')]))
  }

  async function rest(): Promise<void> {
    clearTimeout(idle)
    const ended = worker
    worker = null
    await ended?.terminate()
  }

  /** What waits is answered, or it would keep the process alive until its limit. */
  async function close(): Promise<void> {
    isClosed = true
    const resting = rest()
    for (const [job, { source }] of waiting) finish(job, closedSource(source))
    await resting
  }

  return {
    close,
    isClosed: () => isClosed,
    run(source: SourceToCompile): Promise<CompiledSource> {
      if (isClosed) return Promise.resolve(closedSource(source))
      worker ??= start()
      const current = worker
      const job = next++
      return new Promise((settle) => {
        const timer = setTimeout(() => endWith(current, `it took longer than ${fileLimit / 1000} seconds`), fileLimit)
        waiting.set(job, { source, settle, timer })
        current.postMessage({ job, source })
      })
    },
  }
}
