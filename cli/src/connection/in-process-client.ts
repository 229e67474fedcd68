import { text } from 'node:stream/consumers'
import { failureFromProblem } from '../failure.ts'
import { openApplication } from '../open-application.ts'
import type { ApiClient } from './api-client.ts'

/**
 * The application opened in this process, for when no server runs: the same routes and rules, without a port. The caller
 * is the system itself, as whoever may read the database could do anything to it.
 */
export async function createInProcessClient(token: string | undefined): Promise<ApiClient> {
  const application = await openApplication()
  return {
    target: application.target,
    request: async (method, path, body) => {
      const answer = await application.inject(method, path, body, token ?? application.localToken)
      const parsed: unknown = answer.text === '' ? undefined : JSON.parse(answer.text)
      if (answer.status >= 400) throw failureFromProblem(typeof parsed === 'object' && parsed !== null ? parsed : {}, answer.status)
      return parsed
    },
    download: async (path) => {
      const answer = await application.open(path, token ?? application.localToken)
      if (answer.status < 400) return answer.body
      const problem: unknown = JSON.parse(await text(answer.body))
      throw failureFromProblem(typeof problem === 'object' && problem !== null ? problem : {}, answer.status)
    },
    close: application.close,
  }
}
