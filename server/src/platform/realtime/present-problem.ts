import { errorCatalogue } from '@shopdb/contract/errors'
import type { RealtimeProblem } from '@shopdb/contract/realtime'
import type { Problem } from '../problem.ts'

/** A refusal as realtime clients get it: the same members as in answers of the API. */
export function presentProblem({ code, status, detail, fields }: Problem): RealtimeProblem {
  const { message, fix } = errorCatalogue[code]
  return { code, status, title: message, fix, ...(detail === undefined ? {} : { detail }), ...(fields === undefined ? {} : { fields }) }
}
