import type { ResourceRegistry } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import type { AssetTypes } from './asset-types.ts'

/** `POST /api/assets` says by `type` (or `typeId`) what is created; under a type's own address it follows from that. */
export function modelForCreate(resources: ResourceRegistry, types: AssetTypes, model: ResourceModel, body: unknown): ResourceModel {
  if (model.name !== 'assets') return model
  const allowed = resources.all().filter((candidate) => candidate.base === 'assets' && candidate.name !== 'assets')
  const kind = kindOf(types, body)
  const found = allowed.find((candidate) => candidate.kind === kind)
  if (found) return found
  const message = kind === null ? 'is missing' : `"${kind.slice(0, 65)}" is not an active asset type`
  throw new Problem('REQUEST_INVALID', { detail: `/type ${message}`, fields: [{ path: '/type', message, allowed: allowed.map((candidate) => candidate.kind) }] })
}

function kindOf(types: AssetTypes, body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null
  if ('type' in body && typeof body.type === 'string') return body.type
  if ('typeId' in body && typeof body.typeId === 'number') return types.byId(body.typeId)?.kind ?? null
  return null
}
