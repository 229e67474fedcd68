import { showToast, useMessages } from '@shopdb/ui'
import { toProblem, type ApiProblem } from '../api/problem.ts'

export type ProblemText = { title: string; why: string | null; fix: string | null; requestId: string | null }

/** What happened, why and what now, in the reader's language where the code is known and in the server's words otherwise. */
export function problemText(error: unknown): ProblemText {
  const { t, te } = useMessages()
  const { problem } = toProblem(error)
  const known = (part: string): string | null => (te(`problem.${problem.code}.${part}`) ? t(`problem.${problem.code}.${part}`) : null)
  return {
    title: known('title') ?? problem.title,
    why: problem.detail ?? null,
    fix: known('fix') ?? (problem.fix || null),
    requestId: problem.requestId || null,
  }
}

/** Says in passing what was refused and why; for acts that have no place of their own for it. */
export function problemToast(error: unknown): void {
  const text = problemText(error)
  showToast([text.title, text.why ?? text.fix].filter(Boolean).join(' '), { tone: 'error' })
}

/** Problems by the name of the field they stand at; a JSON pointer names the field by its first part. */
export function fieldErrors(error: ApiProblem): Record<string, string> {
  return Object.fromEntries(error.fields.map((field) => [field.path.replace(/^\//, '').split('/')[0] ?? '', field.message]))
}
