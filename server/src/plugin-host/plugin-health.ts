import type { Logger } from 'pino'
import { checkHookResult } from './hook-results.ts'
import type { HostState } from './host-state.ts'

/** Asks every active plugin that has the hook `health`. One that throws is down; the reason stays in the log. */
export async function askHealth({ active }: HostState, log: Logger): Promise<Record<string, unknown>> {
  const asked = [...active].filter(([, { definition }]) => definition.health)
  const answers = await Promise.all(asked.map(async ([name, activation]): Promise<[string, unknown]> => {
    try {
      const answer = await activation.callHook('health')
      checkHookResult('health', answer)
      return [name, answer]
    } catch (error) {
      log.warn({ plugin: name, err: error }, 'the hook "health" failed')
      return [name, { status: 'down', detail: 'The hook "health" failed; see the log.' }]
    }
  }))
  return Object.fromEntries(answers)
}
