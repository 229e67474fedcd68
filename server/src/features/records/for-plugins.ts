import type { RecordsApi, StoredRecord } from '@shopdb/plugin-api'
import { systemCaller, type Caller } from '../../platform/caller.ts'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { PluginHandle } from '../../plugin-host/index.ts'
import { changeContext } from '../changes/index.ts'
import type { RecordServices } from './record-services.ts'
import { writeMany, type ManyEntry } from './write-many.ts'
import { againAfterRace, type WriteRequest } from './write-record.ts'

const largestPage = 500
const mostAtOnce = 5000
const stampedByHost: readonly string[] = ['createdAt', 'modifiedAt', 'collectedBy']

type Page = { items: StoredRecord[]; total: number | null; nextCursor: string | null }

/** Records as plugins reach them: they read every resource and write the further tables of their own asset types and their own tables of kind `resource`. */
export function recordsForPlugin(services: RecordServices, plugin: PluginHandle): RecordsApi {
  const { platform, writer } = services
  const itself: Caller = { ...systemCaller, label: `plugin ${plugin.name}` }
  const modelOf = (resource: string): ResourceModel => {
    const model = platform.resources.get(resource)
    if (!model) throw new Problem('NOT_FOUND', { detail: `There is no resource "${resource}".` })
    return model
  }
  const list = async (resource: string, query: Record<string, string>): Promise<Page> => {
    const model = modelOf(resource)
    const text = await services.lists.list(model, `?${new URLSearchParams(query).toString()}`, query, (parsed) => services.scopeOf(model, itself, parsed))
    return JSON.parse(text) as Page // the list engine writes this shape
  }
  const mustRead = async (model: ResourceModel, id: number): Promise<StoredRecord> => {
    const record = await services.read(model, id)
    if (!record) throw new Problem('NOT_FOUND')
    return record as StoredRecord // the reader fills id and version of every record
  }
  const requestOf = (by: Caller = itself, version: number | null = null): WriteRequest => ({ caller: by, source: `plugin:${plugin.name}`, requestId: null, version: version ?? 'any' })
  return {
    list: (resource, query = '') => list(resource, Object.fromEntries(new URLSearchParams(query))),
    each: (resource, query = '') => everyRecord((cursor) => list(resource, { ...Object.fromEntries(new URLSearchParams(query)), limit: String(largestPage), count: 'none', ...(cursor !== null && { cursor }) })),
    get: async (resource, id) => (await services.read(modelOf(resource), id)) as StoredRecord | null, // as above
    create: async (resource, values, by) => {
      const model = writableBy(plugin, modelOf(resource))
      return mustRead(model, await writer.create(model, values, requestOf(by)))
    },
    update: async (resource, id, { version, ...values }, by) => {
      const model = writableBy(plugin, modelOf(resource))
      await writer.update(model, id, values, requestOf(by, typeof version === 'number' ? version : null))
      return mustRead(model, id)
    },
    remove: (resource, id, by) => writer.remove(writableBy(plugin, modelOf(resource)), id, requestOf(by)),
    saveMany: (resource, records, by) => saveMany(services, writableBy(plugin, modelOf(resource)), records, requestOf(by)),
  }
}

async function saveMany({ platform, writer: { dependencies } }: RecordServices, model: ResourceModel, records: readonly Readonly<Record<string, unknown>>[], { caller, source, requestId }: WriteRequest): Promise<number[]> {
  if (records.length > mostAtOnce) throw new Error(`context.records.saveMany: ${records.length} records are more than ${mostAtOnce}; save them in parts.`)
  const context = changeContext(caller, source, requestId, platform.now())
  const entries = records.map(({ id, ...input }): ManyEntry => ({ action: 'save', id: typeof id === 'number' ? id : null, input }))
  const outcomes = await againAfterRace(() => platform.database.write(async (transaction) => {
    const written = await writeMany(transaction, entries, { dependencies, model, caller, context })
    return written.map((outcome) => {
      if (outcome.outcome === 'failed') throw outcome.problem
      return outcome
    })
  }))
  if (outcomes.some(({ outcome }) => outcome !== 'unchanged')) dependencies.committed()
  return outcomes.map(({ id }) => id)
}

async function* everyRecord(page: (cursor: string | null) => Promise<Page>): AsyncGenerator<StoredRecord> {
  for (let cursor: string | null = null; ;) {
    const { items, nextCursor } = await page(cursor)
    yield* items
    if (nextCursor === null) return
    cursor = nextCursor
  }
}

const writableModels = new WeakMap<ResourceModel, ResourceModel>()

/** Read-only fields are those that the plugin works out: to its own code they are fields like any other. */
function writableBy(plugin: PluginHandle, model: ResourceModel): ResourceModel {
  if (model.plugin !== plugin.name || model.base === 'assets') {
    throw new Error(`context.records of the plugin "${plugin.name}": "${model.name}" is no table of its own that holds records${model.base === 'assets' ? '; change assets through context.assets' : ''}.`)
  }
  const known = writableModels.get(model) ?? { ...model, fields: model.fields.map((field) => (stampedByHost.includes(field.name) ? field : { ...field, readOnly: false })) }
  writableModels.set(model, known)
  return known
}
