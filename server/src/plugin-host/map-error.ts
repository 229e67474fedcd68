import type { Failure } from '@shopdb/plugin-api'
import { toProblem } from '../platform/http/error-handler.ts'
import { Problem } from '../platform/problem.ts'
import type { PluginHandle } from './extension-points.ts'
import type { Hook } from './hook-results.ts'

/** Milliseconds the hook has: somebody waits for the answer. */
const limit = 1000

type Options = { plugin: Pick<PluginHandle, 'name' | 'log' | 'run'>; hook: () => Hook | undefined; context: () => unknown }
export type MapError = (error: unknown, where: string) => Promise<Problem | null>

/** Asks the hook `mapError` what an error comes to. Null: as it is. What the plugin has refused by itself is not asked about. */
export function createErrorMapper({ plugin, hook, context }: Options): MapError {
  return async (error, where) => {
    const called = hook()
    if (!called || (error instanceof Problem && error.extra['plugin'] === plugin.name && typeof error.extra['code'] === 'string')) return null
    const problem = toProblem(error, plugin.name)
    const failure: Failure = { error, code: problem.code, status: problem.status, message: problem.message, where }
    const answer = await plugin.run('mapError', () => called(context(), failure), limit).catch((cause: unknown) => {
      plugin.log.warn({ err: cause }, 'the hook "mapError" failed')
      return null
    })
    if (answer === null || answer === undefined) return null
    if (!(answer instanceof Problem)) {
      plugin.log.warn({ where }, 'the hook "mapError" answered something that context.errors did not make')
      return null
    }
    // A refusal of the host stays one: only its words are the plugin's.
    if (error instanceof Problem && answer.status !== error.status) {
      plugin.log.warn({ where, from: error.status, to: answer.status }, 'the hook "mapError" may not change the status of what the host refuses')
      return null
    }
    return answer
  }
}
