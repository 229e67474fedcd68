/**
 * Where a plugin stands.
 * - discovered: found, not installed. awaiting-approval: asks for capabilities an administrator has not approved.
 * - invalid: manifest or files are wrong. incompatible: made for another contract version. blocked: a dependency is not active.
 * - schema-ahead: its tables are newer than its code. failed: a stage of the start failed. quarantined: too many faults while running.
 * - disabled: switched off. active: running. orphan: installed, but its folder has gone.
 * - parked: uninstalled, but what it stored is still here (policy keep, or a removal that was interrupted).
 */
export const pluginStates = [
  'discovered', 'invalid', 'incompatible', 'blocked', 'awaiting-approval', 'schema-ahead', 'failed', 'disabled', 'active', 'quarantined', 'orphan', 'parked',
] as const
export type PluginState = (typeof pluginStates)[number]

/** Steps from a judged manifest to an active plugin, in their order; a failed plugin names the one it failed in. */
export const pluginStages = ['migrate', 'import', 'shape', 'register', 'services', 'init', 'hooks', 'routes', 'mount', 'install', 'enable', 'run'] as const
export type PluginStage = (typeof pluginStages)[number]

/** What uninstalling does to a plugin's data. */
export const uninstallPolicies = ['keep', 'archive', 'purge'] as const
export type UninstallPolicy = (typeof uninstallPolicies)[number]

/** What becomes of one thing when a plugin is uninstalled. */
export const uninstallFates = ['stays', 'archived', 'deleted'] as const
export type UninstallFate = (typeof uninstallFates)[number]

/**
 * One line of an inventory: a table of the plugin, rows of the platform's tables that are there because of it, values
 * inside rows that stay (`role grants`), id counters, folders. `archived` is archived first, then deleted.
 */
export type UninstallEntry = { what: 'table' | 'rows' | 'values' | 'counter' | 'migrations' | 'folder'; name: string; count: number; fate: UninstallFate }

/** What uninstalling would do, before anything is done: `GET /api/plugins/:name/uninstall-plan`. */
export type UninstallPlan = {
  name: string
  policy: UninstallPolicy
  /** Active plugins that depend on it; while there are any it cannot be uninstalled. */
  blockedBy: string[]
  entries: UninstallEntry[]
  /** What stays whatever the policy, in words. */
  remains: string[]
}

/** What uninstalling has done. `archive` can be restored with `POST /api/plugins/:name/restore`. */
export type UninstallResult = { name: string; policy: UninstallPolicy; archive: PluginArchive | null; entries: UninstallEntry[] }

/** A file in the data folder that holds everything an uninstalled plugin had. `id` names it to `restore`. */
export type PluginArchive = { id: string; at: string; version: string | null; rows: number; bytes: number }

/** What putting an archive back has done. */
export type RestoreResult = { archive: PluginArchive; rows: number }

/** One thing found wrong or doubtful by reading a plugin's files, before any of its code runs. */
export type PluginFinding = {
  /** Rule, such as `manifest/unknown-key`. Stable. */
  id: string
  severity: 'error' | 'warning'
  plugin: string
  /** Relative to the plugin's folder. */
  file: string
  /** JSON pointer into the file; empty for the file as a whole. */
  path: string
  message: string
  fix: string
}

/** Why a plugin failed. The stack stays in the log. */
export type PluginFailure = { stage: PluginStage; message: string; /** File and line in the plugin's code, `store.ts:12`, when the error names them. */ place?: string; code: string; at: string }

/** One plugin, as `GET /api/plugins` lists it. */
export type PluginSummary = {
  name: string
  title: string
  version: string | null
  /** Version that was installed last; differs from `version` after an upgrade that is not active yet. */
  installedVersion: string | null
  description: string | null
  author: string | null
  icon: string | null
  state: PluginState
  bundled: boolean
  coreVersion: string | null
  contractVersion: string
  apiPrefix: string | null
  dependencies: Record<string, string>
  blockedBy: string[]
  error: PluginFailure | null
  /** Why it is not active, in one line; null when it is, or when nobody wants it to be. */
  reason: string | null
  /** Capabilities it asks for, and those an administrator has approved. */
  capabilities: string[]
  approvedCapabilities: string[]
  findings: PluginFinding[]
  installedAt: string | null
  /** What an operator does about its state, with the command; null when nothing needs to be done. */
  nextStep: string | null
}

/** One thing a plugin has registered with the host while active. */
export type PluginRegistration = { point: string; title: string }
export type PluginDetail = PluginSummary & { registrations: PluginRegistration[]; routes: { method: string; path: string; permission: string | null }[]; activationMilliseconds: number | null; faults: number; /** What `restore` can put back, newest first. */ archives: PluginArchive[] }
