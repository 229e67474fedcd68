import type { Transaction } from '../../platform/database/database.ts'
import { duplicateConstraint } from '../../platform/database/database-error.ts'
import { cutAt } from '../../platform/natural-key.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { labelsOf } from '../../platform/resources/list-records.ts'
import type { InputValidator, RecordInput } from '../../platform/resources/validate-input.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import type { Caller } from '../../platform/caller.ts'
import { changeContext, writeChanges, type ChangeAction, type ChangeContext, type RecordChange, type RowChange } from '../changes/index.ts'
import { searchBody, writeSearchDocuments, type SearchDocument } from '../search/index.ts'
import { applyInput, changedFields, defaultValues, insertRows, setField, updateRows } from './build-rows.ts'
import { checkReferences, checkUnused } from './check-references.ts'
import { findConflicts } from './find-conflicts.ts'
import { findHolders, loadForWrite, loadForWriteMany, valueOf } from './store.ts'
import { formatProvenance, parseProvenance, stampFields } from './provenance.ts'
import type { RecordRules, RecordRulesRegistry, RecordValues, WriteStep } from './record-rules.ts'

/** Who writes and how: the same for every operation of one request. */
export type WriteRequest = { caller: Caller; source: string; requestId: string | null; /** Null: no precondition (collectors, bulk). */ version: number | null | 'any' }

export type RecordWriter = {
  /** `given` are columns that no request may set, known to the feature that writes. */
  create: (model: ResourceModel, input: unknown, request: WriteRequest, given?: Readonly<RecordValues>) => Promise<number>
  update: (model: ResourceModel, id: number, input: unknown, request: WriteRequest, mode?: 'patch' | 'replace') => Promise<void>
  remove: (model: ResourceModel, id: number, request: WriteRequest) => Promise<void>
  restore: (model: ResourceModel, id: number, request: WriteRequest) => Promise<void>
  /** What writes of many records share with these. */
  dependencies: RecordDependencies
  /** Writes the search documents of live records anew; nothing of the records changes. */
  rewriteDocuments: (transaction: Transaction, model: ResourceModel, ids: readonly number[]) => Promise<void>
}

export type RecordDependencies = { platform: Platform; validator: InputValidator; rules: RecordRulesRegistry; committed: () => void }

/** Creates, changes, deletes and restores records of any resource, always through the one write path. */
export function createRecordWriter(dependencies: RecordDependencies): RecordWriter {
  const { platform, validator, rules } = dependencies
  const rulesOf = (model: ResourceModel): RecordRules => rules.get(model.base) ?? {}
  const run = async <T>(request: WriteRequest, work: (transaction: Transaction, context: ChangeContext) => Promise<T>): Promise<T> => {
    const context = changeContext(request.caller, request.source, request.requestId, platform.now())
    const result = await againAfterRace(() => platform.database.write((transaction) => work(transaction, context)))
    dependencies.committed()
    return result
  }

  return {
    dependencies,
    rewriteDocuments: (transaction, model, ids) => rewriteDocuments(rulesOf(model), transaction, model, ids),
    create: async (model, raw, request, given = {}) => {
      const input = validator.check(model, 'create', raw, rulesOf(model).furtherInput?.(model))
      return run(request, async (transaction, context) => {
        const id = await transaction.takeIds(model.parts[0]?.table ?? model.name, 1)
        const after: RecordValues = { ...defaultValues(model), id, version: 1, active: 1, deletedat: null, createdat: context.at, modifiedat: context.at, provenance: null }
        applyInput(model, after, input)
        Object.assign(after, given)
        await writeRecord(dependencies, rulesOf(model), context, { platform, transaction, caller: request.caller, model, id, before: null, after, input, at: context.at, also: [] }, 'created')
        return id
      })
    },
    update: async (model, id, raw, request, mode = 'patch') => {
      const input = validator.check(model, mode === 'patch' ? 'patch' : 'create', raw, rulesOf(model).furtherInput?.(model))
      await run(request, async (transaction, context) => {
        const before = await loadLive(transaction, model, id)
        await checkVersion(platform, transaction, model, id, before, request.version, input)
        const after = { ...before }
        if (mode === 'replace') for (const field of model.fields.filter(isReplaced)) setField(after, field, null)
        applyInput(model, after, input)
        await writeRecord(dependencies, rulesOf(model), context, { platform, transaction, caller: request.caller, model, id, before, after, input, at: context.at, also: [] }, 'updated')
      })
    },
    remove: async (model, id, request) => run(request, async (transaction, context) => {
      const before = await loadLive(transaction, model, id)
      await checkVersion(platform, transaction, model, id, before, request.version, {})
      await checkUnused(platform, transaction, model, id)
      const after = { ...before, active: 0, deletedat: context.at }
      for (const field of model.fields.filter((candidate) => candidate.unique)) releaseKey(after, field, id)
      await writeRecord(dependencies, rulesOf(model), context, { platform, transaction, caller: request.caller, model, id, before, after, input: {}, at: context.at, also: [] }, 'deleted')
    }),
    restore: async (model, id, request) => run(request, async (transaction, context) => {
      const before = await loadForWrite(transaction, model, id)
      if (!before) throw new Problem('NOT_FOUND')
      if (before.active === 1) throw new Problem('STATE_CONFLICT', { detail: `${model.title} ${id} is not deleted.` })
      const after: RecordValues = { ...before, active: 1, deletedat: null }
      for (const field of model.fields.filter((candidate) => candidate.unique)) setField(after, field, valueOf(after, field.column))
      await writeRecord(dependencies, rulesOf(model), context, { platform, transaction, caller: request.caller, model, id, before, after, input: {}, at: context.at, also: [] }, 'restored')
    }),
  }
}

