import type { Command } from 'commander'
import type { PluginOverview } from '@shopdb/contract/plugin-overview'
import { defineApiCommand } from '../define-command.ts'
import { formatPairs, formatTable } from '../terminal/table.ts'
import type { Terminal } from '../terminal/terminal.ts'

export function definePluginShow(plugin: Command, terminal: Terminal): void {
  defineApiCommand(plugin, terminal, {
    usage: 'show <name>',
    summary: 'show everything about one plugin: why it does not run, what it registered, its tables, jobs, health and faults',
    examples: ['plugin show printers', 'plugin show printers --json'],
  }, async ({ client, print }, _options, name) => {
    const overview = await client.request('GET', `/api/plugins/${encodeURIComponent(name)}`) as PluginOverview // documented answer
    print(overview, () => renderOverview(overview, terminal.width))
  })
}

type Section = { title: string; columns: string[]; rows: unknown[][] }

/** Facts first, then one table for each thing it has; what it has not is left out. */
export function renderOverview(overview: PluginOverview, width: number): string {
  const sections = sectionsOf(overview).filter(({ rows }) => rows.length > 0).map(({ title, columns, rows }) => `${title}\n${formatTable(columns, rows, width)}`)
  const facts = factsOf(overview).filter(([, value]) => value !== null && value !== '')
  return [formatPairs(facts), ...sections].join('\n\n')
}

function factsOf(overview: PluginOverview): [string, string | null][] {
  const { capabilities, approvedCapabilities, health, tier, tierSource } = overview
  const ungranted = capabilities.filter((capability) => !approvedCapabilities.includes(capability))
  return [
    ['Plugin', `${overview.title} (${overview.name}) ${overview.version ?? ''}`.trim()],
    ['State', overview.state],
    ['Why', overview.reason],
    ['Next', overview.nextStep],
    ['Contract', `${overview.coreVersion ?? '?'} (this host: ${overview.contractVersion})`],
    ['Tested against', overview.testedContractVersions.join(', ')],
    ['Tier', tier && `${tier}${tierSource === 'static' ? ' (files alone; see: plugin check)' : ''}`],
    ['Address', overview.apiPrefix],
    ['Depends on', Object.entries(overview.dependencies).map(([name, range]) => `${name} ${range}`).join(', ')],
    ['Waits for', overview.blockedBy.join(', ')],
    ['Capabilities', capabilities.join(', ')],
    ['Not approved', ungranted.join(', ')],
    ['Health', health && [health.status, health.detail, ...Object.entries(health.figures ?? {}).map(([name, value]) => `${name} ${value}`)].filter(Boolean).join(', ')],
    ['Started in', overview.activationMilliseconds === null ? null : `${overview.activationMilliseconds} ms`],
    ['Faults', overview.faults > 0 ? `${overview.faults} within the last minute` : null],
  ]
}

function sectionsOf({ errors, tables, jobs, routes, permissions, registrations, deprecations, findings, archives }: PluginOverview): Section[] {
  return [
    { title: 'Faults', columns: ['When', 'What', 'Where', 'Request', 'Message'], rows: errors.map(({ at, kind, label, place, message, requestId }) => [at, kind, place ? `${label} (${place})` : label, requestId, message]) },
    { title: 'Findings', columns: ['Rule', 'File', 'Message', 'Fix'], rows: findings.map(({ id, file, path, message, fix }) => [id, `${file}${path}`, message, fix]) },
    { title: 'Deprecations', columns: ['What', 'Since', 'Removed in', 'Instead', 'Used'], rows: deprecations.map(({ id, since, removedIn, replacement, count }) => [id, since, removedIn, replacement, count]) },
    { title: 'Tables', columns: ['Name', 'Kind', 'Rows'], rows: tables.map(({ name, kind, rows, isExact }) => [name, kind, rows === null ? 'not there' : isExact ? rows : `${rows} or more`]) },
    { title: 'Jobs', columns: ['Name', 'Schedule', 'Last run', 'State', 'Next', 'Error'], rows: jobs.map(({ name, schedule, lastRun, nextRunAt }) => [name, schedule ?? 'on demand', lastRun?.startedAt ?? 'never', lastRun?.state, nextRunAt, lastRun?.error]) },
    { title: 'Routes', columns: ['Method', 'Path', 'Permission'], rows: routes.map(({ method, path, permission }) => [method, path, permission]) },
    { title: 'Permissions', columns: ['Permission', 'Title', 'Roles'], rows: permissions.map(({ id, title, roles }) => [id, title, roles.join(', ')]) },
    { title: 'Registered', columns: ['Where', 'What'], rows: registrations.filter(({ point }) => point !== 'permissions').map(({ point, title }) => [point, title]) },
    { title: 'Archives', columns: ['Archive', 'Made', 'Version', 'Rows'], rows: archives.map(({ id, at, version, rows }) => [id, at, version, rows]) },
  ]
}
