import type { JsonSchema } from '@shopdb/contract/json-schema'

/** A command of `npx shopdb <plugin> <name>`. `run` answers what is printed; with --json as it is. */
export type Command = {
  readonly name: string
  readonly description: string
  /** JSON Schema of type object; each property is an option. */
  readonly parameters?: JsonSchema
  readonly run: (parameters: Record<string, unknown>) => unknown
}

/**
 * A tile of the dashboard. `counter` loads `{ value, label?, tone? }`, `table` `{ columns, rows }`, `chart`
 * `{ kind: 'bar' | 'line' | 'donut', series }`.
 *
 * @example { id: 'windows-10', title: 'Still on Windows 10', kind: 'counter', permission: 'computers.read', load: () => ({ value: 12 }) }
 */
export type Widget = {
  readonly id: string
  readonly title: string
  readonly kind: 'counter' | 'table' | 'chart'
  readonly permission?: string
  readonly size?: 'small' | 'medium' | 'large'
  /** Seconds between two loads while it is visible. Changes of records refresh it anyway. */
  readonly refreshSeconds?: number
  readonly load: (request: { caller: { may: (permission: string) => boolean } }) => unknown
}

/** Further words under which assets of a type are found. `load` answers, by asset id, the texts to add. */
export type SearchFields = { readonly type: string; readonly load: (assetIds: readonly number[]) => Promise<Readonly<Record<number, readonly string[]>>> }

/** Work that runs by schedule or on demand, in one server process at a time. Needs the capability `jobs`. */
export type JobDeclaration = {
  readonly name: string
  readonly title: string
  /** Seconds between two runs. */
  readonly everySeconds?: number
  /** Time of day in UTC, `HH:MM`. */
  readonly at?: string
  /** Milliseconds after which a run is aborted and counted as failed. */
  readonly timeLimit?: number
  readonly run: (job: { signal: AbortSignal; parameters: unknown; progress: (done: number, total: number) => void }) => Promise<unknown>
}

/** A loop that runs as long as the plugin is active, in one server process at a time. It ends when `signal` is aborted. */
export type WorkerDeclaration = { readonly name: string; readonly title: string; readonly run: (signal: AbortSignal) => Promise<void> }

/** A kind of realtime message that browsers may subscribe to, as `<plugin>.<name>`. */
export type Topic = { readonly name: string; readonly title: string; readonly permission: string; readonly message?: JsonSchema; readonly retained?: boolean }

/** State of what the plugin stands on. `down` does not stop the plugin; it is shown and counted. */
export type HealthAnswer = { readonly status: 'ok' | 'degraded' | 'down'; readonly detail?: string; readonly figures?: Readonly<Record<string, number | string | boolean | null>> }

/** A list that people run and export. `run` answers rows with a member for each column. */
export type Report = {
  readonly id: string
  readonly title: string
  readonly description?: string
  readonly permission?: string
  readonly parameters?: JsonSchema
  readonly columns: readonly { readonly name: string; readonly title: string; readonly unit?: string }[]
  readonly run: (parameters: Record<string, unknown>) => Promise<readonly Readonly<Record<string, unknown>>[]>
}

/** How assets of a type look on the floor plan. `load` answers, by asset id, tone and label. */
export type MapMarkers = {
  readonly type: string
  readonly load: (assetIds: readonly number[]) => Promise<Readonly<Record<number, { tone?: 'ok' | 'warning' | 'critical' | 'muted'; label?: string; badge?: string }>>>
}

/** A panel on the page of an asset, of the types named (default: every type of the plugin). */
export type AssetPanel = {
  readonly id: string
  readonly title: string
  readonly types?: readonly string[]
  readonly kind: 'fields' | 'table' | 'chart'
  readonly permission?: string
  readonly order?: number
  readonly load: (assetId: number) => unknown
}

/** Second line and badges of search results of a type. */
export type SearchResults = { readonly type: string; readonly load: (assetIds: readonly number[]) => Promise<Readonly<Record<number, { subtitle?: string; badges?: readonly string[] }>>> }