/**
 * Two at once may give out the same value: a number, or a tag that both make on the way. The engine refuses the later one;
 * looking again, it finds what the earlier one wrote, or says by name what is taken.
 */
export async function againAfterRace<T>(write: () => Promise<T>, attempts = 3): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (attempts <= 1 || duplicateConstraint(error) === null) throw error
    return againAfterRace(write, attempts - 1)
  }
}

function isReplaced(field: FieldModel): boolean {
  return !field.readOnly && !field.required
}

async function loadLive(transaction: Transaction, model: ResourceModel, id: number): Promise<RecordValues> {
  const before = await loadForWrite(transaction, model, id)
  if (!before || before.active !== 1) throw new Problem('NOT_FOUND')
  return before
}

/** A deleted record keeps its values but frees its unique keys; the id behind the key keeps deleted ones apart. */
export function releaseKey(values: RecordValues, field: FieldModel, id: number): void {
  if (!field.keyColumn || values[field.keyColumn] === null) return
  values[field.keyColumn] = `${cutAt(String(values[field.keyColumn]), 180)}\u0001${id}`
}

async function checkVersion(platform: Platform, transaction: Transaction, model: ResourceModel, id: number, before: RecordValues, version: WriteRequest['version'], input: RecordInput): Promise<void> {
  if (version === 'any' || version === before.version) return
  if (version === null) throw new Problem('VERSION_REQUIRED')
  const conflicts = await findConflicts(platform, model, await historyTarget(platform, transaction, model, id, before), before, version, input)
  throw new Problem('VERSION_STALE', { extra: { currentVersion: before.version, conflicts } })
}

async function writeRecord(dependencies: RecordDependencies, rules: RecordRules, context: ChangeContext, step: WriteStep, action: ChangeAction): Promise<void> {
  const changes = await prepareRecord(dependencies, rules, context, step, action)
  if (changes.length === 0) return
  await writeChanges(step.transaction, context, changes)
  await refreshOwners(dependencies, step)
}

