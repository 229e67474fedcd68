import type { PluginFailure, PluginFinding } from '@shopdb/contract/plugins'
import { Problem } from '../platform/problem.ts'

/** Nothing of this name was found in any plugin folder. */
export class PluginNotFoundError extends Problem {
  constructor(name: string) {
    super('PLUGIN_NOT_FOUND', { detail: `There is no plugin "${name}".`, extra: { plugin: name } })
  }
}

/** Its files break the contract: the findings say where. */
export class PluginContractError extends Problem {
  constructor(name: string, findings: readonly PluginFinding[]) {
    super('PLUGIN_INVALID', { detail: `${name}: ${findings[0]?.message ?? 'its files are not valid'}`, extra: { plugin: name, findings } })
  }
}

/** Its `core_version` does not admit the contract version of this host. */
export class PluginVersionError extends Problem {
  constructor(name: string, findings: readonly PluginFinding[]) {
    super('PLUGIN_INCOMPATIBLE', { detail: `${name}: ${findings[0]?.message ?? 'made for another contract version'}`, extra: { plugin: name, findings } })
  }
}

/** A plugin it depends on is not active, or one that depends on it is. */
export class PluginDependencyError extends Problem {
  constructor(name: string, blockedBy: readonly string[]) {
    super('PLUGIN_BLOCKED', { detail: `${name} waits for: ${blockedBy.join(', ')}.`, extra: { plugin: name, blockedBy } })
  }
}

/** A stage of its start failed. */
export class PluginStageError extends Problem {
  constructor(name: string, failure: PluginFailure, cause?: unknown) {
    super('PLUGIN_NOT_STARTED', { detail: `${name} failed at "${failure.stage}": ${failure.message}`, extra: { plugin: name, failure }, cause })
  }
}

/** Strict mode, or a required plugin: the server does not start. Carries every problem at once. */
export class PluginStartError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`${problems.length} plugin problem${problems.length === 1 ? '' : 's'}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.name = 'PluginStartError'
    this.problems = problems
  }
}
