import type { Caller } from '../../platform/caller.ts'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { RecordServices } from '../records/index.ts'
import { findModel } from './links.ts'
import { fillDates } from './relative-dates.ts'

export type ListPage = { items: Record<string, unknown>[]; total: number | null; totalIsExact: boolean }
const minute = 60_000

/** The query string with its dates filled in; by the minute, so that the list's plan can be used again. */
export function currentQuery(query: string | undefined, now: number): string {
  return fillDates(query ?? '', Math.floor(now / minute) * minute)
}

/** The resource that a declaration names, for a caller who may read it. */
export function readableModel({ platform }: RecordServices, caller: Caller, type: string): ResourceModel {
  const model = findModel(platform.resources, type)
  if (!model) throw new Problem('NOT_FOUND', { detail: `There is no active type "${type}".` })
  if (!caller.may(model.permissions.read)) throw new Problem('PERMISSION_MISSING', { extra: { permission: model.permissions.read } })
  return model
}

/** One page of a list as its caller sees it; the same plans and the same predicate as the API. */
export async function readList({ lists, scopeOf }: RecordServices, model: ResourceModel, caller: Caller, query: string): Promise<ListPage> {
  const text = await lists.list(model, `?${query}`, Object.fromEntries(new URLSearchParams(query)), (parsed) => scopeOf(model, caller, parsed))
  return JSON.parse(text) as ListPage // the list engine wrote it
}

export function joinQuery(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('&')
}
