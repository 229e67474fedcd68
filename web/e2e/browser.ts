import { readFileSync, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import type { TestServer } from './start-server.ts'

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
/** Without a browser these tests cannot run; the test command names what it left out. */
export const hasBrowser = existsSync(executablePath)

const axeSource = hasBrowser ? readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8') : ''
const axeRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

export type Visit = {
  page: Page
  context: BrowserContext
  /** Console errors, policy violations and requests to elsewhere since the page was opened; a test expects none. */
  complaints: string[]
  accessibility: () => Promise<string[]>
  layoutShift: () => Promise<{ value: number; moved: string }>
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
}

export async function openVisit(browser: Browser, base: string, options: { width?: number; height?: number; dark?: boolean; locale?: string } = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 800 }, colorScheme: options.dark ? 'dark' : 'light', locale: options.locale ?? 'en-GB', reducedMotion: 'reduce', baseURL: base,
  })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('console', (message) => { if (message.type() === 'error' && !isExpectedRefusal(message.text())) complaints.push(`console: ${message.text()}`) })
  page.on('request', (request) => { if (!request.url().startsWith(base) && !/^(data|blob|about):/.test(request.url())) complaints.push(`outside: ${request.url()}`) })
  await page.addInitScript(watchPage)
  return { page, context, complaints, accessibility: () => runAxe(page), layoutShift: () => page.evaluate(() => ({ value: Number(document.documentElement.dataset['shift'] ?? 0), moved: document.documentElement.dataset['shifted'] ?? '' })) }
}

/** The browser itself reports every refused request; tests that provoke one look at the page instead. */
function isExpectedRefusal(text: string): boolean {
  return /status of (400|401|403|404|409|412|422|429)/.test(text)
}

function watchPage(): void {
  document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { hadRecentInput, value, sources } = entry as unknown as { hadRecentInput: boolean; value: number; sources: { node: Element | null; previousRect: DOMRect; currentRect: DOMRect }[] } // the DOM library does not know layout-shift entries
      const root = document.documentElement
      if (hadRecentInput) continue
      root.dataset['shift'] = String(Number(root.dataset['shift'] ?? 0) + value)
      const moved = sources.map(({ node, previousRect, currentRect }) => `${node?.nodeName.toLowerCase()}.${node?.className ?? ''} ${previousRect.y}+${previousRect.height} to ${currentRect.y}+${currentRect.height}`)
      root.dataset['shifted'] = `${root.dataset['shifted'] ?? ''} [${value.toFixed(3)} at ${Math.round(entry.startTime)} ms: ${moved.join(', ')}]`
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

async function runAxe(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axeSource })
  const expression = `axe.run(document, { runOnly: ${JSON.stringify(axeRules)} }).then((result) => result.violations.map((rule) => rule.id + ': ' + rule.nodes.map((node) => node.html.slice(0, 120)).join(' | ')))`
  const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
  return Array.isArray(result.value) ? result.value.map(String) : [`axe did not run: ${JSON.stringify(result)}`]
}

export async function signIn(visit: Visit, server: TestServer): Promise<void> {
  const { page } = visit
  await page.goto('/sign-in')
  await page.getByLabel('User name').fill(server.username)
  await page.getByLabel('Password').fill(server.password)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}
