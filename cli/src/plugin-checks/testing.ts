import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createPlugin } from '../plugin-authoring/create-plugin.ts'
import { currentRange } from './current-range.ts'
import type { ScaffoldPart } from '../plugin-authoring/scaffold/scaffold-options.ts'

/** A folder for plugins of a test. */
export function createPlace(): { place: string; remove: () => void } {
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'shopdb-checked-')))
  return { place, remove: () => rmSync(place, { recursive: true, force: true, maxRetries: 5 }) }
}

/** A plugin as `plugin new` makes it. */
export async function writeSoundPlugin(place: string, name: string, parts: readonly ScaffoldPart[] = []): Promise<string> {
  const scaffold = { name, title: `${name.charAt(0).toUpperCase()}${name.slice(1)}`, description: `${name} of a site, for a test.`, parts: new Set(parts), coreVersion: currentRange() }
  const { folder } = await createPlugin(scaffold, place, true)
  // The test runner reads it when it transforms the copy that the host runs, where .shopdb/ is not.
  rmSync(join(folder, 'tsconfig.json'), { force: true })
  return folder
}

/** Null removes the file. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, path)
    if (text === null) rmSync(target, { force: true })
    else {
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, text)
    }
  }
}

/** Puts members over those of a JSON file, objects merged; undefined removes one. */
export function changeJson(folder: string, path: string, change: Readonly<Record<string, unknown>>): void {
  const content: unknown = JSON.parse(readFileSync(join(folder, path), 'utf8'))
  writeFileSync(join(folder, path), JSON.stringify(merge(content, change), null, 2))
}

function merge(content: unknown, change: unknown): unknown {
  const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isObject(content) || !isObject(change)) return change
  return { ...content, ...Object.fromEntries(Object.entries(change).map(([key, value]) => [key, merge(content[key], value)])) }
}
