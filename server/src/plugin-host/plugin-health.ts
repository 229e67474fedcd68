import type { HealthAnswer } from '@shopdb/plugin-api'
import type { Logger } from 'pino'
import type { Activation } from './activate-plugin.ts'
import { checkHookResult } from './hook-results.ts'
import type { HostState } from './host-state.ts'

type PluginHealth = HealthAnswer & { /** What the host has opened for the plugin. */ parts?: Record<string, HealthAnswer> }

const unanswered: HealthAnswer = { status: 'down', detail: 'The hook "health" failed; see the log.' }

/** Asks every active plugin that has the hook `health`, or for which the host has opened something. One that throws is down; the reason stays in the log. */
export async function askHealth(state: HostState, log: Logger, milliseconds?: number): Promise<Record<string, unknown>> {
  const names = [...state.active].filter(([, { definition, healthParts }]) => definition.health || healthParts.size > 0).map(([name]) => name)
  const answers = await Promise.all(names.map(async (name): Promise<[string, unknown]> => [name, await askHealthOf(state, log, name, milliseconds)]))
  return Object.fromEntries(answers)
}

/** Null when it does not run, or has nothing to say. One that hangs keeps nobody's answer waiting longer than `milliseconds`. */
export async function askHealthOf({ active }: HostState, log: Logger, name: string, milliseconds = 1500): Promise<PluginHealth | null> {
  const activation = active.get(name)
  if (!activation || (!activation.definition.health && activation.healthParts.size === 0)) return null
  const own = await askHook(activation, log, milliseconds)
  if (activation.healthParts.size === 0) return own
  const parts = Object.fromEntries([...activation.healthParts].map(([part, ask]) => [part, ask()]))
  // A part that is down makes less of the plugin, but it runs: it says itself when it can do nothing without.
  const isWhole = Object.values(parts).every(({ status }) => status === 'ok')
  const troubled = Object.values(parts).flatMap(({ detail }) => detail ?? [])
  return { ...own, ...(own.status === 'ok' && !isWhole && { status: 'degraded' }), ...(own.detail === undefined && troubled.length > 0 && { detail: troubled.join(' ').slice(0, 500) }), parts }
}

async function askHook({ definition: { health }, handle, context }: Activation, log: Logger, milliseconds: number): Promise<HealthAnswer> {
  if (!health) return { status: 'ok' }
  try {
    return await handle.run('health', async () => {
      const answer = await health(context)
      checkHookResult('health', answer)
      return answer as HealthAnswer // its schema was checked in the line above
    }, milliseconds)
  } catch (error) {
    log.warn({ plugin: handle.name, err: error }, 'the hook "health" failed')
    return unanswered
  }
}
