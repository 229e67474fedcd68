import type { Caller } from '../caller.ts'

/** What a check says: nothing when all is well, else the reason. `required` ones make the server unhealthy. */
export type HealthCheck = () => Promise<Record<string, unknown> | void>
export type ComponentHealth = { status: 'ok' | 'failed'; milliseconds: number; [detail: string]: unknown }

type Component = { check: HealthCheck; required: boolean }
const timeLimit = 2000

/** The parts whose health decides about the server's, and the list of plugins shown beside them. */
export function createHealthRegistry() {
  const components = new Map<string, Component>()
  let plugins: (caller: Caller) => unknown = () => []

  return {
    /** A check throws when its component fails; what it returns is shown. Optional components never make the server unhealthy. */
    addComponent(name: string, check: HealthCheck, options: { required?: boolean } = {}): () => void {
      components.set(name, { check, required: options.required ?? false })
      return () => components.delete(name)
    },
    /** What a caller may know of the plugins. */
    setPlugins(provide: (caller: Caller) => unknown): void {
      plugins = provide
    },
    plugins: (caller: Caller) => plugins(caller),
    async run(): Promise<{ healthy: boolean; components: Record<string, ComponentHealth> }> {
      const entries = await Promise.all([...components].map(async ([name, component]) => ({ name, component, health: await runCheck(component.check) })))
      return {
        healthy: entries.every(({ component, health }) => !component.required || health.status === 'ok'),
        components: Object.fromEntries(entries.map(({ name, health }) => [name, health])),
      }
    },
  }
}

export type HealthRegistry = ReturnType<typeof createHealthRegistry>

async function runCheck(check: HealthCheck): Promise<ComponentHealth> {
  const start = performance.now()
  let timer: NodeJS.Timeout | undefined
  const overdue = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => reject(new Error('no answer in time')), timeLimit) })
  try {
    const details = await Promise.race([check(), overdue])
    return { status: 'ok', milliseconds: elapsed(start), ...details }
  } catch {
    // The reason may hold addresses or credentials; it belongs in the log of the component, not in an answer.
    return { status: 'failed', milliseconds: elapsed(start) }
  } finally {
    clearTimeout(timer)
  }
}

const elapsed = (start: number): number => Math.round((performance.now() - start) * 100) / 100
