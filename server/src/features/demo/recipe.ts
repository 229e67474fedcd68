import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config.ts'

type Scalar = string | number | boolean | null

/**
 * How a value is made: a value, one of a list, a weighted one, a number between two, days before now, or the pattern of
 * a serial number (`#` a digit, `?` a letter or digit). Texts may hold `{hostname}`, `{mac}` and `{ip}`.
 */
export type ValueRecipe =
  | Scalar | readonly Scalar[]
  | { weighted: readonly (readonly [weight: number, value: Scalar])[] }
  | { between: readonly [from: number, to: number]; step?: number }
  | { daysAgo: readonly [from: number, to: number]; /** The day alone; negative days lie ahead. */ dateOnly?: boolean }
  | { serial: string }

export type FieldRecipes = Readonly<Record<string, ValueRecipe>>
export type InterfaceRecipe = { name: string; type: string; net?: 'machine' | 'plant' | 'cell' | 'office' | 'wireless'; prefixes?: readonly string[]; speed?: readonly number[]; settings?: readonly string[] }

/** One kind of machine or computer, as often as its weight says. */
export type Variant = {
  /** Computers: whether it drives a machine or stands on a desk. */
  role?: 'controller' | 'desk'
  weight: number
  /** Beginning of its asset number. */
  prefix: string
  title: string
  vendor: string | null
  models: readonly string[]
  serial: string | null
  fields: FieldRecipes
  interfaces: readonly InterfaceRecipe[]
  /** Rows of the type's further tables, by resource. References are written as labels. */
  children?: Readonly<Record<string, readonly FieldRecipes[]>>
  software?: readonly (readonly [weight: number, name: string, versions: readonly string[]])[]
}

/** A change that a share of the assets went through: what the fields held before it. */
export type HistoryRecipe = { daysAgo: number; share: number; by: 'person' | 'collector'; earlier: FieldRecipes }

/** The file demo.json of a plugin: what its assets look like in the demo plant. */
export type DemoRecipe = {
  type: string
  use: 'machine' | 'computer'
  variants: readonly Variant[]
  common: FieldRecipes
  history: readonly HistoryRecipe[]
  /** What is known of records that assets refer to, beside their names: by resource. */
  lookups?: Readonly<Record<string, readonly Readonly<Record<string, Scalar>>[]>>
}

const bundledPlugins = join(import.meta.dirname, '..', '..', '..', '..', 'plugins')

/** The recipe that a plugin brings, or null: its assets are then not part of the demo plant. */
export function readRecipe(config: Pick<Config, 'dataDir' | 'pluginDirs'>, plugin: string): DemoRecipe | null {
  const folders = [bundledPlugins, ...config.pluginDirs, join(config.dataDir, 'plugins')]
  const file = folders.flatMap((folder) => [join(folder, plugin, 'demo.json'), join(folder, 'demo.json')]).find((path) => existsSync(path))
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as DemoRecipe) : null // a plugin's own file; what does not fit its type is refused by the database
}
