import type { Logger } from 'pino'
import { checkHookResult } from './hook-results.ts'
import type { HostState } from './host-state.ts'

const unanswered = { status: 'down', detail: 'The hook "health" failed; see the log.' }

/** Asks every active plugin that has the hook `health`. One that throws is down; the reason stays in the log. */
export async function askHealth(state: HostState, log: Logger, milliseconds?: number): Promise<Record<string, unknown>> {
  const names = [...state.active].filter(([, { definition }]) => definition.health).map(([name]) => name)
  const answers = await Promise.all(names.map(async (name): Promise<[string, unknown]> => [name, await askHealthOf(state, log, name, milliseconds)]))
  return Object.fromEntries(answers)
}

/** Null when it does not run, or has nothing to say. One that hangs keeps nobody's answer waiting longer than `milliseconds`. */
export async function askHealthOf({ active }: HostState, log: Logger, name: string, milliseconds = 1500): Promise<unknown> {
  const activation = active.get(name)
  const health = activation?.definition.health
  if (!activation || !health) return null
  try {
    return await activation.handle.run('health', async () => {
      const answer = await health(activation.context)
      checkHookResult('health', answer)
      return answer
    }, milliseconds)
  } catch (error) {
    log.warn({ plugin: name, err: error }, 'the hook "health" failed')
    return unanswered
  }
}
