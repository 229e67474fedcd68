import type { FieldProblem } from '@shopdb/contract/errors'
import type { Caller } from '../../platform/caller.ts'
import type { SqlValue } from '../../platform/database/database.ts'
import { keyOf } from '../../platform/resources/field-key.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { splitTexts, type RecordServices } from '../records/index.ts'
import { convertCell } from './convert-cell.ts'
import type { FileLine, ImportOptions, LineProblem } from './import-record.ts'
import { resolveReferences, textOf, type Resolved } from './resolve-references.ts'
import { findByValue, findLabels } from './store.ts'
import type { TargetField } from './target-fields.ts'

/** A line as a record of the API would be written, and which record it is. */
export type ReadLine = { line: number; cells: readonly string[]; input: Record<string, unknown>; id: number | null; problems: LineProblem[]; key: string | null; kind: string | null; label: string }

export type PartReader = { services: RecordServices; caller: Caller; model: ResourceModel; headers: readonly string[]; options: ImportOptions; targets: readonly TargetField[] }

type Column = { header: string; index: number; target: TargetField }

/** Reads the lines of a part: values, references and existing records, with everything that is wrong in every cell. */
export async function readPart(reader: PartReader, lines: readonly FileLine[]): Promise<ReadLine[]> {
  const columns = columnsOf(reader)
  const references = new Map<Column, Map<string, Resolved>>()
  for (const column of columns) {
    const { field, isId } = column.target
    if (field?.reference) references.set(column, await resolveReferences(reader.services, reader.caller, field, isId, lines.map(([, cells]) => cells[column.index] ?? '')))
  }
  const read = lines.map(([line, cells]) => readLine(reader, columns, references, line, cells))
  await findExisting(reader, columns, read)
  return read
}

function columnsOf({ headers, options, targets }: PartReader): Column[] {
  return options.columns.flatMap((name, index) => {
    const target = targets.find((candidate) => candidate.name === name)
    return target ? [{ header: headers[index] ?? `Column ${index + 1}`, index, target }] : []
  })
}

function readLine({ options }: PartReader, columns: readonly Column[], references: ReadonlyMap<Column, ReadonlyMap<string, Resolved>>, line: number, cells: readonly string[]): ReadLine {
  const read: ReadLine = { line, cells, input: {}, id: null, problems: [], key: null, kind: null, label: '' }
  for (const column of columns) {
    const { name, field, further } = column.target
    const cell = cells[column.index] ?? ''
    const refuse = (message: string): void => void read.problems.push({ column: column.header, field: name, message })
    if (name === 'type' && !field && !further) read.kind = textOf(cell)
    else if (further) read.input[name] = splitTexts(cell)
    else if (field?.reference) {
      const found = textOf(cell) === '' ? { id: null } : references.get(column)?.get(textOf(cell))
      if (found && 'problem' in found) refuse(found.problem)
      else read.input[field.name] = found?.id ?? null
    } else if (field) {
      const converted = convertCell(field, cell, options)
      if ('problem' in converted) refuse(converted.problem)
      else read.input[field.name] = converted.value
    }
  }
  return read
}

/** Which record each line is: by the field that identifies, or by the id. */
async function findExisting({ services, model, options }: PartReader, columns: readonly Column[], read: readonly ReadLine[]): Promise<void> {
  const column = columns.find(({ target }) => target.name === options.key)
  if (!column) return
  const { field } = column.target
  if (!field) return findById(services, model, column, read)
  const keyed = read.flatMap((line) => {
    const value = line.input[field.name]
    const key = value === null || value === undefined ? null : keyText(field, value)
    line.key = key
    line.label = typeof value === 'string' ? value : ''
    return key === null ? [] : [{ line, key }]
  })
  const found = await findByValue(services.platform.database, model, field, [...new Set(keyed.map(({ key }): SqlValue => key))])
  for (const { line, key } of keyed) {
    const [first, second] = found.get(key) ?? []
    line.id = first ?? null
    if (second !== undefined) line.problems.push({ column: column.header, field: field.name, message: 'Several records have this value.' })
  }
}

function keyText(field: FieldModel, value: unknown): string {
  const text = String(value).normalize('NFC').trim()
  return field.keyColumn ? keyOf(field, text) : text
}

async function findById({ platform }: RecordServices, model: ResourceModel, column: Column, read: readonly ReadLine[]): Promise<void> {
  for (const line of read) {
    const text = textOf(line.cells[column.index] ?? '')
    if (text === '') continue
    if (!/^\d{1,15}$/.test(text)) line.problems.push({ column: column.header, field: 'id', message: `"${text.slice(0, 40)}" is no id.` })
    else line.key = text
  }
  const known = await findLabels(platform.database, model, undefined, read.flatMap(({ key }) => (key === null ? [] : [Number(key)])))
  for (const line of read) if (line.key !== null && known.has(Number(line.key))) line.id = Number(line.key)
}

/** A problem of a record at the column it came from. */
export function atColumn({ headers, options, targets }: PartReader, { path, message }: FieldProblem): LineProblem {
  const name = path.replace(/^\//, '').split('/')[0] ?? ''
  const index = options.columns.findIndex((column) => column !== null && (column === name || targets.find((target) => target.name === column)?.field?.name === name))
  return { column: index < 0 ? null : (headers[index] ?? null), field: name === '' ? null : name, message }
}
