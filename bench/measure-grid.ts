import { existsSync } from 'node:fs'
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core'
import { median, measurement, note, type Measurement } from './measurement.ts'
import { plantFolder, startServer } from './processes.ts'

/** What one run through the list came to. Times in milliseconds; `work` is what the page's own thread did per frame. */
export type GridRun = { framesPerSecond: number; worstFrame: number; rows: number; work: number; script: number; style: number; layout: number; blank: number; jump: number }

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
const rounds = 5
const address = '/assets?sort=assetNumber'

/** Scrolling through a list of a hundred thousand rows, 900 pixels in every frame, as nobody's wheel does. */
export async function measureGrid(): Promise<Measurement[]> {
  if (!existsSync(executablePath)) return [note('grid', 'scrolling a list', 'no browser')]
  const server = await startServer(await plantFolder(100_000))
  const browser = await launchBrowser()
  try {
    const page = await openList(browser, server.url, server.token)
    const runs: GridRun[] = []
    for (let round = 0; round < rounds; round++) runs.push(await runThrough(page, round))
    return linesOf(runs)
  } finally {
    await browser.close()
    await server.stop()
  }
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
}

export async function openList(browser: Browser, url: string, token: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: url, extraHTTPHeaders: { authorization: `Bearer ${token}` } })
  const page = await context.newPage()
  await page.goto(address)
  await page.locator('.grid-body .grid-row .cell-link').first().waitFor({ timeout: 60_000 })
  await page.waitForLoadState('networkidle')
  return page
}

/** Each round starts at the top and goes further down than the one before, so that most rows have to be fetched. */
export async function runThrough(page: Page, round: number): Promise<GridRun> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await page.evaluate(scrollTo, round * 40_000)
  await page.waitForFunction(isFilled, null, { timeout: 60_000 })
  const before = await counters(session)
  const seen = await page.evaluate(scrollFrames, { frames: 240, step: 900 })
  const after = await counters(session)
  await page.waitForFunction(isFilled, null, { timeout: 60_000 })
  const jump = await page.evaluate(timeOfJump, 4_000 + round * 40_000)
  await session.detach()
  const perFrame = (name: string): number => (((after[name] ?? 0) - (before[name] ?? 0)) * 1000) / seen.frames
  return { ...seen, jump, work: perFrame('TaskDuration'), script: perFrame('ScriptDuration'), style: perFrame('RecalcStyleDuration'), layout: perFrame('LayoutDuration') }
}

async function counters(session: CDPSession): Promise<Record<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics')
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}

function linesOf(runs: readonly GridRun[]): Measurement[] {
  const middle = (name: keyof GridRun): number => median(runs.map((run) => run[name]))
  return [
    measurement('grid', '100,000 rows, scrolled by 900 px in every frame', middle('framesPerSecond'), ' fps', { atLeast: 55 }),
    measurement('grid', 'worst frame', middle('worstFrame'), ' ms', { atMost: 50 }),
    measurement('grid', 'rows in the document, at most', Math.max(...runs.map(({ rows }) => rows)), '', { atMost: 60 }),
    measurement('grid', 'a row stays blank, worst', middle('blank'), ' ms', { atMost: 150 }),
    measurement('grid', 'rows are there after a jump', middle('jump'), ' ms'),
    measurement('grid', 'work of the page per frame', middle('work'), ' ms', { atMost: 12 }),
    measurement('grid', '… of it script', middle('script'), ' ms'),
    measurement('grid', '… of it style', middle('style'), ' ms'),
    measurement('grid', '… of it layout', middle('layout'), ' ms'),
  ]
}

// What follows runs in the page.

function scrollTo(top: number): void {
  const scroller = document.querySelector('.grid-scroller')
  if (scroller) scroller.scrollTop = top
}

function isFilled(): boolean {
  return document.querySelector('.grid-waiting') === null && document.querySelector('.grid-body .grid-row') !== null
}

function timeOfJump(by: number): Promise<number> {
  const scroller = document.querySelector('.grid-scroller')
  const start = performance.now()
  if (scroller) scroller.scrollTop += by
  return new Promise((resolve) => {
    const look = (now: number): void => {
      if (now > start + 30 && !document.querySelector('.grid-waiting')) resolve(now - start)
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

/** Blank is how long a row at a place was in the document without its content. */
function scrollFrames({ frames, step }: { frames: number; step: number }): Promise<{ frames: number; framesPerSecond: number; worstFrame: number; rows: number; blank: number }> {
  const scroller = document.querySelector('.grid-scroller')
  const waiting = new Map<string, number>()
  let [seen, worstFrame, rows, blank, last] = [0, 0, 0, 0, 0]
  const noteBlank = (now: number): void => {
    const here = new Set<string>()
    for (const row of document.querySelectorAll('.grid-waiting')) {
      const place = row.parentElement?.getAttribute('aria-rowindex') ?? ''
      here.add(place)
      if (!waiting.has(place)) waiting.set(place, now)
    }
    for (const [place, since] of waiting) {
      blank = Math.max(blank, now - since)
      if (!here.has(place)) waiting.delete(place)
    }
  }
  return new Promise((resolve) => {
    const began = performance.now()
    const frame = (now: number): void => {
      if (last > 0) worstFrame = Math.max(worstFrame, now - last)
      last = now
      seen++
      rows = Math.max(rows, document.querySelectorAll('.grid-body .grid-row').length)
      noteBlank(now)
      if (seen > frames) return resolve({ frames, framesPerSecond: (frames * 1000) / (performance.now() - began), worstFrame, rows, blank })
      if (scroller) scroller.scrollTop += step
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
}
