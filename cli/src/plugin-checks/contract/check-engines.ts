import { withThrowAwayDatabase } from '@shopdb/server/platform/database/throw-away-database'
import type { Found } from '../check-finding.ts'
import type { PluginUnderCheck } from '../read-plugin.ts'
import type { PhaseOutcome } from '../run-check.ts'
import { checkContract } from './check-contract.ts'

/** The contract phase on each of the servers given. Gold needs one that speaks MySQL and one that speaks PostgreSQL. */
export async function checkEngines(plugin: PluginUnderCheck, progress: (what: string) => void, servers: readonly string[]): Promise<PhaseOutcome> {
  const found: Found[] = []
  for (const server of servers) {
    const engine = server.split(':')[0] ?? ''
    const outcome = await withThrowAwayDatabase(server, (databaseUrl) => checkContract(plugin, (what) => progress(`${engine}: ${what}`), { databaseUrl }))
    found.push(...outcome.found.map((each) => ({ ...each, id: 'engines/contract', message: `${engine}: ${each.message}` })))
  }
  const missing = [['mysql', /^(mysql|mariadb):/], ['postgres', /^postgres(ql)?:/]] as const
  const absent = missing.filter(([, scheme]) => !servers.some((server) => scheme.test(server))).map(([name]) => name)
  return { found, ...(absent.length > 0 && { notRun: `no ${absent.join(' and no ')} server was given (--engine ${absent[0]}://user:password@host:port)` }) }
}
