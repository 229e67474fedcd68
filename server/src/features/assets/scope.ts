import { sql } from 'kysely'
import type { Caller } from '../../platform/caller.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { ListCondition } from '../../platform/resources/list-plan.ts'
import type { ListScope } from '../../platform/resources/list-records.ts'
import type { ListRequest } from '../../platform/resources/list-request.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { findIds } from '../search/index.ts'
import type { AssetTypes } from './asset-types.ts'
import { findOwner, findTypeOf } from './store.ts'
import { isVisible, visibilityCondition, visibleTo } from './visible-to.ts'

/** A query in a list looks at this many found records at most; the answer says when there were more. */
const mostFound = 1000

const everything: ListScope = { conditions: [] }

/** What a caller sees of a list, narrowed by `q`. Without either there is nothing to ask the database. */
export function createScope(platform: Platform, types: AssetTypes): (model: ResourceModel, caller: Caller, request: ListRequest) => ListScope | Promise<ListScope> {
  return (model, caller, request) => {
    const visibility = model.name === 'assets' ? visibilityCondition(visibleTo(caller, types)) : []
    const owned = model.ownerField ? ownerCondition(model, caller, types) : []
    const conditions = [...visibility, ...owned]
    if (!request.q) return conditions.length === 0 ? everything : { conditions }
    return foundScope(platform, model, request.q, conditions)
  }
}

async function foundScope(platform: Platform, model: ResourceModel, query: string, conditions: readonly ListCondition[]): Promise<ListScope> {
  const kinds = model.name === 'assets' ? null : [model.kind]
  const ids = await findIds(platform, query, kinds, mostFound + 1)
  const found = ids.slice(0, mostFound)
  const where = (driver: string, id: string): ReturnType<ListCondition['where']> => (found.length === 0 ? sql`1 = 0` : sql`${sql.ref(`${driver}.${id}`)} in (${sql.join(found)})`)
  return { conditions: [...conditions, { key: `found ${found.join()}`, where }], capped: ids.length > mostFound }
}

/** Children are seen with their asset. */
function ownerCondition(model: ResourceModel, caller: Caller, types: AssetTypes): ListCondition[] {
  const field = model.fields.find((candidate) => candidate.name === model.ownerField)
  const { typeIds } = visibleTo(caller, types)
  if (field?.reference !== 'assets' || typeIds === null) return []
  return [{ key: `owner types ${typeIds.join()}`, where: (driver) => (typeIds.length === 0 ? sql`1 = 0` : sql`exists (select 1 from assets as o where o.id = ${sql.ref(`${driver}.${field.column}`)} and o.typeid in (${sql.join(typeIds)}))`) }]
}

/** Throws NOT_FOUND for a record the caller may not see: whether it exists is nobody's business. */
export function createVisibilityCheck(platform: Platform, types: AssetTypes): (model: ResourceModel, caller: Caller, id: number) => Promise<void> {
  return async (model, caller, id) => {
    const visibility = visibleTo(caller, types)
    if (visibility.typeIds === null) return
    const assetId = model.base === 'assets' ? id : await ownerAsset(platform, model, id)
    if (assetId === null) return
    const typeId = await findTypeOf(platform.database, assetId)
    if (typeId === null || !isVisible(visibility, typeId)) throw new Problem('NOT_FOUND')
  }
}

async function ownerAsset(platform: Platform, model: ResourceModel, id: number): Promise<number | null> {
  const field = model.fields.find((candidate) => candidate.name === model.ownerField)
  if (field?.reference !== 'assets') return null
  const owner = await findOwner(platform.database, model, field.column, id)
  if (owner === null) throw new Problem('NOT_FOUND')
  return owner
}
