import type { ResourceRegistry } from '../../platform/platform.ts'
import type { FieldModel, ResourceModel } from '../../platform/resources/resource-model.ts'

/** Rows that lead from one asset to another: relationships, or a field that declares a relation. */
export type LinkSource = {
  resource: string
  table: string
  id: string
  from: string
  to: string
  /** How both ends say it; null when each row's relationship type does. */
  words: { type: string; inverse: string } | null
  /** Who may read the rows. */
  permission: string
}

const relationships: LinkSource = { resource: 'relationships', table: 'relationships', id: 'id', from: 'fromassetid', to: 'toassetid', words: null, permission: 'relationships.read' }

/** Everything that may lead from asset to asset, as registered now; only that of the types when some are named. */
export function linkSources({ all }: Pick<ResourceRegistry, 'all'>, types: readonly string[] | null): LinkSource[] {
  const declared = all().flatMap((model) => model.fields.flatMap((field) => declaredSource(model, field)))
  return [relationships, ...declared.filter(({ words }) => types === null || (words !== null && (types.includes(words.type) || types.includes(words.inverse))))]
}

function declaredSource(model: ResourceModel, field: FieldModel): LinkSource[] {
  const relation = field.schema['x-shopdb']?.relation
  const part = model.parts[field.part]
  const owner = model.fields.find(({ name }) => name === model.ownerField)
  if (!relation || !part || part.foreign || field.reference !== 'assets') return []
  const from = model.base === 'assets' ? part.key : owner?.reference === 'assets' ? owner.column : null
  if (from === null) return []
  return [{ resource: model.name, table: part.table, id: part.key, from, to: field.column, words: { type: relation.name, inverse: relation.inverseName }, permission: model.permissions.read }]
}
