import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { createUser } from '@shopdb/server/features/users/index'
import { systemCaller } from '@shopdb/server/platform/caller'
import type { Found } from '../check-finding.ts'
import { installDependencies } from '../contract/check-contract.ts'
import { installPlugin } from '../contract/check-lifecycle.ts'
import { createRecord } from '../contract/check-records.ts'
import { createContractCheck } from '../contract/contract-check.ts'
import { itemsOf, startThrowAwayHost, tell, type Json, type ThrowAwayHost } from '../contract/throw-away-host.ts'
import type { PluginUnderCheck } from '../read-plugin.ts'
import { asRecord } from '../samples/operations.ts'
import type { PhaseOutcome } from '../run-check.ts'
import { webRoot } from './browser.ts'

const person = { username: 'checker', password: 'checks-every-screen' }

/** Opens every page on which the plugin shows something. */
export async function visitScreens(plugin: PluginUnderCheck, browser: Browser, progress: (what: string) => void): Promise<PhaseOutcome> {
  if (!existsSync(join(webRoot, 'index.html'))) return { found: [], notRun: 'the web application is not built; "npm start" builds it' }
  const axe = readAxe()
  if (axe === null) return { found: [], notRun: 'axe-core is not installed here; a clone of ShopDB has it' }
  const host = await startThrowAwayHost({ folders: [plugin.folder, ...plugin.dependencyFolders], webRoot })
  try {
    await installDependencies(host, plugin)
    const installed = await installPlugin({ host }, plugin.name)
    if (installed.status !== 200) return { found: [{ id: 'contract/install', file: 'manifest.json', message: `Installing was answered ${tell(installed)}` }] }
    await createUser(host.app.platform, systemCaller, { ...person, roles: ['administrator'] })
    const items = itemsOf(await host.request('GET', '/api/plugins/ui')).filter((item) => item.plugin === plugin.name)
    const addresses = await screensOf(plugin, host, items)
    const base = await host.app.http.listen({ host: '127.0.0.1', port: 0 })
    const commands = items.filter(({ slot }) => slot === 'palette.command/v1').map(({ title }) => String(title))
    const context = await browser.newContext({ baseURL: base, locale: 'en-GB', reducedMotion: 'reduce' })
    return { found: distinct([...notCompiled(items), ...await visitAll(context, { addresses, commands }, axe, progress)]) }
  } finally {
    await host.stop()
  }
}

function readAxe(): string | null {
  try {
    return readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  } catch {
    return null // an installation without the packages of developers
  }
}

/** Lists, forms and details of its types; its pages; the places where its slots stand, with a record of its own in them. */
async function screensOf(plugin: PluginUnderCheck, host: ThrowAwayHost, items: readonly Json[]): Promise<string[]> {
  const check = createContractCheck(plugin, host)
  const ofTypes = await Promise.all(plugin.subject.assetTypes.map(async (type) => {
    const record = await createRecord(check, type)
    const screen = type.path.replace(/^\/api/, '')
    const number = record === null ? '' : String((await host.request('GET', `${type.path}/${record.id}`)).json.assetNumber ?? '')
    return [screen, `${screen}/new`, ...(record ? [`${screen}/${record.id}`, `/map?asset=${record.id}`, `/search?q=${encodeURIComponent(number)}`] : [])]
  }))
  const pages = items.filter(({ slot, path }) => typeof path === 'string' && slot === 'page/v1').map(({ path }) => String(path))
  const hasSettings = plugin.subject.manifest?.settings !== undefined || items.some(({ slot }) => slot === 'settings.page/v1')
  const navigation = (plugin.subject.manifest?.navigation ?? []).map(({ path }) => path)
  return [...new Set(['/', `/plugins/${plugin.name}`, ...(hasSettings ? [`/plugins/${plugin.name}/settings`] : []), '/map', ...navigation, ...ofTypes.flat(), ...pages])]
}

/** What the host could not compile never reaches a browser. */
function notCompiled(items: readonly Json[]): Found[] {
  return items.flatMap((item) => {
    const { file, line, message } = asRecord(item.problem)
    return item.problem === null || item.problem === undefined ? [] : [{ id: 'ui/shown', file: String(file), line: Number(line ?? 1), message: `${String(item.slot)} "${String(item.id)}": ${String(message)}` }]
  })
}

/** The badge of a plugin fails on every page; it is told once. */
function distinct(found: readonly Found[]): Found[] {
  return [...new Map(found.map((each) => [`${each.id} ${each.file}:${each.line ?? 1} ${each.message.replace(/^\S+: /, '')}`, each])).values()]
}

type Places = { addresses: readonly string[]; /** Titles of commands of the palette. */ commands: readonly string[] }

export async function visitAll(context: BrowserContext, { addresses, commands }: Places, axe: string, progress: (what: string) => void): Promise<Found[]> {
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type()) && !isRefusal(message.text())) complaints.push(message.text()) })
  await signIn(page)
  const found: Found[] = []
  const look = async (place: string): Promise<void> => {
    await settled(page)
    found.push(...complaints.splice(0).map((text): Found => ({ id: 'ui/console', file: 'ui/schema.json', message: `${place}: ${text.slice(0, 300)}` })), ...await failedParts(page, place), ...await runAxe(page, place, axe))
  }
  for (const address of addresses) {
    progress(address)
    await page.goto(address, { waitUntil: 'networkidle' })
    await look(address)
  }
  for (const command of commands) {
    progress(`the command "${command}"`)
    await page.goto('/', { waitUntil: 'networkidle' })
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByRole('combobox').fill(command)
    await page.getByRole('option', { name: command }).first().click()
    await look(`the command "${command}"`)
  }
  await context.close()
  return found
}

/** Until nothing waits any more; a part that takes longer is called late by the web application itself. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(() => document.querySelector('.skeleton-block, [aria-busy="true"]') === null, undefined, { timeout: 15_000 }).catch(() => undefined)
}

/** The cards, buttons and words that stand where a part of a plugin should (web/src/plugin-host/plugin-part.vue). */
async function failedParts(page: Page, place: string): Promise<Found[]> {
  const texts = await page.locator('.failure-card, .part-failed').evaluateAll((parts) => parts.map((part) => part.getAttribute('aria-label') ?? part.textContent))
  return texts.map((text) => ({ id: 'ui/shown', file: 'ui/schema.json', message: `${place}: ${text.trim().replaceAll(/\s+/g, ' ').slice(0, 300)}` }))
}

/** The browser itself reports refused requests; a form that looks whether a number is taken provokes them. */
function isRefusal(text: string): boolean {
  return /status of (401|403|404|409|412|422)/.test(text)
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/sign-in')
  const answer = await page.evaluate(async ({ username, password }) => (await fetch('/api/auth/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password }) })).status, person)
  if (answer !== 200) throw new Error(`Signing in to the check's own host was answered ${answer}.`)
}

async function runAxe(page: Page, address: string, axe: string): Promise<Found[]> {
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axe })
  const { result } = await session.send('Runtime.evaluate', { expression: `axe.run(document).then((result) => result.violations.map((rule) => rule.id + ': ' + rule.help + ' ' + rule.nodes.map((node) => node.html.slice(0, 120)).join(' | ')))`, awaitPromise: true, returnByValue: true })
  await session.detach()
  const violations: unknown[] = Array.isArray(result.value) ? result.value : ['axe did not run']
  return violations.map((violation) => ({ id: 'ui/axe', file: 'ui/schema.json', message: `${address}: ${String(violation)}` }))
}
