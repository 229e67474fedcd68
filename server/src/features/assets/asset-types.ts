import { naturalKey } from '../../platform/natural-key.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'
import { changeType, loadTypes, type StoredType } from './store.ts'

export type AssetType = StoredType

/** The asset types that have ever been known here. One whose plugin has gone keeps its id and name, so its assets stay readable. */
export type AssetTypes = {
  all: () => readonly AssetType[]
  byKind: (kind: string) => AssetType | undefined
  byId: (id: number) => AssetType | undefined
  /** Enters a type in the table when its plugin becomes active. */
  register: (model: ResourceModel) => Promise<AssetType>
  load: () => Promise<void>
}

export function createAssetTypes(platform: Platform): AssetTypes {
  let types: AssetType[] = []
  const load = async (): Promise<void> => {
    types = await loadTypes(platform.database)
  }
  return {
    all: () => types,
    byKind: (kind) => types.find((type) => type.kind === kind),
    byId: (id) => types.find((type) => type.id === id),
    load,
    register: async (model) => {
      const known = types.find((type) => type.kind === model.kind && type.title === model.title && type.plugin === model.plugin)
      if (known) return known
      await registerType(platform, model)
      await load()
      const type = types.find((candidate) => candidate.kind === model.kind)
      if (!type) throw new Problem('INTERNAL', { detail: `The asset type ${model.kind} could not be entered.` })
      return type
    },
  }
}

async function registerType(platform: Platform, model: ResourceModel): Promise<void> {
  const at = platform.now()
  await platform.database.write(async (transaction) => {
    const known = (await loadTypes(transaction)).find((type) => type.kind === model.kind)
    if (known) {
      if (known.title !== model.title || known.plugin !== model.plugin) await changeType(transaction, known.id, model.title, model.plugin, at)
      return
    }
    const id = await transaction.takeIds('assettypes', 1)
    await transaction.insertRows('assettypes', ['id', 'name', 'namekey', 'title', 'plugin', 'version', 'active', 'createdat', 'modifiedat'], [[id, model.kind, naturalKey(model.kind), model.title, model.plugin, 1, 1, at, at]])
  })
}
