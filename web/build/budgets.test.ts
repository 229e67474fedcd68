import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Manifest } from 'vite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const firstLoad = ['index.html', 'src/messages/en.json', 'src/features/session/sign-in-page.vue', 'src/shell/app-frame.vue', 'src/features/dashboard/dashboard-page.vue']
/** Kilobytes of JavaScript, compressed. */
const budgets = { firstLoad: 150, route: 60, pluginPart: 60 }

describe('what a browser loads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shopdb-budget-'))
  let manifest: Manifest
  let first: ReadonlySet<string>

  beforeAll(async () => {
    // A build for tests would bring the warnings of Vue.
    vi.stubEnv('NODE_ENV', 'production')
    await build({ configFile: fileURLToPath(new URL('../vite.config.ts', import.meta.url)), mode: 'production', logLevel: 'error', build: { outDir: folder } })
    manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8'))
    first = new Set(firstLoad.flatMap((entry) => [...withImports(entry)]))
  }, 300_000)
  afterAll(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  function withImports(key: string, found = new Set<string>()): Set<string> {
    if (found.has(key)) return found
    found.add(key)
    for (const next of manifest[key]?.imports ?? []) withImports(next, found)
    return found
  }

  const kilobytes = (keys: Iterable<string>): number => [...keys].map((key) => manifest[key]?.file ?? '').filter((file) => file.endsWith('.js')).reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).length / 1024, 0)
  const beyondFirst = (key: string): number => kilobytes([...withImports(key)].filter((other) => !first.has(other)))

  it('is little before the first page stands', () => {
    expect([...first].length).toBeGreaterThan(firstLoad.length)
    expect(kilobytes(first)).toBeLessThanOrEqual(budgets.firstLoad)
  })

  it('is little for every further page and dialog', () => {
    const late = Object.keys(manifest).filter((key) => manifest[key]?.isDynamicEntry && key.endsWith('.vue'))
    expect(late).toContain('src/features/records/record-list.vue')
    const over = late.map((key) => ({ key, size: Math.round(beyondFirst(key)) })).filter(({ size }) => size > budgets.route)
    expect(over).toEqual([])
  })

  it('is little for the first part of a plugin on a page', () => {
    const kit = ['src/plugin-host/sdk-ui.ts', 'src/plugin-host/sdk-vue.ts']
    const keys = new Set(kit.flatMap((entry) => [...withImports(entry)]))
    expect(kilobytes([...keys].filter((key) => !first.has(key)))).toBeLessThanOrEqual(budgets.pluginPart)
  })
})