/** Everything that writing a record means, as changes yet to be written; none when it is as wanted already. */
export async function prepareRecord({ platform }: Pick<RecordDependencies, 'platform'>, rules: RecordRules, context: ChangeContext, step: WriteStep, action: ChangeAction, more: readonly RowChange[] = []): Promise<RecordChange[]> {
  const { transaction, model, id, before, after, caller } = step
  await rules.beforeWrite?.(step)
  const fields = changedFields(model, before ?? {}, after)
  await checkReferences(platform, transaction, action === 'restored' ? model.fields : fields, after, step.knownLive)
  const further = [...((await rules.furtherRows?.(step)) ?? []), ...more]
  const changesNothing = before !== null && before.active === after.active && fields.length === 0 && further.length === 0
  if (changesNothing) return []
  if (before) {
    after.version = Number(before.version) + 1
    after.modifiedat = context.at
  }
  if (model.hasProvenance) after.provenance = formatProvenance(stampFields(parseProvenance(textOrNull(before?.provenance)), sourceOf(caller), context.at, fields.filter((field) => !field.readOnly).map((field) => field.name)))
  await refuseDuplicates(transaction, model, before, after)
  const rows = before ? updateRows(model, id, before, after) : insertRows(model, id, after)
  const target = await historyTarget(platform, transaction, model, id, after)
  const own = target.kind === model.kind
  const change: RecordChange = { ...target, label: own ? String(valueOf(after, labelColumn(model)) ?? '') : await ownerLabel(platform, transaction, model, target.entityId), action: own ? action : 'updated', rows: [...rows, ...further] }
  const search = model.ownerField || isBesideAssets(model) ? {} : { search: await searchDocument(rules, transaction, model, id, after) }
  return [...step.also, { ...change, ...search }]
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

export function sourceOf(caller: Caller): string {
  return caller.userId === null ? 's' : `u:${caller.userId}`
}

export function labelColumn(model: ResourceModel): string {
  return model.fields.find((field) => field.name === model.label)?.column ?? 'id'
}

/** A child's change stands in the history of its owner. */
async function historyTarget(platform: Platform, transaction: Transaction, model: ResourceModel, id: number, values: RecordValues): Promise<{ kind: string; entityId: number }> {
  const owner = await ownerOf(platform, transaction, model, values)
  return owner ? { kind: owner.model.kind, entityId: owner.id } : { kind: model.kind, entityId: id }
}

async function ownerLabel({ resources }: Platform, transaction: Transaction, model: ResourceModel, ownerId: number): Promise<string> {
  const reference = model.fields.find((field) => field.name === model.ownerField)?.reference ?? ''
  return String((await labelsOf(transaction, resources, reference, [ownerId])).get(ownerId) ?? ownerId)
}

async function ownerOf(platform: Platform, transaction: Transaction, model: ResourceModel, values: RecordValues): Promise<{ model: ResourceModel; id: number } | null> {
  const field = model.fields.find((candidate) => candidate.name === model.ownerField)
  const id = field ? valueOf(values, field.column) : null
  const owner = field?.reference ? platform.resources.get(field.reference) : undefined
  if (!owner || typeof id !== 'number') return null
  return { model: await platform.resources.specific(transaction, owner, id), id }
}

/** Duplicates are found before writing, so that the answer names the field and the record that has the value. */
async function refuseDuplicates(transaction: Transaction, model: ResourceModel, before: RecordValues | null, after: RecordValues): Promise<void> {
  for (const field of model.fields) {
    const part = model.parts[field.part]
    const column = field.keyColumn ?? field.column
    const key = valueOf(after, column)
    if (!field.unique || !part || key === null || key === before?.[column]) continue
    const existing = (await findHolders(transaction, part, column, key)).find((id) => id !== after.id)
    if (existing !== undefined) throw new Problem('DUPLICATE', { detail: `${field.title} "${String(after[field.column])}" is taken.`, fields: [{ path: `/${field.name}`, message: 'is taken by another record' }], extra: { existing: { id: existing, resource: model.name } } })
  }
}

/** A plugin's record that refers to assets without belonging to one has no document: search could not tell who may see it. */
function isBesideAssets(model: ResourceModel): boolean {
  return model.plugin !== null && model.base !== 'assets' && model.fields.some((field) => field.reference === 'assets')
}

async function searchDocument(rules: RecordRules, transaction: Transaction, model: ResourceModel, id: number, values: RecordValues): Promise<SearchDocument> {
  const titles = rules.searchTitle?.(model, values) ?? { title: String(valueOf(values, labelColumn(model)) ?? id), subtitle: model.title }
  const own = model.fields.filter((field) => field.searched).map((field) => valueOf(values, field.column))
  const texts = values.active === 1 ? [...own.map((value) => (value === null ? null : String(value))), ...((await rules.searchTexts?.(transaction, id)) ?? [])] : null
  return { kind: model.kind, entityId: id, ...titles, body: texts ? searchBody(texts) : null }
}

async function rewriteDocuments(rules: RecordRules, transaction: Transaction, model: ResourceModel, ids: readonly number[]): Promise<void> {
  const loaded = await loadForWriteMany(transaction, model, ids)
  const documents: SearchDocument[] = []
  for (const [id, values] of loaded) documents.push(await searchDocument(rules, transaction, model, id, values))
  await writeSearchDocuments(transaction, documents)
}

/** The owner's search document holds its children's texts; a child that moves leaves its former owner's. */
export async function refreshOwners(dependencies: Pick<RecordDependencies, 'platform' | 'rules'>, { transaction, model, before, after }: WriteStep): Promise<void> {
  if (!model.ownerField) return
  const owner = await ownerOf(dependencies.platform, transaction, model, after)
  const former = before ? await ownerOf(dependencies.platform, transaction, model, before) : null
  if (former && former.id !== owner?.id) await refreshOwner(dependencies, transaction, former)
  if (owner) await refreshOwner(dependencies, transaction, owner)
}

async function refreshOwner(dependencies: Pick<RecordDependencies, 'platform' | 'rules'>, transaction: Transaction, owner: { model: ResourceModel; id: number }): Promise<void> {
  const values = await loadForWrite(transaction, owner.model, owner.id)
  if (!values) return
  const rules = dependencies.rules.get(owner.model.base) ?? {}
  await rules.childChanged?.(transaction, owner.id)
  await writeSearchDocuments(transaction, [await searchDocument(rules, transaction, owner.model, owner.id, values)])
}
