import { contractVersion } from '@shopdb/contract/version'
import type { PluginFinding, PluginState } from '@shopdb/contract/plugins'
import type { Config } from '../config.ts'
import type { HostState } from './host-state.ts'
import type { PluginStore } from './plugin-store.ts'
import { capabilitiesOf, type PluginSubject } from './plugin-subject.ts'

type StartConfig = Pick<Config, 'environment' | 'plugins'>

/**
 * At the first start on a database: what SHOPDB_PLUGINS names (default: all bundled). In development and test also external
 * plugins that ask for no capabilities. Answers the names that lead to no plugin.
 */
export async function installAtStart(store: PluginStore, subjects: readonly PluginSubject[], config: StartConfig): Promise<string[]> {
  const known = await store.rows()
  const isFirst = (await store.generation()) === null
  const named = config.plugins ?? subjects.filter(({ bundled }) => bundled).map(({ name }) => name)
  const chosen = subjects.filter((subject) => !known.has(subject.name) && ((isFirst && named.includes(subject.name)) || installsByItself(subject, config)))
  const rows = chosen.flatMap(({ name, bundled, manifest }) => (manifest ? [{ name, version: manifest.version, contractVersion, capabilities: bundled ? capabilitiesOf(manifest) : [] }] : []))
  if (isFirst || rows.length > 0) await store.enable(rows)
  return isFirst ? named.filter((name) => !subjects.some((subject) => subject.name === name)) : []
}

function installsByItself({ bundled, manifest }: PluginSubject, { environment }: StartConfig): boolean {
  return environment !== 'production' && !bundled && manifest !== null && capabilitiesOf(manifest).length === 0
}

/** These stop nobody: they run, nobody expects them to, or the host itself took them out and goes on without them. */
const peaceful: readonly PluginState[] = ['active', 'disabled', 'discovered', 'awaiting-approval', 'quarantined', 'orphan', 'parked']

/** What keeps strict mode from starting: every plugin that should run and does not, and faults of the folders. */
export function problemsOfStart(state: HostState, { environment }: StartConfig): string[] {
  const folders = state.findings.filter(({ severity }) => severity === 'error').map(({ message, fix }) => `${message} ${fix}`)
  const expected = [...state.judgements.keys()].filter((name) => state.rows.has(name) || environment !== 'production')
  return [...folders, ...expected.flatMap((name) => problemsOf(state, name))]
}

function problemsOf(state: HostState, name: string): string[] {
  const judgement = state.judgements.get(name)
  if (!judgement || peaceful.includes(judgement.state)) return []
  const errors = judgement.findings.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) return errors.map((finding) => describeFinding(name, finding))
  const failure = state.failures.get(name)
  const blockers = judgement.blockedBy.length > 0 ? ` by ${judgement.blockedBy.join(', ')}` : ''
  return [`${name}: ${judgement.state}${failure ? ` at "${failure.stage}": ${failure.message}` : ''}${blockers}`]
}

function describeFinding(name: string, { file, path, message, fix }: PluginFinding): string {
  return `${name}: ${file}${path}: ${message} ${fix}`
}
