/**
 * Copied beside a plugin.ts under check: answers its hooks with a fault in one place. It imports nothing, because it runs
 * where the plugin runs.
 */
export type Fault = {
  hook: string
  /** A function inside each entry of what the hook answers, such as `load`; absent: the hook itself. */
  inside?: string
  /** Only this entry. */
  index?: number
  kind: 'none' | 'throw' | 'reject' | 'hang' | 'empty' | 'no-database'
}

type Hooks = Readonly<Record<string, (...parameters: unknown[]) => unknown>>

export function injectFault(original: Hooks, fault: Fault): Hooks {
  if (fault.kind === 'none') return original
  if (fault.kind === 'no-database') return Object.fromEntries(Object.entries(original).map(([name, hook]) => [name, (context: unknown, ...more: unknown[]) => hook(withoutDatabase(context), ...more)]))
  const hook = original[fault.hook]
  if (hook === undefined) return original
  const faulty = fault.inside === undefined ? () => fail(fault) : async (...parameters: unknown[]) => breakEntries(await hook(...parameters), fault)
  return { ...original, [fault.hook]: faulty }
}

function fail({ kind, hook, inside }: Fault): unknown {
  if (kind === 'throw') throw new Error('injected fault')
  if (kind === 'reject') return Promise.reject(new Error('injected fault'))
  if (kind === 'hang') return new Promise(() => undefined)
  return inside === undefined ? emptyResult(hook) : undefined
}

function emptyResult(hook: string): unknown {
  if (['init', 'onInstall', 'onUninstall', 'onEnable', 'onDisable'].includes(hook)) return undefined
  if (hook === 'health') return { status: 'ok' }
  if (hook === 'demo') return { fill: () => ({ nothing: 0 }) }
  return hook === 'services' ? {} : []
}

/** A route or job that hangs would take its own, longer limit. */
function breakEntries(entries: unknown, fault: Fault): unknown {
  if (!Array.isArray(entries)) return entries
  return entries.map((entry: unknown, index) => {
    const isMeant = fault.index === undefined || fault.index === index
    if (!isMeant || typeof entry !== 'object' || entry === null || !((fault.inside ?? '') in entry)) return entry
    const limit = fault.kind === 'hang' && (fault.hook === 'routes' || fault.hook === 'jobs') ? { timeLimit: 300 } : {}
    return { ...entry, ...limit, [fault.inside ?? '']: () => fail(fault) }
  })
}

/** Members of the context that lead to a database. */
const stored = new Set(['database', 'assets', 'auditLog', 'resolveAssetPosition', 'search', 'upsert', 'foreignDatabase'])

function withoutDatabase(context: unknown): unknown {
  if (typeof context !== 'object' || context === null) return context
  return new Proxy(context, { get: (target, name) => (typeof name === 'string' && stored.has(name) ? gone : Reflect.get(target, name)) })
}

/** Whatever is called on it, however deep, says that there is no database. */
const gone: unknown = new Proxy(() => undefined, {
  get: (_target, name) => (name === 'then' ? undefined : gone),
  apply: () => Promise.reject(new Error('The database is gone.')),
})
