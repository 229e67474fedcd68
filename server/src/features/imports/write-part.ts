import type { Transaction } from '../../platform/database/database.ts'
import { Problem } from '../../platform/problem.ts'
import { labelsOf } from '../../platform/resources/list-records.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { ChangeContext } from '../changes/index.ts'
import { writeMany, type FieldDifference, type ManyEntry, type ManyOutcome } from '../records/index.ts'
import { noCounts, type FileLine, type ImportCounts, type LineChange, type LineOutcome, type LineProblem } from './import-record.ts'
import { atColumn, readPart, type PartReader, type ReadLine } from './read-part.ts'

export type PartWriter = PartReader & { context: ChangeContext; isRehearsal: boolean; /** Keys of the lines so far, with the line each stands in. */ seen: Map<string, number> }

/** What the lines of a part come to, in their order; written, unless it is a rehearsal. */
export async function writePart(writer: PartWriter, transaction: Transaction, lines: readonly FileLine[]): Promise<LineOutcome[]> {
  const read = await readPart(writer, lines)
  const outcomes = new Map<number, LineOutcome>()
  const groups = new Map<ResourceModel, ReadLine[]>()
  for (const line of read) {
    const model = await modelOf(writer, line)
    line.problems.push(...checkLine(writer, line, model))
    if (line.problems.length > 0 || !model) outcomes.set(line.line, failed(line, line.problems))
    else groups.set(model, [...(groups.get(model) ?? []), line])
  }
  for (const [model, ofModel] of groups) {
    const written = await writeMany(transaction, ofModel.map((line) => entryOf(writer, line)), { dependencies: writer.services.writer.dependencies, model, caller: writer.caller, context: writer.context, isRehearsal: writer.isRehearsal })
    for (const [index, line] of ofModel.entries()) {
      const outcome = written[index]
      if (outcome) outcomes.set(line.line, outcomeOf(writer, model, line, outcome))
    }
  }
  const inOrder = read.flatMap((line) => outcomes.get(line.line) ?? [])
  await nameReferences(writer, [...groups.keys()], inOrder)
  return inOrder
}

export function countOutcomes(outcomes: readonly LineOutcome[]): ImportCounts {
  const counts = { ...noCounts }
  for (const { outcome } of outcomes) counts[outcome] += 1
  return counts
}

/** Under the address of all assets a column says the type of a new one; one that exists has its own. */
async function modelOf({ services, model }: PartWriter, line: ReadLine): Promise<ResourceModel | null> {
  const { platform } = services
  if (line.id !== null) return platform.resources.specific(platform.database, model, line.id)
  try {
    return services.modelForCreate(model, { type: line.kind ?? undefined })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    line.problems.push({ column: null, field: 'type', message: error.message })
    return null
  }
}

function checkLine({ caller, options, seen, model: wanted }: PartWriter, line: ReadLine, model: ResourceModel | null): LineProblem[] {
  const problems: LineProblem[] = []
  const refuse = (message: string, field: string | null = options.key): void => void problems.push({ column: null, field, message })
  if (model && !caller.may(model.permissions.write)) refuse(`You may not write ${model.titlePlural.toLowerCase()}.`, null)
  if (model && wanted.base !== wanted.name && model.name !== wanted.name) refuse(`The record of this ${options.key ?? 'id'} is no ${wanted.title.toLowerCase()}.`)
  if (options.mode === 'create' && line.id !== null) refuse('A record with this value exists already.')
  if (options.mode === 'update' && line.id === null) refuse('There is no record with this value to update.')
  const before = line.key === null ? undefined : seen.get(line.key)
  if (before !== undefined) refuse(`Line ${before} is about the same record.`)
  else if (line.key !== null) seen.set(line.key, line.line)
  return problems
}

/** Of a record that exists, empty cells say nothing, unless they are to clear, and what it was found by stays as it is written there. */
function entryOf({ options }: PartWriter, line: ReadLine): ManyEntry {
  const keepsAll = options.empty === 'clear' && line.id !== null
  const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0)
  const given = Object.entries(line.input).filter(([name, value]) => (keepsAll || !isEmpty(value)) && !(line.id !== null && name === options.key))
  return { action: 'save', id: line.id, input: Object.fromEntries(given) }
}

function failed(line: ReadLine, problems: readonly LineProblem[]): LineOutcome {
  return { line: line.line, outcome: 'error', id: line.id, label: line.label, changes: [], problems: [...problems] }
}

const verbs = { created: 'create', updated: 'update', unchanged: 'skip', deleted: 'skip' } as const

function outcomeOf(writer: PartWriter, model: ResourceModel, line: ReadLine, outcome: ManyOutcome): LineOutcome {
  if (outcome.outcome === 'failed') {
    const { fields } = outcome.problem
    return failed(line, fields && fields.length > 0 ? fields.map((field) => atColumn(writer, field)) : [{ column: null, field: null, message: outcome.problem.message }])
  }
  const isNew = outcome.outcome === 'created'
  return { line: line.line, outcome: verbs[outcome.outcome], id: isNew && writer.isRehearsal ? null : outcome.id, label: outcome.label, changes: outcome.changes.map((change) => titled(model, change)), problems: [] }
}

function titled(model: ResourceModel, { field, before, after }: FieldDifference): LineChange {
  return { field, title: model.fields.find((candidate) => candidate.name === field)?.title ?? field, before, after }
}

/** Differences of references are shown by label, a few statements for all of them. */
async function nameReferences({ services }: PartWriter, models: readonly ResourceModel[], outcomes: readonly LineOutcome[]): Promise<void> {
  const { database, resources } = services.platform
  const fields = new Map(models.flatMap((model) => model.fields).filter((field) => field.reference !== null).map((field) => [field.name, field]))
  for (const field of fields.values()) {
    const changes = outcomes.flatMap((outcome) => outcome.changes).filter((change) => change.field === field.name)
    const ids = changes.flatMap(({ before, after }) => [before, after]).filter((id) => typeof id === 'number')
    if (ids.length === 0 || !field.reference) continue
    const labels = await labelsOf(database, resources, field.reference, ids)
    const named = (id: unknown): unknown => (typeof id === 'number' ? (labels.get(id) ?? id) : id)
    for (const change of changes) Object.assign(change, { before: named(change.before), after: named(change.after) })
  }
}
