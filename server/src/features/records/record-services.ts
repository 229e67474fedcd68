import type { Caller } from '../../platform/caller.ts'
import type { Platform } from '../../platform/platform.ts'
import type { ListEngine, ListScope } from '../../platform/resources/list-records.ts'
import type { ListRequest } from '../../platform/resources/list-request.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { RecordReader } from './read-record.ts'
import type { RecordRulesRegistry } from './record-rules.ts'
import type { RecordWriter } from './write-record.ts'

/** What every resource shares: the write path, the reader, the lists, and what a caller may see of them. */
export type RecordServices = {
  platform: Platform
  writer: RecordWriter
  read: RecordReader
  lists: ListEngine
  rules: RecordRulesRegistry
  /** What a caller sees of a list, and what `q` narrows it to. */
  scopeOf: (model: ResourceModel, caller: Caller, request: ListRequest) => ListScope | Promise<ListScope>
  /** Throws NOT_FOUND when the caller may not see the record. */
  assertVisible: (model: ResourceModel, caller: Caller, id: number) => Promise<void>
  /** The resource that a new record belongs to, where the body decides it (the type of an asset), and that resource's own. */
  modelForCreate: (model: ResourceModel, body: unknown) => ResourceModel
}
