import type { ContentColumn } from '@shopdb/contract/plugin-content'
import type { JsonSchema } from '@shopdb/contract/json-schema'
import type { Caller } from '../../platform/caller.ts'
import type { Contribution, PluginHandle } from '../../plugin-host/index.ts'

export type ReportRow = Readonly<Record<string, unknown>>
export type ReportParameters = Record<string, unknown>

/** A report of core or of a plugin's hook. */
export type Report = Contribution & {
  readonly description?: string
  readonly parameters?: JsonSchema
  readonly columns: readonly ContentColumn[]
  readonly chart?: { readonly kind: 'bar' | 'line' | 'donut'; readonly label: string; readonly values?: readonly string[] }
  /** Rows at once, or one after the other. */
  readonly run: (parameters: ReportParameters, caller: Caller) => unknown
  /** Runs each step towards the next row; of a plugin: in its name and with a time limit. */
  readonly step: PluginHandle['run']
}

export const rowLimit = 60_000
