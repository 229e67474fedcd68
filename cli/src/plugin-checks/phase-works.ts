import type { PhaseWork } from './run-check.ts'
import type { Phase } from './tiers.ts'

export type CheckOptions = {
  /** Servers for the phase `engines`: a throw-away database is made on each. */
  engines: readonly string[]
  /** Folder of the version before, for the phase `upgrade`. */
  previous: string | null
}

/** The work of every phase; loaded when it is its turn, because a host is a lot of code. */
export function phaseWorks(options: CheckOptions): Readonly<Record<Phase, PhaseWork>> {
  return {
    static: async (plugin) => ({ found: (await import('./static/check-static.ts')).checkStatic(plugin) }),
    types: async (plugin, progress) => (await import('./types/check-types.ts')).checkTypes(plugin, progress),
    contract: async (plugin, progress) => (await import('./contract/check-contract.ts')).checkContract(plugin, progress),
    faults: async (plugin, progress) => (await import('./faults/check-faults.ts')).checkFaults(plugin, progress),
    engines: async (plugin, progress) => (await import('./contract/check-engines.ts')).checkEngines(plugin, progress, options.engines),
    ui: async (plugin, progress) => (await import('./ui/check-ui.ts')).checkUi(plugin, progress),
    tests: async (plugin, progress) => (await import('./tests/check-tests.ts')).checkTests(plugin, progress),
    documents: async (plugin) => ({ found: (await import('./static/check-documents.ts')).checkDocuments(plugin) }),
    volume: async (plugin, progress) => (await import('./load/check-volume.ts')).checkVolume(plugin, progress),
    kill: async (plugin, progress) => (await import('./load/check-kill.ts')).checkKill(plugin, progress),
    upgrade: async (plugin, progress) => (await import('./load/check-upgrade.ts')).checkUpgrade(plugin, progress, options.previous),
  }
}
