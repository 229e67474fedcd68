import { errorCatalogue } from '@shopdb/contract/errors'
import { asRecord } from '@shopdb/cli/plugin-checks/samples/operations'
import type { HostileRequest } from './hostile-requests.ts'

/** What came back, as text. */
export type Answer = { status: number; contentType: string; body: string; cookies?: Readonly<Record<string, string>> }

/** What must never stand in an answer: statements, stacks, addresses of the inside. */
const leaks = /\bat (?:\S+ \()?(?:file:\/\/|node:)|\bat \S+ \(\/|\bselect .+ from |\binsert into \S+ \(|SQLITE_|ER_[A-Z_]{4,}|(?:mysql|mariadb|postgres(?:ql)?|redis):\/\/|node_modules|\.ts:\d+/i

/** What is wrong with the answer to a hostile request; empty when nothing is. */
export function judgeAnswer({ mustFail }: Pick<HostileRequest, 'mustFail'>, answer: Answer): string[] {
  if (answer.status >= 500) return [`answered ${answer.status}: the request was not understood before it was acted on (${answer.body.slice(0, 200)})`]
  if (answer.status < 300) return mustFail ? [`answered ${answer.status}, although the description forbids the request`] : []
  if (answer.status < 400) return [`answered ${answer.status}: an API does not redirect`]
  return judgeProblem(answer)
}

function judgeProblem(answer: Answer): string[] {
  const problem = parsed(answer.body)
  const code = String(problem.code)
  const entry = asRecord(errorCatalogue)[code]
  return [
    ...(answer.contentType.startsWith('application/problem+json') ? [] : [`answered ${answer.status} as ${answer.contentType || 'nothing'} instead of application/problem+json`]),
    ...(entry === undefined && !/^[A-Z]+_[A-Z_]+$/.test(code) ? [`code "${code}" is not of the catalogue`] : []),
    ...(entry !== undefined && asRecord(entry).status !== answer.status ? [`code ${code} answered with status ${answer.status}`] : []),
    ...['fix', 'requestId', 'title'].filter((name) => typeof problem[name] !== 'string' || problem[name] === '').map((name) => `the problem has no "${name}"`),
    ...(problem.status === answer.status ? [] : ['the status of the body is not that of the answer']),
    ...(leaks.test(withoutEcho(problem)) ? [`the problem tells about the inside: ${answer.body.slice(0, 200)}`] : []),
  ]
}

/** Values that the sender wrote may come back under "fields" and "detail"; they are not the inside. */
function withoutEcho(problem: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...problem, fields: undefined, conflicts: undefined, existing: undefined, detail: String(problem.detail ?? '').replace(/"[^"]*"/g, '') })
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(text))
  } catch {
    return {} // not JSON: every missing member is then named as such
  }
}
