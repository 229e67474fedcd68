import type { FastifyInstance } from 'fastify'
import type { HealthAnswer } from '@shopdb/plugin-api'
import type { Logger } from 'pino'
import type { JsonSchema } from '@shopdb/contract/json-schema'
import type { Manifest } from '@shopdb/contract/manifest'
import type { PluginFinding } from '@shopdb/contract/plugins'
import type { Problem } from '../platform/problem.ts'
import type { PluginSubject } from './plugin-subject.ts'

/** One active plugin, as the owner of an extension point sees it. */
export type PluginHandle = {
  readonly name: string
  readonly version: string
  readonly manifest: Manifest
  readonly subject: PluginSubject
  readonly apiPrefix: string
  readonly log: Logger
  /** The plugin's own server. Routes can be added until it is mounted; their addresses are full ones, below `apiPrefix`. */
  readonly http: FastifyInstance
  /** Runs code of the plugin: attributed to it, ended at the time limit (default 10 s; 0: none). */
  readonly run: <Result>(label: string, work: () => Result | Promise<Result>, milliseconds?: number) => Promise<Result>
  /** What its hook `mapError` makes of an error; null: it stays as it is. */
  readonly mapError: (error: unknown, where: string) => Promise<Problem | null>
  /** Its settings as they are now. */
  readonly settings: () => Readonly<Record<string, unknown>>
  /** Its switches as they are now. */
  readonly flags: () => Readonly<Record<string, boolean>>
  /** Lists a failure of the plugin that happened outside of `run`. */
  readonly noteFault: (label: string, error: unknown, requestId?: string) => void
  /** Hands over something to be released with the plugin, last first. */
  readonly own: (title: string, release: () => void | Promise<void>) => void
  /** What the host has opened for the plugin, and how it stands: shown with the plugin's own health. */
  readonly addHealth: (part: string, ask: () => HealthAnswer) => void
}

/**
 * A place where plugins add to a feature. Features define the points they own; the host finds the values, checks them and
 * sees to it that what was added is removed when the plugin goes.
 */
export type ExtensionPoint<Value> = {
  /**
   * A key of the manifest (`navigation`, `settings`; `asset_types` and `tables` give the files read and checked, `tables` those of kind `resource`, `permissions` also
   * the implied ones, `ui` what ui/schema.json declares) or the name of a hook (`widgets`, `jobs`). Of both when both exist: each value is added on its own.
   */
  key: string
  /** What stands under the key is not listed among what the plugin adds. */
  isUnlisted?: true
  schema?: JsonSchema
  /** Further findings by reading alone, before any plugin code runs. Manifest keys only. */
  check?: (subject: PluginSubject, value: Value) => PluginFinding[]
  /**
   * Work on the plugin's own server that touches nothing shared, such as binding its routes. When a plugin is replaced it
   * is done while the old version still answers; `removed` of the old and `added` of the new follow in the moment between.
   */
  prepare?: (plugin: PluginHandle, value: Value) => void | Promise<void>
  added: (plugin: PluginHandle, value: Value) => void | Promise<void>
  removed?: (plugin: PluginHandle, value: Value) => void | Promise<void>
}

/** Declares a point with the type its schema promises. */
export function defineExtensionPoint<Value>(point: ExtensionPoint<Value>): ExtensionPoint<Value> {
  return point
}

type AnyPoint = ExtensionPoint<unknown>

/** The points of one host, in the order in which plugins are registered with them. */
export function createExtensionPoints() {
  const points: AnyPoint[] = []
  return {
    define<Value>(point: ExtensionPoint<Value>): void {
      points.push(point as unknown as AnyPoint) // the host checks every value against the schema before it hands it on
    },
    all: (): readonly AnyPoint[] => points,
    /** Findings of the owners about what stands in the manifest. */
    check: (subject: PluginSubject): PluginFinding[] =>
      points.flatMap((point) => {
        const value = manifestValue(subject, point.key)
        return point.check && value !== undefined ? point.check(subject, value) : []
      }),
  }
}

export type ExtensionPoints = ReturnType<typeof createExtensionPoints>

/** What a plugin says under a manifest key, resolved by the host where it is more than the text. */
export function manifestValue(subject: PluginSubject, key: string): unknown {
  if (!subject.manifest) return undefined
  if (key === 'asset_types') return subject.assetTypes.length > 0 ? subject.assetTypes : undefined
  if (key === 'tables') return subject.resourceTables.length > 0 ? subject.resourceTables : undefined
  if (key === 'ui') return subject.ui ?? undefined
  if (key.startsWith('ui.')) return memberOf(subject.ui, key.slice(3))
  if (key === 'permissions') return subject.permissions.length > 0 ? subject.permissions : undefined
  return memberOf(subject.manifest, key)
}

function memberOf(declared: object | null, key: string): unknown {
  return Object.entries(declared ?? {}).find(([name]) => name === key)?.[1]
}
