import type { Caller } from '../../platform/caller.ts'
import { unguardCell } from '../../platform/http/csv.ts'
import { Problem } from '../../platform/problem.ts'
import { keyOf } from '../../platform/resources/field-key.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { labelWithIdPattern, type RecordServices } from '../records/index.ts'
import { findByValue, findLabels } from './store.ts'

export type Resolved = { id: number } | { problem: string }

/** Leads the labels of a column to the records they name, a few statements for all of them. */
export async function resolveReferences(services: RecordServices, caller: Caller, field: FieldModel, isId: boolean, cells: readonly string[]): Promise<Map<string, Resolved>> {
  const target = field.reference ? services.platform.resources.get(field.reference) : undefined
  const texts = [...new Set(cells.map(textOf).filter((text) => text !== ''))]
  const resolved = new Map<string, Resolved>()
  if (!target) return resolved
  const label = target.fields.find((candidate) => candidate.name === target.label)
  const byId = texts.filter((text) => (isId ? /^\d{1,15}$/.test(text) : labelWithIdPattern.test(text)))
  const labels = await findLabels(services.platform.database, target, label, byId.map((text) => Number(isId ? text : labelWithIdPattern.exec(text)?.[2])))
  for (const text of byId) {
    const [, said = '', id = text] = isId ? [] : (labelWithIdPattern.exec(text) ?? [])
    const found = labels.get(Number(id))
    if (found !== undefined && (isId || said === found || said === '')) resolved.set(text, { id: Number(id) })
  }
  if (!isId && label) await resolveLabels(services, target, label, texts.filter((text) => !resolved.has(text)), resolved)
  for (const text of texts) if (!resolved.has(text)) resolved.set(text, missing(target, text))
  await hideInvisible(services, caller, target, resolved)
  return resolved
}

export const textOf = (cell: string): string => unguardCell(cell).trim()

function missing(target: ResourceModel, text: string): Resolved {
  return { problem: `There is no ${target.title.toLowerCase()} "${text.slice(0, 60)}".` }
}

async function resolveLabels({ platform }: RecordServices, target: ResourceModel, label: FieldModel, texts: readonly string[], resolved: Map<string, Resolved>): Promise<void> {
  const keys = new Map(texts.map((text) => [text, label.keyColumn ? keyOf(label, text.normalize('NFC')) : text.normalize('NFC')]))
  const found = await findByValue(platform.database, target, label, [...new Set(keys.values())])
  for (const [text, key] of keys) {
    const [first, second] = found.get(key) ?? []
    if (first === undefined) continue
    resolved.set(text, second === undefined ? { id: first } : { problem: `Several ${target.titlePlural.toLowerCase()} are called "${text.slice(0, 60)}"; write which one: "${text.slice(0, 60)} (#${first})".` })
  }
}

/** What the caller may not see does not exist for him. */
async function hideInvisible(services: RecordServices, caller: Caller, target: ResourceModel, resolved: Map<string, Resolved>): Promise<void> {
  for (const [text, found] of resolved) {
    if ('problem' in found) continue
    try {
      await services.assertVisible(target, caller, found.id)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      resolved.set(text, missing(target, text))
    }
  }
}
