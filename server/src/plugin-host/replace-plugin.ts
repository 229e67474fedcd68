import { isDeepStrictEqual } from 'node:util'
import { activatePlugin, addressesOf, buildActivation, discardActivation, holdRequests, releaseOwned, startActivation, startBeforehand, StageFailure, type Activation, type ActivationEnvironment } from './activate-plugin.ts'
import type { PluginSubject } from './plugin-subject.ts'

/** What came of it: the new one runs, or the old one goes on and `failure` says why; both absent: neither could. */
export type Replacement = { running: Activation | null; failure: StageFailure | null }

/**
 * Puts a new version of a plugin in the place of a running one while requests flow. All that can be done beforehand is:
 * tables, import, its own server, and with the same declarations its hooks too. Then new requests wait, those that are
 * being answered end, registrations change hands, and the waiting ones go to the new version. When that fails, the old
 * version is built again from what is in memory.
 */
export async function replacePlugin(old: Activation, subject: PluginSubject, hash: string, environment: ActivationEnvironment): Promise<Replacement> {
  const started = performance.now()
  let takePlace: () => Promise<void>
  let fresh: Activation
  try {
    fresh = await buildActivation(subject, environment, hash)
    takePlace = declaresTheSame(old.handle.subject, subject) ? (await startBeforehand(fresh, environment)).takePlace : () => startActivation(fresh, environment, async () => undefined)
  } catch (error) {
    return { running: old, failure: asFailure(error) }
  }
  const waiting = [...new Set([...addressesOf(old), ...addressesOf(fresh)])]
  await holdRequests(old, environment)
  try {
    await releaseOwned(old, environment)
    await takePlace()
    fresh.milliseconds = Math.round(performance.now() - started)
    for (const prefix of addressesOf(old)) if (!addressesOf(fresh).includes(prefix)) await environment.http.unmountChild(prefix)
    return { running: fresh, failure: null }
  } catch (error) {
    return { running: await bringBack(old, environment), failure: asFailure(error) }
  } finally {
    for (const prefix of waiting) environment.http.resumeRequests(prefix)
    await discardActivation(old, environment)
  }
}

/** The version before, from the code that is in memory. */
async function bringBack(old: Activation, environment: ActivationEnvironment): Promise<Activation | null> {
  try {
    return await activatePlugin(old.handle.subject, environment, { hash: old.hash, definition: old.definition, runInstall: async () => undefined })
  } catch (error) {
    environment.log.error({ plugin: old.handle.name, err: error }, 'the version before could not be started again')
    return null
  }
}

function asFailure(error: unknown): StageFailure {
  return error instanceof StageFailure ? error : new StageFailure('run', error)
}

/** Keys of the manifest that only describe: with the others unchanged both versions declare the same. */
const describing = new Set(['$schema', 'version', 'title', 'description', 'author', 'license', 'icon', 'core_version', 'quality', 'data'])

function declaresTheSame(old: PluginSubject, fresh: PluginSubject): boolean {
  const declarations = ({ manifest, assetTypes, resourceTables }: PluginSubject): unknown => [Object.entries(manifest ?? {}).filter(([key]) => !describing.has(key) && !key.startsWith('x-')).toSorted(([one], [other]) => (one < other ? -1 : 1)), assetTypes, resourceTables]
  return isDeepStrictEqual(declarations(old), declarations(fresh))
}
