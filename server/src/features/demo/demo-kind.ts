import type { Platform } from '../../platform/platform.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { readRecipe, type DemoRecipe } from './recipe.ts'
import { findTypeIds } from './store.ts'

/** An active asset type that brings a recipe for the demo plant. */
export type DemoKind = { model: ResourceModel; recipe: DemoRecipe; typeId: number }

export async function findKinds(platform: Platform): Promise<DemoKind[]> {
  const typeIds = await findTypeIds(platform.database)
  return platform.resources.all().flatMap((model): DemoKind[] => {
    const typeId = typeIds.get(model.kind)
    const recipe = model.plugin !== null && model.base === 'assets' ? readRecipe(platform.config, model.plugin) : null
    return recipe && typeId !== undefined && recipe.type === model.kind ? [{ model, recipe, typeId }] : []
  })
}

/** How many of each stand in a plant of so many assets: four in five belong to a machine and the PC that drives it. */
export type Census = { machines: number; controllers: number; desks: number }

export function takeCensus(assets: number, kinds: readonly DemoKind[]): Census {
  const has = (use: DemoRecipe['use']): boolean => kinds.some(({ recipe }) => recipe.use === use)
  if (!has('machine')) return { machines: 0, controllers: 0, desks: has('computer') ? assets : 0 }
  if (!has('computer')) return { machines: assets, controllers: 0, desks: 0 }
  const machines = Math.floor(assets / 5) * 2
  return { machines, controllers: machines, desks: assets - machines * 2 }
}
