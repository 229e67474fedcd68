import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchBrowser, openVisit, signIn } from './browser.ts'

const shopdb = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))

type Event = { event: string; url: string; account: { username: string; password: string }; migration: string | null; milliseconds: number; complaints: unknown[] }
type Field = { name: string; title: string; unit: string | null; schema: Record<string, unknown>; typed: string; value: string | number; shown: RegExp }

const pick = <T>(choices: readonly [T, ...T[]]): T => choices[Math.floor(Math.random() * choices.length)] ?? choices[0]

/** What nobody prepared for: name, type and unit are chosen when the test runs, and printed. */
function chooseField(): Field {
  const word = pick(['torque', 'reach', 'shade', 'grip', 'pitch', 'span', 'glow', 'draft']) + String(Math.floor(Math.random() * 900) + 100)
  const title = `${word.charAt(0).toUpperCase()}${word.slice(1)}`
  const number = Math.floor(Math.random() * 8000) + 1000
  return pick<Field>([
    { name: word, title, unit: pick(['mm', 'kg', 'bar', 'Nm']), schema: { type: 'integer' }, typed: String(number), value: number, shown: new RegExp(String(number).replace(/(\d)(\d{3})$/, '$1.?$2')) },
    { name: word, title, unit: pick(['L', 'kW', 'Cel']), schema: { type: 'number', multipleOf: 0.1 }, typed: `${number}.5`, value: number + 0.5, shown: new RegExp(`${String(number).replace(/(\d)(\d{3})$/, '$1.?$2')}.5`) },
    { name: word, title, unit: null, schema: { type: 'string', maxLength: 40 }, typed: `zx${number}`, value: `zx${number}`, shown: new RegExp(`zx${number}`) },
  ])
}

describe.skipIf(!hasBrowser)('a new author with a stop-watch', () => {
  let browser: Browser
  let folder: string
  let dev: ChildProcess
  let next: () => Promise<Event>
  const started = performance.now()
  const environment = () => ({ ...process.env, SHOPDB_DATA_DIR: join(folder, 'data'), SHOPDB_WORKING_DIR: folder, SHOPDB_URL: '', LOG_LEVEL: 'silent' })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shopdb-author-'))
    browser = await launchBrowser()
  })
  afterAll(async () => {
    const ended = new Promise((resolve) => { dev.once('exit', resolve) })
    dev.kill()
    await Promise.all([ended, browser.close()])
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  it('has a field of their own in form, list, search, CSV and the browser, for under 20 lines', async () => {
    await promisify(execFile)(process.execPath, [shopdb, 'plugin', 'new', 'jigs', '--description', 'Jigs of the assembly.'], { env: environment(), cwd: folder })
    dev = spawn(process.execPath, [shopdb, 'plugin', 'dev', join(folder, 'jigs'), '--json', '--port', '0'], { env: environment(), cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    const lines = createInterface({ input: dev.stdout ?? process.stdin })[Symbol.asyncIterator]()
    next = async () => JSON.parse((await lines.next()).value ?? '{"event":"ended"}') as Event // one JSON a line
    const { url, account } = await next()

    const field = chooseField()
    const entry = JSON.stringify({ [field.name]: { ...field.schema, title: field.title, 'x-shopdb': { list: 1, searched: field.schema.type === 'string', ...(field.unit === null ? {} : { unit: field.unit }) } } }, null, 2).split('\n').slice(1, -1)
    const file = join(folder, 'jigs', 'asset-types', 'jig.json')
    await writeFile(file, (await readFile(file, 'utf8')).replace('"properties": {', `"properties": {\n${entry.join('\n')},`))
    const saved = await next()
    expect(saved).toMatchObject({ event: 'reloaded', migration: 'migrations/0002-change-jigs.json', complaints: [] })
    expect(entry.length).toBeLessThan(20)

    const visit = await openVisit(browser, url)
    await signIn(visit, { base: url, ...account, stop: async () => undefined })
    const { page } = visit
    await page.goto('/jigs/new')
    await page.getByLabel('Asset number').fill('JIG-1')
    await page.getByLabel(field.title).fill(field.typed)
    await page.getByRole('button', { name: /^(Create|Save|Add)/ }).first().click()
    await page.waitForURL(/\/jigs\/\d+$/)
    await page.getByText(field.shown).first().waitFor()
    await page.goto('/jigs')
    await page.getByRole('columnheader', { name: field.title }).waitFor()
    await page.getByRole('row').nth(1).getByText(field.shown).waitFor()
    if (field.unit !== null) await page.getByText(field.unit === 'Cel' ? /°C|Cel/ : field.unit).first().waitFor()

    const csv = await page.evaluate(async (columns) => (await fetch(`/api/jigs?format=csv&columns=${columns}`)).text(), `assetNumber,${field.name}`)
    expect(csv.trim().split('\r\n')).toEqual([`assetNumber,${field.name}`, `JIG-1,${field.value}`])
    const words = field.schema.type === 'string' ? field.typed : 'JIG-1'
    const found = await page.evaluate(async (q) => (await fetch(`/api/search?q=${q}`)).text(), words)
    expect(found).toContain('JIG-1')
    expect(visit.complaints).toEqual([])
    process.stdout.write(`The field ${field.name} (${String(field.schema.type)}${field.unit === null ? '' : `, ${field.unit}`}): ${entry.length} lines, ${Math.round((performance.now() - started) / 1000)} s from "plugin new" to the browser, ${saved.milliseconds} ms from save to visible.\n`)
  }, 180_000)
})
