import type { Caller } from '../../platform/caller.ts'
import type { Database, SqlValue, Transaction } from '../../platform/database/database.ts'
import type { Platform } from '../../platform/platform.ts'
import type { JsonSchema } from '../../platform/resources/input-schema.ts'
import type { RecordInput } from '../../platform/resources/validate-input.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { RecordChange, RowChange } from '../changes/index.ts'

/** Values of a record by column, over all its parts. */
export type RecordValues = Record<string, SqlValue>

export type WriteStep = {
  platform: Platform
  transaction: Transaction
  caller: Caller
  model: ResourceModel
  id: number
  /** Null for a new record. */
  before: RecordValues | null
  after: RecordValues
  input: RecordInput
  at: number
  /** Changes of other records that this one brings with it (a tag made on the way); written before it, in the same batch. */
  also: RecordChange[]
  /** References found live in this transaction already, where many records are written at once. */
  knownLive?: Set<string>
}

/** A column of an export beside the record's own fields: texts of many records at once, as the import of it reads them. */
export type FurtherColumn = {
  /** The member of `furtherInput` it stands for; an array of texts there. */
  name: string
  title: string
  load: (database: Pick<Database, 'all'>, ids: readonly number[]) => Promise<Map<number, string[]>>
}

/**
 * What the feature that owns a resource adds to the general way of writing it. Keyed by the base resource, so that the
 * rules of assets hold for every asset type.
 */
export type RecordRules = {
  /** Further members a request may send, by name. */
  furtherInput?: (model: ResourceModel) => Readonly<Record<string, JsonSchema>>
  /** Members that only the description of creating shows: they decide which resource the record belongs to. */
  createInput?: (model: ResourceModel) => Readonly<Record<string, JsonSchema>>
  /** May set columns of `after`, or throw a Problem; runs before anything is written. */
  beforeWrite?: (step: WriteStep) => Promise<void>
  /** Rows of other tables that belong to the change (links, children). */
  furtherRows?: (step: WriteStep) => Promise<RowChange[]>
  /** A child of the record was written. */
  childChanged?: (transaction: Transaction, id: number) => Promise<void>
  /** Texts of the search document that are not in the record's own fields. */
  searchTexts?: (transaction: Pick<Transaction, 'all'>, id: number) => Promise<string[]>
  /** Title and subtitle in search results; default: the label, the resource's title. */
  searchTitle?: (model: ResourceModel, values: RecordValues) => { title: string; subtitle: string }
  furtherColumns?: (model: ResourceModel) => readonly FurtherColumn[]
  /** Takes out of an answered record what the caller may not know of others. */
  forCaller?: (platform: Platform, record: Record<string, unknown>, caller: Caller) => Promise<void>
  /** Adds members to one answered record. */
  decorate?: (platform: Platform, model: ResourceModel, record: Record<string, unknown>, values: RecordValues) => Promise<void>
}

export type RecordRulesRegistry = Map<string, RecordRules>
