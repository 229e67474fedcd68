import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPlugin } from '@shopdb/cli/plugin-authoring/create-plugin'
import { currentRange } from '@shopdb/cli/plugin-checks/current-range'
import { runShopdb } from '@shopdb/cli/testing'
import type { ContractSnapshot } from './snapshot.ts'

/** Commands whose JSON authors and scripts read; `gates` is a plugin made by `plugin new`. */
const commands = ['doctor', 'db status', 'plugin list', 'plugin check gates --phase static', 'user list', 'token list', 'search cnc'] as const

/** Runs each command on a data folder of its own and describes what it printed as a JSON Schema. */
export async function recordCliShapes(): Promise<ContractSnapshot['cli']> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'shopdb-shapes-'))
  try {
    await createPlugin({ name: 'gates', title: 'Gates', description: 'Gates of a site.', parts: new Set(), coreVersion: currentRange() }, dataFolder, false)
    const shapes: Record<string, unknown> = {}
    for (const command of commands) {
      const { output, errors } = await runShopdb([...command.split(' '), '--json'], { dataFolder })
      if (output.trim() === '') throw new Error(`shopdb ${command} --json printed nothing: ${errors}`)
      shapes[command] = shapeOf(JSON.parse(output))
    }
    return shapes
  } finally {
    rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Values become types; members of all items of a list are those that every item has. */
export function shapeOf(value: unknown): unknown {
  if (value === null) return { type: 'null' }
  if (Array.isArray(value)) return value.length === 0 ? { type: 'array' } : { type: 'array', items: value.map(shapeOf).reduce(mergeShapes) }
  if (typeof value !== 'object') return { type: typeof value }
  const properties = Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, member]) => [name, shapeOf(member)]))
  return { type: 'object', required: Object.keys(properties), properties }
}

type Shape = { type?: string | string[]; properties?: Record<string, unknown>; required?: string[]; items?: unknown }

function mergeShapes(one: unknown, other: unknown): unknown {
  const [first, second] = [one, other] as [Shape, Shape] // both made by shapeOf
  if (JSON.stringify(first) === JSON.stringify(second)) return first
  const types = [...new Set([first.type ?? [], second.type ?? []].flat())].toSorted()
  const names = [...new Set([...Object.keys(first.properties ?? {}), ...Object.keys(second.properties ?? {})])].toSorted()
  const properties = Object.fromEntries(names.map((name) => {
    const [a, b] = [first.properties?.[name], second.properties?.[name]]
    return [name, a === undefined ? b : b === undefined ? a : mergeShapes(a, b)]
  }))
  const items = first.items === undefined ? second.items : second.items === undefined ? first.items : mergeShapes(first.items, second.items)
  return {
    type: types.length === 1 ? types[0] : types,
    ...(names.length > 0 && { required: names.filter((name) => first.required?.includes(name) && second.required?.includes(name)), properties }),
    ...(items !== undefined && { items }),
  }
}
