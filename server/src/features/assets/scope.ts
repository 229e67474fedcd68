import { sql } from 'kysely'
import type { Caller } from '../../platform/caller.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { ListCondition } from '../../platform/resources/list-plan.ts'
import type { ListScope } from '../../platform/resources/list-records.ts'
import type { ListRequest } from '../../platform/resources/list-request.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'
import { findIds } from '../search/index.ts'
import type { AssetTypes } from './asset-types.ts'
import { findOwner, findTypeOf } from './store.ts'
import { isVisible, visibilityCondition, visibleTo } from './visible-to.ts'

/** A query in a list looks at this many found records at most; the answer says when there were more. */
const mostFound = 1000

/** An export or a bulk change takes all that were found, to this many. */
const mostFoundCompletely = 100_000

const everything: ListScope = { conditions: [] }

/** What a caller sees of a list, narrowed by `q`. Without either there is nothing to ask the database. */
export function createScope(platform: Platform, types: AssetTypes): (model: ResourceModel, caller: Caller, request: ListRequest) => ListScope | Promise<ListScope> {
  return (model, caller, request) => {
    const visibility = model.name === 'assets' ? visibilityCondition(visibleTo(caller, types)) : []
    const conditions = [...visibility, ...ownerConditions(model, caller, types)]
    if (!request.q) return conditions.length === 0 ? everything : { conditions }
    return foundScope(platform, model, request.q, request.isComplete === true, conditions)
  }
}

async function foundScope(platform: Platform, model: ResourceModel, query: string, isComplete: boolean, conditions: readonly ListCondition[]): Promise<ListScope> {
  const kinds = model.name === 'assets' ? null : [model.kind]
  const most = isComplete ? mostFoundCompletely : mostFound
  const ids = await findIds(platform, query, kinds, most + 1)
  if (isComplete && ids.length > most) throw new Problem('RULE_BROKEN', { detail: `The search finds more than ${most} records. Narrow it, or leave it out.`, fields: [{ path: 'q', message: 'finds too many' }] })
  const found = ids.slice(0, most)
  // As numbers in the text: no engine binds a hundred thousand values.
  const list = isComplete ? sql.raw(found.map(Math.trunc).join()) : sql.join(found)
  const where = (driver: string, id: string): ReturnType<ListCondition['where']> => (found.length === 0 ? sql`1 = 0` : sql`${sql.ref(`${driver}.${id}`)} in (${list})`)
  return { conditions: [...conditions, { key: `found ${found.join()}`, where }], capped: ids.length > most }
}

/** What refers to assets (children, relationships) is seen by who may see all of them. */
function referencesToAssets(model: ResourceModel): FieldModel[] {
  return model.base === 'assets' ? [] : model.fields.filter((field) => field.reference === 'assets')
}

function ownerConditions(model: ResourceModel, caller: Caller, types: AssetTypes): ListCondition[] {
  const { typeIds } = visibleTo(caller, types)
  if (typeIds === null) return []
  return referencesToAssets(model).map((field) => ({
    key: `${field.name} types ${typeIds.join()}`,
    where: (driver) => {
      const asset = sql.ref(`${driver}.${field.column}`)
      const seen = typeIds.length === 0 ? sql`1 = 0` : sql`exists (select 1 from assets as o where o.id = ${asset} and o.typeid in (${sql.join(typeIds)}))`
      // Where the reference may be left out, a record without one hides nothing.
      return field.required ? seen : sql`(${asset} is null or ${seen})`
    },
  }))
}

/** Throws NOT_FOUND for a record the caller may not see: whether it exists is nobody's business. */
export function createVisibilityCheck(platform: Platform, types: AssetTypes): (model: ResourceModel, caller: Caller, id: number) => Promise<void> {
  return async (model, caller, id) => {
    const visibility = visibleTo(caller, types)
    if (visibility.typeIds === null) return
    const assetIds = model.base === 'assets' ? [id] : await referredAssets(platform, model, id)
    for (const assetId of assetIds) {
      const typeId = await findTypeOf(platform.database, assetId)
      if (typeId === null || !isVisible(visibility, typeId)) throw new Problem('NOT_FOUND')
    }
  }
}

async function referredAssets(platform: Platform, model: ResourceModel, id: number): Promise<number[]> {
  const assetIds: number[] = []
  for (const field of referencesToAssets(model)) {
    const assetId = await findOwner(platform.database, model, field.column, id)
    if (assetId !== null) assetIds.push(assetId)
    else if (field.required) throw new Problem('NOT_FOUND')
  }
  return assetIds
}
