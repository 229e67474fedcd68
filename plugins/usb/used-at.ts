import type { Context } from './context.ts'

const type = { name: 'is used at', inverseName: 'has the medium', inheritsPosition: true } as const

/** While a medium is out for an asset it is related to that, and stands where that stands. */
export async function relateTo({ relationships }: Context, mediumId: number, assetId: number): Promise<void> {
  await relationships.create({ typeId: await relationships.ensureType(type), fromAssetId: mediumId, toAssetId: assetId })
}

export async function endRelation({ relationships }: Context, mediumId: number): Promise<void> {
  for (const relationship of await relationships.list(mediumId)) if (relationship.direction === 'out' && relationship.label === type.name) await relationships.end(relationship.id)
}

/** Whether a computer is the asset itself or belongs to it, such as the PC that drives a machine. */
export async function belongsTo({ relationships }: Context, computerId: number, assetId: number): Promise<boolean> {
  return computerId === assetId || (await relationships.list(computerId)).some(({ asset }) => asset.id === assetId)
}
