/** What a plugin has proved, each tier with all that stands before it. */
export const tiers = ['bronze', 'silver', 'gold', 'platinum'] as const
export type Tier = (typeof tiers)[number]

export type PhaseDeclaration = { name: string; tier: Tier; what: string }

/**
 * The phases of a check in their order, and the tier that needs each. A tier is reached when every phase of it and of the
 * tiers before it ran and found no error; a phase that could not run caps the tier.
 */
export const phases = [
  { name: 'static', tier: 'bronze', what: 'Files alone: manifest, ranges, names, imports, permissions, migrations, README. No code of the plugin runs.' },
  { name: 'types', tier: 'bronze', what: 'The code compiles against every contract version that `core_version` admits and this host knows.' },
  { name: 'contract', tier: 'silver', what: 'A throw-away host on SQLite: install, use, disable, enable, uninstall with each policy, sweep, reinstall.' },
  { name: 'faults', tier: 'gold', what: 'Every hook throws, rejects, never settles, and loses its database: the host and a neighbour go on.' },
  { name: 'engines', tier: 'gold', what: 'The contract phase again on MariaDB or MySQL and on PostgreSQL.' },
  { name: 'ui', tier: 'gold', what: 'Every screen and slot in a browser: no message on the console, no violation of axe.' },
  { name: 'tests', tier: 'gold', what: 'The tests of the plugin pass, and fail when the handler of any route or hook is emptied.' },
  { name: 'documents', tier: 'gold', what: 'README and messages name everything a person meets, in two languages.' },
  { name: 'volume', tier: 'platinum', what: 'With 100,000 records every list takes as many statements as with ten, and no longer than its limit.' },
  { name: 'kill', tier: 'platinum', what: 'The server is killed while it takes records: no acknowledged one is lost.' },
  { name: 'upgrade', tier: 'platinum', what: 'From the version given with `--previous`, with its data: every record is still there.' },
] as const satisfies readonly PhaseDeclaration[]

export type Phase = (typeof phases)[number]['name']

/** `not-run` with the reason, when something it needs is not there. */
export type PhaseResult = { phase: Phase; outcome: 'passed' | 'failed' | 'not-run'; reason: string | null; milliseconds: number }

/** The highest tier that the results prove; null when not even the first. */
export function computeTier(results: readonly PhaseResult[]): Tier | null {
  const passed = new Set(results.filter(({ outcome }) => outcome === 'passed').map(({ phase }) => phase))
  const missed = tiers.findIndex((tier) => phases.some((phase) => phase.tier === tier && !passed.has(phase.name)))
  return (missed === -1 ? tiers.at(-1) : tiers[missed - 1]) ?? null
}

/** The phases needed for a tier. */
export function phasesFor(tier: Tier): Phase[] {
  return phases.filter((phase) => tiers.indexOf(phase.tier) <= tiers.indexOf(tier)).map(({ name }) => name)
}

/** What keeps a plugin from the next tier: the phases of it that failed or did not run. */
export function missingFor(tier: Tier | null, results: readonly PhaseResult[]): { next: Tier | null; missing: PhaseResult[] } {
  const next = tiers[tier === null ? 0 : tiers.indexOf(tier) + 1] ?? null
  const needed = phases.filter((phase) => phase.tier === next).map(({ name }) => name)
  return { next, missing: needed.flatMap((name) => results.filter(({ phase, outcome }) => phase === name && outcome !== 'passed')) }
}
