import type { PluginOverview, PluginTable, PluginTier } from '@shopdb/contract/plugin-overview'
import type { PluginDetail } from '@shopdb/contract/plugins'
import type { Database } from '../platform/database/database.ts'
import { presentTables, readChainTables } from '../platform/migrations/chain-tables.ts'
import type { Deprecations } from './deprecations.ts'
import type { Faults } from './faults.ts'
import { subjectOf, type HostState } from './host-state.ts'
import type { PluginSubject } from './plugin-subject.ts'
import { countRowsUpTo } from './table-rows-store.ts'

/** What of the view the host knows by itself; features add what is theirs. */
export type HostOverview = Omit<PluginOverview, 'jobs'>

/** What a package said of the plugin when it was packed. */
export type PackedFacts = { tier: string | null; contractVersions: readonly string[] }

export type OverviewOptions = {
  state: HostState
  database: Database
  faults: Pick<Faults, 'list'>
  deprecations: Pick<Deprecations, 'list'>
  detail: (name: string) => PluginDetail
  healthOf: (name: string) => Promise<unknown>
  packedFacts: (subject: PluginSubject) => PackedFacts | null
}

/** Counting further would cost more than it tells. */
const mostRowsCounted = 100_000
const tiers: readonly PluginTier[] = ['bronze', 'silver', 'gold', 'platinum']

/** Everything an operator may want to know of one plugin, also of one that does not run or whose folder has gone. */
export async function describeOverview(options: OverviewOptions, name: string): Promise<HostOverview> {
  const { state, faults, deprecations } = options
  const detail = options.detail(name)
  const subject = subjectOf(state, name)
  const [tables, health] = await Promise.all([describeTables(options.database, name, subject), options.healthOf(name)])
  return {
    ...detail,
    permissions: (subject?.permissions ?? []).map(({ id, title, roles }) => ({ id, title, roles: [...roles] })),
    tables,
    health: health as HostOverview['health'], // the hook's schema was checked, null when there is none
    errors: [...faults.list(name)],
    deprecations: deprecations.list(name),
    ...tierOf(detail, subject ? options.packedFacts(subject) : null),
  }
}

async function describeTables(database: Database, name: string, subject: PluginSubject | undefined): Promise<PluginTable[]> {
  const declared = subject?.manifest?.tables ?? []
  const { names } = await readChainTables(database, name)
  const all = [...new Set([...names, ...declared.map((table) => table.name)])].toSorted()
  const present = new Set(await presentTables(database, all))
  const kindOf = (table: string): PluginTable['kind'] => (declared.find((entry) => entry.name === table)?.kind === 'plain' ? 'plain' : 'records')
  return Promise.all(all.map(async (table) => ({ name: table, kind: kindOf(table), ...(present.has(table) ? await countRowsUpTo(database, table, mostRowsCounted) : { rows: null, isExact: false }) })))
}

/** A package and a folder that was checked carry what the check found; of any other the host knows only that reading its files found nothing wrong. */
function tierOf({ findings, version }: PluginDetail, packed: PackedFacts | null): Pick<HostOverview, 'tier' | 'tierSource' | 'testedContractVersions'> {
  const found = tiers.find((tier) => tier === packed?.tier)
  if (packed && found) return { tier: found, tierSource: 'check', testedContractVersions: [...packed.contractVersions] }
  const isSound = version !== null && !findings.some(({ severity }) => severity === 'error')
  return { tier: isSound ? 'bronze' : null, tierSource: isSound ? 'static' : null, testedContractVersions: [...(packed?.contractVersions ?? [])] }
}
