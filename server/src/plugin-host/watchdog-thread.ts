import { Session } from 'node:inspector'
import { writeSync } from 'node:fs'
import { totalmem } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { dropSuspicion, writeEnding, type EndingKind } from './ending-records.ts'
import { cells, type EntryNames } from './watchdog-memory.ts'
import { createStallClock, findCulprit, heapGrowth, type Blamed, type Sighting } from './watchdog-verdict.ts'

/** What the watched thread hands over. `heapLimit` in bytes. */
export type WatchdogStart = { memory: Int32Array; names: EntryNames[]; stallMilliseconds: number; dataFolder: string; heapLimit: number }

const tickMilliseconds = 100
const firstLook = 200
/** Percent of the heap's limit, or of the computer's memory, from which on it is looked at who fills it; and at which the process ends by itself before V8 or the system ends it. */
const watchedPercent = 70
const fullPercent = 92
/** Percent by which it must have grown meanwhile: a slow leak is nobody's in particular. */
const fastGrowth = 10
/** Looks that are kept: those of the last minute. Memory may fill slowly; about a stall only the last five seconds say something. */
const keptSightings = 600
const recentMilliseconds = 5000
/** A call outside JavaScript answers nothing; after this it is taken by its note. */
const silenceMilliseconds = 1500
/** Nobody can be blamed, and nobody is served: the process ends without a quarantine. */
const hopelessMilliseconds = 60_000
/** Global functions of the watched thread, by which it is asked. */
const question = "globalThis[Symbol.for('shopdb.watchdog')]"

const { memory, names, stallMilliseconds, dataFolder, heapLimit } = workerData as WatchdogStart // written by watchdog.ts alone
const entries = new Map(names.map((entry) => [entry.number, entry]))
const available = Math.min(totalmem(), process.constrainedMemory() || Infinity)
const stallOf = createStallClock(tickMilliseconds)
let session: Session | undefined
let sightings: (Sighting & { seenAt: number })[] = []
let asked = 0
let suspectedAt = 0
let residentBefore = process.memoryUsage.rss()
let isEnding = false
let hasTold = false

parentPort?.on('message', (entry: EntryNames) => void entries.set(entry.number, entry))
setInterval(tick, tickMilliseconds)
parentPort?.postMessage('ready')

function tick(): void {
  const stalled = stallOf(Atomics.load(memory, cells.beat), performance.now())
  if (isEnding) return
  if (Atomics.load(memory, cells.off) === 1) return calm()
  const resident = process.memoryUsage.rss()
  if (stalled === 0) residentBefore = resident
  const full = Math.max(Atomics.load(memory, cells.heap), (resident / available) * 100)
  if (stalled < firstLook && full < watchedPercent) return calm()
  ask()
  judgeMemory(Math.max(full, sightings.at(-1)?.heap ?? 0), ((resident - residentBefore) / heapLimit) * 100)
  if (stalled >= stallMilliseconds) judgeStall(stalled)
}

/** All is well: what was seen is history. */
function calm(): void {
  if (session === undefined && sightings.length === 0) return
  session?.disconnect()
  session = undefined
  sightings = []
  asked = 0
  hasTold = false
  if (suspectedAt > 0) dropSuspicion(dataFolder)
  suspectedAt = 0
}

/** Asks the watched thread what it is doing; V8 interrupts even an endless loop for the answer. One question at a time. */
function ask(): void {
  if (asked > 0) return
  if (session === undefined) {
    session = new Session()
    session.connectToMainThread()
  }
  const current = session
  asked = performance.now()
  session.post('Runtime.evaluate', { expression: `${question}.look()`, returnByValue: true }, (error, answer) => {
    if (current !== session) return
    asked = 0
    const text: unknown = error ? undefined : answer.result.value
    if (typeof text === 'string') sightings = [...sightings.slice(1 - keptSightings), { ...(JSON.parse(text) as Sighting), seenAt: performance.now() }] // written by watchdog.ts alone
  })
}

/** `gulped`: what the process has taken since its loop turned last, in percent of the heap's limit. */
function judgeMemory(full: number, gulped: number): void {
  const grown = Math.max(heapGrowth(sightings), gulped)
  if (grown < fastGrowth) return
  const culprit = sightings.length === 0 ? noted() : findCulprit(sightings)
  if (culprit === null) return
  if (full >= fullPercent && findCulprit(sightings, 3)) return end('memory', culprit, 0)
  if (suspectedAt > performance.now() - 1000) return
  suspectedAt = performance.now()
  writeEnding(dataFolder, { kind: 'suspicion', ...culprit, milliseconds: 0 }, false)
}

function judgeStall(stalled: number): void {
  const seen = sightings.filter(({ seenAt }) => seenAt > performance.now() - Math.min(stalled, recentMilliseconds))
  if (seen.some(({ debugged }) => debugged)) return
  const culprit = (isSilent() ? noted() : null) ?? findCulprit(seen)
  if (culprit) return end('stall', culprit, stalled)
  if (stalled >= Math.max(hopelessMilliseconds, stallMilliseconds * 2)) return end('stall', null, stalled)
  if (!hasTold) tell({ level: 50, stalled: Math.round(stalled), msg: 'the event loop does not turn; no plugin is to blame' })
  hasTold = true
}

function isSilent(): boolean {
  return asked > 0 && performance.now() - asked > silenceMilliseconds
}

function noted(): Blamed | null {
  const entry = entries.get(Atomics.load(memory, cells.entry))
  return entry ? { plugin: entry.plugin, label: entry.label, where: null } : null
}

/** First the record, then the end. The launcher or the service manager starts the server again. */
function end(kind: EndingKind, culprit: Blamed | null, milliseconds: number): void {
  isEnding = true
  const ending = { kind, plugin: null, label: null, where: null, ...culprit, milliseconds: Math.round(milliseconds) }
  try {
    writeEnding(dataFolder, ending, true)
  } catch (error) {
    tell({ level: 60, reason: String(error), msg: 'the record of the ending could not be written' }) // a server that hangs helps nobody
  }
  tell({ level: 60, ...ending, msg: 'the server ends itself and starts again' })
  // A thread that hangs outside JavaScript does not hear it. An abort is what the launcher starts a server again after.
  const abort = (): void => void process.kill(process.pid, process.platform === 'win32' ? 'SIGKILL' : 'SIGABRT')
  if (isSilent()) return abort()
  session?.post('Runtime.evaluate', { expression: `${question}.end()` })
  setTimeout(abort, 500)
}

/** Past the logger, which lives on the thread that hangs. */
function tell(line: Record<string, unknown>): void {
  writeSync(1, `${JSON.stringify({ time: Date.now(), pid: process.pid, ...line })}\n`)
}
