import { createRequire, syncBuiltinESMExports } from 'node:module'
import type { CodeOwner } from './code-owner.ts'
import type { PluginScopes } from './plugin-scope.ts'

export type GuardOptions = {
  owner: CodeOwner
  scopes: PluginScopes
  onAttempt: (plugin: string, label: string, error: Error) => void
  /** Somebody has taken all listeners of the process away, also those that keep it alive. */
  onListenersRemoved: () => void
}

/** Thrown into the plugin; what it did is listed once, as an attempt to end the server. */
export class EndingRefusedError extends Error {
  constructor(plugin: string, call: string) {
    super(`The plugin "${plugin}" called process.${call}. A plugin cannot end the server; throw an error instead.`)
    this.name = 'EndingRefusedError'
  }
}

const endings = ['exit', 'reallyExit', 'abort', 'kill'] as const
/** They hold the thread outside JavaScript, where it cannot be asked whose code it runs. */
const waitingCalls = ['execSync', 'execFileSync', 'spawnSync'] as const

/**
 * Keeps plugins from ending the server: their call throws, and the plugin is quarantined. Against accidents; who wants
 * to end the process finds a way. Answers what takes the guards away.
 */
export function guardProcess({ owner, scopes, onAttempt, onListenersRemoved }: GuardOptions): () => void {
  const releases = endings.map((name) => replace(process, name, (original, parameters) => {
    const plugin = name === 'kill' && !reachesServer(Number(parameters[0]), parameters[1]) ? null : responsible()
    if (plugin === null) return Reflect.apply(original, process, parameters)
    const error = new EndingRefusedError(plugin, name)
    onAttempt(plugin, `process.${name}`, error)
    throw error
  }))
  releases.push(replace(process, 'removeAllListeners', (original, parameters) => {
    const result: unknown = Reflect.apply(original, process, parameters)
    onListenersRemoved()
    return result
  }))
  const childProcess: object = createRequire(import.meta.url)('node:child_process')
  releases.push(...waitingCalls.map((name) => replace(childProcess, name, (original, parameters) => {
    const scope = scopes.current()
    const call = (): unknown => Reflect.apply(original, childProcess, parameters)
    return scope && !scope.isDispatch ? scopes.enter(scope, call) : call()
  })))
  syncBuiltinESMExports()

  function responsible(): string | null {
    const { place, isCore } = owner.running()
    const scope = scopes.current()
    return place?.plugin ?? (!isCore && scope && !scope.isDispatch ? scope.plugin : null)
  }

  return () => {
    for (const release of releases) release()
    syncBuiltinESMExports()
  }
}

/** Signal 0 only asks whether somebody lives. */
function reachesServer(target: number, signal: unknown): boolean {
  return signal !== 0 && [process.pid, -process.pid, 0, process.ppid].includes(target)
}

type Call = (original: Function, parameters: unknown[]) => unknown

function replace(owner: object, name: string, call: Call): () => void {
  const original: unknown = Reflect.get(owner, name)
  if (typeof original !== 'function') return () => undefined
  const guarded = (...parameters: unknown[]): unknown => call(original, parameters)
  Reflect.set(owner, name, guarded)
  return () => {
    if (Reflect.get(owner, name) === guarded) Reflect.set(owner, name, original)
  }
}
