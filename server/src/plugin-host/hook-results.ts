import { hookNames, hookResultSchemas, lifecycleHooks, type ResultHook } from '@shopdb/contract/plugin-hooks'
import { nearest } from '../platform/resources/nearest.ts'
import type { PluginHandle } from './extension-points.ts'
import { checkAgainstSchema } from './json-schema-check.ts'

export type Hook = (context: unknown, ...more: unknown[]) => unknown
/** The default export of a plugin.ts after its shape was checked. */
export type PluginDefinition = Readonly<Record<string, Hook>>

/** Hooks called once at activation, in this order, whose results go to the extension points. The others are asked when needed. */
export const contributingHooks = Object.keys(hookResultSchemas).filter((hook) => !['routes', 'services', 'health'].includes(hook))

/** Throws unless the module's default export is an object of known hooks. */
export function checkShape(module: unknown): PluginDefinition {
  const exported: unknown = module && typeof module === 'object' && 'default' in module ? module.default : undefined
  if (!exported || typeof exported !== 'object') throw new Error('plugin.ts has no default export of hooks. End it with: export default { ... } satisfies PluginOf<Manifest>')
  for (const [name, hook] of Object.entries(exported)) {
    if (!hookNames.includes(name)) throw new Error(`"${name}" is not a hook; nearest: "${nearest(name, hookNames)}".`)
    if (typeof hook !== 'function') throw new Error(`The hook "${name}" is not a function.`)
  }
  return exported as PluginDefinition // every member was found to be a function above
}

/** Throws at the first place where a hook answered something else than its description says. */
export function checkHookResult(hook: string, result: unknown): void {
  if (!isResultHook(hook)) return
  const problems = checkAgainstSchema(hookResultSchemas[hook], result)
  const [first] = problems
  if (first) throw new Error(`The hook "${hook}" answered something unexpected at "${first.path || '/'}": ${first.message}${first.nearestKey ? ` Did you mean "${first.nearestKey}"?` : ''}`)
}

function isResultHook(hook: string): hook is ResultHook {
  return hook in hookResultSchemas
}

export function isLifecycleHook(hook: string): boolean {
  return lifecycleHooks.some((name) => name === hook)
}

/** Milliseconds for the functions inside hook results. Jobs and workers have limits of their own. */
const limits: Readonly<Record<string, number>> = { commands: 600_000, reports: 60_000, jobs: 0, workers: 0, consumers: 60_000 }

/** Puts every function of a hook's result under attribution and time limit, so that whoever calls it need not know. */
export function wrapFunctions(plugin: PluginHandle, hook: string, result: unknown): unknown {
  if (!Array.isArray(result)) return result
  return result.map((entry: unknown) => {
    if (!entry || typeof entry !== 'object') return entry
    return Object.fromEntries(Object.entries(entry).map(([key, value]: [string, unknown]) => [key, typeof value === 'function' ? wrap(plugin, `${hook}.${key}`, value, limits[hook]) : value]))
  })
}

function wrap(plugin: PluginHandle, label: string, work: Function, limit: number | undefined) {
  return (...parameters: unknown[]): Promise<unknown> => plugin.run(label, () => Reflect.apply(work, undefined, parameters), limit)
}
