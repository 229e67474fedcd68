import type { FieldProblem } from '@shopdb/contract/errors'
import type { SqlValue } from '../../platform/database/database.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { isLiveColumn, type OutputColumn } from '../../platform/resources/list-plan.ts'
import { nearest } from '../../platform/resources/nearest.ts'
import { toJson } from '../../platform/resources/record-values.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import type { FurtherColumn } from './record-rules.ts'
import { findAmbiguousLabels } from './store.ts'

/** A column of the CSV of a resource. A reference stands under its label's name, as its label. */
export type CsvColumn = { name: string; title: string; field: FieldModel | null; further: FurtherColumn | null }

/** Every column that a resource has as CSV: id, fields, and what its rules add. */
export function csvColumnsOf(model: ResourceModel, further: readonly FurtherColumn[]): CsvColumn[] {
  const isFixed = (field: FieldModel): boolean => model.base !== model.name && field.part === 0 && field.readOnly && field.reference !== null
  return [
    { name: 'id', title: 'Id', field: null, further: null },
    ...model.fields.filter((field) => !isFixed(field)).map((field): CsvColumn => ({ name: field.labelName ?? field.name, title: field.title, field, further: null })),
    ...further.map((column): CsvColumn => ({ name: column.name, title: column.title, field: null, further: column })),
  ]
}

/** The wanted columns in the wanted order; without a wish all of them. */
export function chooseColumns(all: readonly CsvColumn[], wanted: string | null): readonly CsvColumn[] {
  if (wanted === null || wanted === '') return all
  const problems: FieldProblem[] = []
  const chosen = wanted.split(',').flatMap((name) => {
    const found = all.find((column) => column.name === name.trim() || column.field?.name === name.trim())
    if (!found) problems.push({ path: 'columns', message: `"${name.slice(0, 60)}" is not a column; nearest: "${nearest(name, all.map((column) => column.name))}".`, allowed: all.map((column) => column.name) })
    return found ? [found] : []
  })
  if (problems.length > 0) throw new Problem('QUERY_UNKNOWN', { detail: problems[0]?.message ?? '', fields: problems })
  return chosen
}

/** Texts of a list in one cell, and back. A semicolon in a text is written `\;`. */
export const joinTexts = (texts: readonly string[]): string => texts.map((text) => text.replace(/[\\;]/g, '\\$&')).join('; ')

export function splitTexts(cell: string): string[] {
  return [...cell.matchAll(/(?:\\.|[^;\\])+/gs)].map(([text]) => text.replace(/\\(.)/gs, '$1').trim()).filter((text) => text !== '')
}

/** How a reference is written whose label does not lead to it alone: other records have it too, or its record is deleted. */
export const labelWithId = (label: string, id: SqlValue): string => `${label} (#${String(id)})`
export const labelWithIdPattern = /^(.*) \(#(\d{1,15})\)$/s

/** Labels that several live records of a resource share. */
export type AmbiguousLabels = ReadonlyMap<string, ReadonlySet<string>>

export async function ambiguousLabels(platform: Platform, columns: readonly CsvColumn[]): Promise<AmbiguousLabels> {
  const targets = new Set(columns.flatMap((column) => column.field?.reference ?? []))
  const found = new Map<string, ReadonlySet<string>>()
  for (const name of targets) {
    const target = platform.resources.get(name)
    const label = target?.fields.find((field) => field.name === target.label)
    if (target && label && !label.unique) found.set(name, await findAmbiguousLabels(platform.database, target, label))
  }
  return found
}

/** Turns rows of a page into the cells of the chosen columns. */
export function createCellReader(columns: readonly CsvColumn[], output: readonly OutputColumn[], leading: number, ambiguous: AmbiguousLabels): (row: readonly SqlValue[], further: ReadonlyMap<string, ReadonlyMap<number, readonly string[]>>) => unknown[] {
  const at = (name: string): number => output.findIndex((column) => column.name === name) + leading
  const readers = columns.map((column): ((row: readonly SqlValue[], further: ReadonlyMap<string, ReadonlyMap<number, readonly string[]>>) => unknown) => {
    const { field, name } = column
    if (column.further) return (row, further) => joinTexts(further.get(name)?.get(Number(row[0])) ?? [])
    if (!field) return (row) => row[0]
    const [value, label, isLive] = [at(field.name), field.labelName ? at(field.labelName) : -1, at(isLiveColumn(field))]
    if (!field.reference || label < leading) return (row) => toJson(field, row[value])
    const shared = ambiguous.get(field.reference)
    return (row) => {
      const [id, text] = [row[value] ?? null, row[label] ?? null]
      if (id === null) return null
      if (text === null) return `(#${String(id)})`
      return row[isLive] !== 1 || shared?.has(String(text)) ? labelWithId(String(text), id) : text
    }
  })
  return (row, further) => readers.map((read) => read(row, further))
}
