import { systemCaller } from '../../platform/caller.ts'
import type { JobDeclaration, JobWork } from '../../platform/jobs/job.ts'
import type { SettingDeclaration } from '../../platform/setting-registry.ts'
import { changeContext } from '../changes/index.ts'
import { writeMany, type RecordServices } from '../records/index.ts'
import { readSetting } from '../settings/index.ts'
import { findUnseen } from './store.ts'

const day = 24 * 3_600_000
const assetsAtOnce = 100

/** The site's rule for assets that no collector sees any more. */
export const staleSetting: SettingDeclaration = {
  key: 'assets.archiveAfterDays', title: 'Archive assets not seen for so many days (0: never)', group: 'Assets', schema: { type: 'integer', minimum: 0, maximum: 3650 }, default: 0,
}

/** From when on an asset is shown as stale: in the widget of the dashboard. */
export const staleAfterSetting: SettingDeclaration = {
  key: 'assets.staleAfterDays', title: 'Assets not seen for so many days are stale', group: 'Assets', schema: { type: 'integer', minimum: 1, maximum: 3650 }, default: 30,
}

/** Archives what collectors have not seen for the days of the setting, as one batch a night that can be undone. Assets that no collector ever saw stay. */
export function archiveStaleJob(services: RecordServices): JobDeclaration {
  return { name: 'assets.archivestale', title: 'Archive assets that are not seen any more', at: '03:30', timeLimit: 3_600_000, run: (work) => archiveStale(services, work) }
}

async function archiveStale({ platform, writer: { dependencies } }: RecordServices, { signal }: Pick<JobWork, 'signal'>): Promise<unknown> {
  const days = Number(await readSetting(platform, staleSetting.key))
  const result = { days, archived: 0, kept: 0 }
  if (days === 0) return result
  const context = changeContext(systemCaller, 'system', null, platform.now())
  const model = platform.resources.get('assets')
  for (let after = 0; model;) {
    signal.throwIfAborted()
    const ids = await findUnseen(platform.database, platform.now() - days * day, after, assetsAtOnce)
    if (ids.length === 0) break
    after = ids.at(-1) ?? after
    for (const id of ids) {
      const specific = await platform.resources.specific(platform.database, model, id)
      const [outcome] = await platform.database.write((transaction) => writeMany(transaction, [{ action: 'delete', id }], { dependencies, model: specific, caller: systemCaller, context }))
      if (outcome?.outcome === 'deleted') result.archived += 1
      else result.kept += 1
    }
  }
  dependencies.committed()
  return result
}
