import { join } from 'node:path'
import { existsSync, readFileSync } from 'node:fs'
import type { PluginFinding, PluginState } from '@shopdb/contract/plugins'
import type { Platform } from '../../platform/platform.ts'
import { Problem } from '../../platform/problem.ts'
import { assertTrusted, createAddedPlugins, judgeAlone, PluginContractError, PluginVersionError, readPackage, readTrustedKeys, refusePackage, type PluginHost } from '../../plugin-host/index.ts'

/** What came of adding a package or choosing a version. */
export type AddedResult = { name: string; version: string; previousVersion: string | null; versions: string[]; signedBy: string | null; contractVersions: string[]; tier: string | null; state: PluginState }

type Environment = { platform: Pick<Platform, 'now'> & { config: Pick<Platform['config'], 'dataDir'> }; host: PluginHost }

/** Plugins that come as packages: proved, unpacked into the data folder, upgraded, taken back. One at a time. */
export function createPluginAddition({ platform, host }: Environment) {
  const folder = join(platform.config.dataDir, 'plugins')
  const added = createAddedPlugins(folder, platform.now)
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }

  async function add(bytes: Uint8Array): Promise<AddedResult> {
    const plugin = await readPackage(bytes)
    const { name, version } = plugin.contents
    const signedBy = assertTrusted(plugin, readTrustedKeys(join(platform.config.dataDir, 'trusted-keys')))
    assertNotElsewhere(name)
    const { previousVersion, isKnown } = added.place(plugin, signedBy, (_name, unpacked) => assertSoundPackage(name, version, unpacked))
    try {
      await choose(name, version, previousVersion)
    } catch (error) {
      if (!isKnown) added.remove(name, version)
      await host.rescan()
      throw error
    }
    return resultOf(name, previousVersion)
  }

  /** A version that does not start gives its place back to the one before. */
  async function choose(name: string, version: string, previous: string | null): Promise<void> {
    added.choose(name, version)
    try {
      assertSound(name, host.judge().subjects.find((subject) => subject.name === name)?.findings ?? [])
      await bringUp(name)
    } catch (error) {
      if (previous !== null && previous !== version) {
        added.choose(name, previous)
        await bringUp(name)
      }
      throw error
    }
  }

  /** Runs what is installed and wanted; the others are only seen. */
  async function bringUp(name: string): Promise<void> {
    const before = stateOf(name)
    if (before !== null && runningStates.has(before)) await host.enable(name)
    else await host.rescan()
  }

  async function use(name: string, version: string): Promise<AddedResult> {
    const previous = added.entryOf(name).version
    await choose(name, version, previous)
    return resultOf(name, previous)
  }

  async function remove(name: string): Promise<void> {
    added.entryOf(name)
    const state = stateOf(name)
    if (state !== null && !['discovered', 'awaiting-approval', 'invalid', 'incompatible'].includes(state)) throw new Problem('STATE_CONFLICT', { detail: `The plugin ${name} is installed (${state}). Uninstall it first.`, extra: { plugin: name, state } })
    added.remove(name)
    await host.rescan()
  }

  function stateOf(name: string): PluginState | null {
    return host.list().find((plugin) => plugin.name === name)?.state ?? null
  }

  /** Discovery takes the first of a name; a package would lie there and never run. */
  function assertNotElsewhere(name: string): void {
    const other = host.judge().subjects.find((subject) => subject.name === name && !subject.folder.startsWith(join(folder, name)))
    if (other) throw new Problem('STATE_CONFLICT', { detail: other.bundled ? `The plugin ${name} comes with ShopDB.` : `A plugin ${name} is in a folder of SHOPDB_PLUGIN_DIRS. Take that folder out of the setting first.`, extra: { plugin: name } })
  }

  function resultOf(name: string, previousVersion: string | null): AddedResult {
    const { version, versions } = added.entryOf(name)
    const { signedBy = null, contractVersions = [], tier = null } = versions[version] ?? {}
    return { name, version, previousVersion: previousVersion === version ? null : previousVersion, versions: Object.keys(versions), signedBy, contractVersions, tier, state: stateOf(name) ?? 'discovered' }
  }

  return {
    add: (bytes: Uint8Array) => inTurn(() => add(bytes)),
    use: (name: string, version: string) => inTurn(() => use(name, version)),
    remove: (name: string) => inTurn(() => remove(name)),
  }
}

export type PluginAddition = ReturnType<typeof createPluginAddition>

const runningStates: ReadonlySet<PluginState> = new Set<PluginState>(['active', 'failed', 'quarantined', 'blocked', 'schema-ahead', 'invalid', 'incompatible'])

/** Its own files alone, before it is seen by anything else. */
function assertSoundPackage(name: string, version: string, unpacked: string): void {
  const manifestText = readFileSync(join(unpacked, 'manifest.json'), 'utf8')
  const subject = judgeAlone({ name, folder: unpacked, bundled: false, manifestText })
  assertSound(name, subject.findings)
  if (subject.manifest?.name !== name || subject.manifest.version !== version) throw refusePackage('Its manifest has another name or version than its list of contents.')
  if (existsSync(join(unpacked, 'node_modules', '.bin'))) throw refusePackage('It holds programs of packages (node_modules/.bin).')
}

function assertSound(name: string, findings: readonly PluginFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.some(({ id }) => id === 'core-version/outside')) throw new PluginVersionError(name, errors)
  if (errors.length > 0) throw new PluginContractError(name, errors)
}
