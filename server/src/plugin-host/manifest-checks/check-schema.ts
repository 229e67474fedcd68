import semver from 'semver'
import { manifestSchema } from '@shopdb/contract/manifest'
import type { PluginFinding } from '@shopdb/contract/plugins'
import { checkAgainstSchema, type SchemaProblem } from '../json-schema-check.ts'
import { manifestFinding } from './manifest-finding.ts'
import { readRange } from './check-ranges.ts'

/** Shape of manifest.json. A key this host does not know is only doubtful when the plugin is also made for a later contract. */
export function checkSchema(name: string, raw: unknown, contractVersion: string): PluginFinding[] {
  const later = reachesBeyond(raw, contractVersion)
  return checkAgainstSchema(manifestSchema, raw).map((problem) => (problem.unknownKey ? unknownKey(name, problem, later) : manifestFinding(name, 'manifest/schema', problem.path, problem.message, fixOf(problem))))
}

function unknownKey(name: string, problem: SchemaProblem, later: boolean): PluginFinding {
  const suggestion = problem.nearestKey ? `Did you mean "${problem.nearestKey}"? Keys of your own begin with "x-".` : 'Remove it; keys of your own begin with "x-".'
  return { ...manifestFinding(name, 'manifest/unknown-key', problem.path, problem.message, suggestion), severity: later ? 'warning' : 'error' }
}

function fixOf(problem: SchemaProblem): string {
  return problem.message.endsWith('is missing.') ? 'Add it; the plugin reference shows an example.' : 'Correct the value; the plugin reference describes each key.'
}

/** Does `core_version` admit a later minor than this host's? */
function reachesBeyond(raw: unknown, contractVersion: string): boolean {
  const text: unknown = raw && typeof raw === 'object' && 'core_version' in raw ? raw.core_version : undefined
  const range = typeof text === 'string' ? readRange(text) : null
  const next = semver.inc(contractVersion, 'minor')
  return range !== null && next !== null && semver.intersects(range, `>=${next}`)
}
