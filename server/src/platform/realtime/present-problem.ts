import { errorCatalogue } from '@shopdb/contract/errors'
import type { RealtimeProblem } from '@shopdb/contract/realtime'
import type { Problem } from '../problem.ts'

/** A refusal as realtime clients get it: the same members as in answers of the API. A plugin's own code, title and fix stand before those of the catalogue. */
export function presentProblem({ code, status, detail, fields, extra }: Problem): RealtimeProblem {
  const { message, fix } = errorCatalogue[code]
  const own = (member: string, otherwise: string): string => (typeof extra[member] === 'string' ? extra[member] : otherwise)
  return { code: own('code', code), status, title: own('title', message), fix: own('fix', fix), ...(detail === undefined ? {} : { detail }), ...(fields === undefined ? {} : { fields }) }
}
