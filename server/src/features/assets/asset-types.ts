import type { Database } from '../../platform/database/database.ts'
import { naturalKey } from '../../platform/natural-key.ts'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import type { ResourceModel } from '../../platform/resources/resource-model.ts'

export type AssetType = { id: number; kind: string; title: string; plugin: string | null }

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
      await registerType(platform, model)
      await load()
      const type = types.find((candidate) => candidate.kind === model.kind)
      if (!type) throw new Problem('INTERNAL', { detail: `The asset type ${model.kind} could not be entered.` })
      return type
    },
  }
}

async function loadTypes(database: Database): Promise<AssetType[]> {
  const rows = await database.all('select id, name, title, plugin from assettypes where active = 1 order by id')
  return rows.map((row) => ({ id: Number(row.id), kind: String(row.name), title: String(row.title), plugin: row.plugin === null ? null : String(row.plugin) }))
}

async function registerType(platform: Platform, model: ResourceModel): Promise<void> {
  const at = platform.now()
  await platform.database.write(async (transaction) => {
    const known = await transaction.all('select id, title, plugin from assettypes where namekey = ?', [naturalKey(model.kind)])
    if (known[0]) {
      if (known[0].title !== model.title || known[0].plugin !== model.plugin) await transaction.run('update assettypes set title = ?, plugin = ?, version = version + 1, modifiedat = ? where id = ?', [model.title, model.plugin, at, known[0].id ?? 0])
      return
    }
    const id = await transaction.takeIds('assettypes', 1)
    await transaction.insertRows('assettypes', ['id', 'name', 'namekey', 'title', 'plugin', 'version', 'active', 'createdat', 'modifiedat'], [[id, model.kind, naturalKey(model.kind), model.title, model.plugin, 1, 1, at, at]])
  })
}
