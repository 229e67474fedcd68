import { sql } from 'kysely'
import type { Caller } from '../../platform/caller.ts'
import type { ListCondition } from '../../platform/resources/list-plan.ts'
import type { AssetTypes } from './asset-types.ts'

/** What a caller sees of the assets: null is everything, a list holds the ids of the types he may read. */
export type Visibility = { typeIds: readonly number[] | null }

/**
 * The one predicate that every read of assets passes. Today a caller sees the types whose plugin he may read; scopes by
 * location and business unit will be further conditions here, and nowhere else.
 */
export function visibleTo(caller: Caller, types: AssetTypes): Visibility {
  const hidden = types.all().filter((type) => type.plugin !== null && !caller.may(`${type.plugin}.read`))
  if (hidden.length === 0) return { typeIds: null }
  return { typeIds: types.all().filter((type) => !hidden.includes(type)).map((type) => type.id) }
}

export function isVisible(visibility: Visibility, typeId: number): boolean {
  return visibility.typeIds === null || visibility.typeIds.includes(typeId)
}

/** The predicate as a condition of a list that runs over the assets table. */
export function visibilityCondition(visibility: Visibility): ListCondition[] {
  const { typeIds } = visibility
  if (typeIds === null) return []
  return [{ key: `types ${typeIds.join()}`, where: (driver) => (typeIds.length === 0 ? sql`1 = 0` : sql`${sql.ref(`${driver}.typeid`)} in (${sql.join(typeIds)})`) }]
}
