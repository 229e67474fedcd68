import type { AssetsApi } from '@shopdb/plugin-api'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { AssetTypes } from '../assets/index.ts'
import { inSteps } from './core-reports.ts'
import { findUnseen } from './store.ts'

const rowsInOneStep = 1000

/** Assets of a type that no collector has seen since a moment, for widgets and reports of plugins. */
export function unseenForPlugin({ database }: Pick<Platform, 'database'>, types: AssetTypes): AssetsApi['unseen'] {
  return (type, before) => {
    const typeId = types.byKind(type)?.id
    if (typeId === undefined) throw new Problem('NOT_FOUND', { detail: `There is no asset type "${type}".` })
    return inSteps(
      (after) => findUnseen(database, { before: before.getTime(), typeIds: [typeId], after, limit: rowsInOneStep }),
      ({ id, assetNumber, name, location, warrantyUntil, lastSeen }) => ({ id, assetNumber, name, location, warrantyUntil, lastSeen: lastSeen ?? '' }),
    )
  }
}
