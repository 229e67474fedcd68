import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { errorCatalogue } from '@shopdb/contract/errors'
import { hookNames } from '@shopdb/contract/plugin-hooks'
import { projectFolder } from '../environment.ts'
import { isRule } from '../plugin-checks/check-rules.ts'
import { createDataFolder, runShopdb } from '../testing.ts'

/** docs/guides/plugin-quickstart.md, done as it says: each block in its order, on data and plugin folders of their own. */
const guide = readFileSync(join(projectFolder, 'docs', 'guides', 'plugin-quickstart.md'), 'utf8')
const blocks = [...guide.matchAll(/^```(\w+) ?(\S*)\n([\s\S]*?)^```$/gm)].map(([, language = '', target = '', text = '']) => ({ language, target, text }))

let site: ReturnType<typeof createDataFolder>
let dev: ChildProcess | undefined
let next: () => Promise<Record<string, unknown>>
const started = performance.now()
const inPlugins = (...path: string[]) => join(site.dataFolder, 'plugins', ...path)

beforeAll(() => {
  site = createDataFolder()
  mkdirSync(inPlugins())
})
afterAll(async () => {
  await stopDev()
  site.remove()
})

async function stopDev(): Promise<void> {
  if (dev === undefined) return
  const ended = new Promise((resolve) => { dev?.once('exit', resolve) })
  dev.kill('SIGTERM')
  await ended
  dev = undefined
}

/** As a shell reads it, for the few words the guide uses. */
function argumentsOf(line: string): string[] {
  const words = line.replace(/^npx shopdb /, '').match(/"[^"]*"|\S+/g) ?? []
  return words.map((word) => word.replaceAll('"', '').replace(/^~\/plugins/, inPlugins()))
}

async function startDev(given: string[]): Promise<Record<string, unknown>> {
  dev = spawn(process.execPath, [join(projectFolder, 'cli', 'src', 'main.ts'), ...given, '--json', '--port', '0'], { cwd: site.dataFolder, env: { ...process.env, SHOPDB_DATA_DIR: site.dataFolder, LOG_LEVEL: 'silent' }, stdio: ['ignore', 'pipe', 'ignore'] })
  const lines = createInterface({ input: dev.stdout ?? process.stdin })[Symbol.asyncIterator]()
  next = async () => JSON.parse((await lines.next()).value ?? '{"event":"ended"}')
  return next()
}

const did: string[] = []

it.each(blocks.map((block, index) => [index + 1, block] as const))('block %i works', async (number, { language, target, text }) => {
  if (language === 'sh') for (const line of text.trim().split('\n')) await runLine(line)
  else await writeBlock(target, text)
  // The blocks build on each other: one that failed takes the following ones with it.
  expect(did.push(target || text.trim())).toBe(number)
}, 120_000)

async function runLine(line: string): Promise<void> {
  const given = argumentsOf(line)
  if (line.includes('plugin dev')) return expect(await startDev(given)).toMatchObject({ event: 'ready' })
  // Packing and adding are done on a site where nobody develops.
  if (line.includes('plugin pack')) await stopDev()
  const ending = await runShopdb(given, { dataFolder: site.dataFolder })
  expect(ending, line).toMatchObject({ status: 0 })
  if (line.includes('plugin list')) expect(ending.output).toMatch(/^lockers +0\.1\.0 +active/m)
}

/** A whole file, or entries put first into a member of one. The author is told at once what came of it. */
async function writeBlock(target: string, text: string): Promise<void> {
  const [file = '', member] = target.split('#')
  const path = inPlugins('lockers', file)
  writeFileSync(path, member === undefined ? text : readFileSync(path, 'utf8').replace(`"${member}": {`, `"${member}": {\n${text}`))
  // plugin.ts needs store.ts, which the reader writes next; a test changes nothing that runs.
  if (file === 'plugin.ts') expect(await next()).toMatchObject({ event: 'refused' })
  else if (!file.endsWith('.test.ts')) expect(await next()).toMatchObject({ event: 'reloaded', complaints: [] })
}

it('was done whole, in the time it promises', () => {
  expect(did).toHaveLength(blocks.length)
  expect(blocks.length).toBeGreaterThan(8)
  const seconds = Math.round((performance.now() - started) / 1000)
  process.stdout.write(`The quickstart took ${seconds} s without the reading.\n`)
  expect(guide.split(/\s+/).length / 130).toBeLessThan(20) // minutes of slow reading, code included
})

it('names only errors, rules and hooks that exist, and every hook', () => {
  const errors = guide.slice(guide.indexOf('## Common errors'))
  for (const [, code = ''] of errors.matchAll(/^\| `([A-Z_]+)`/gm)) expect(code === 'USAGE' || code in errorCatalogue, code).toBe(true)
  for (const [, rule = ''] of errors.matchAll(/^\| `([a-z-]+\/[a-z-]+)`/gm)) expect(isRule(rule), rule).toBe(true)
  const named = [...guide.slice(guide.indexOf('## 7. Hooks'), guide.indexOf('## Common')).matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name))
  expect(named.toSorted()).toEqual([...hookNames].toSorted())
})
