import { Problem } from '../problem.ts'

/** The list of I4 for what is small by nature (roles, tokens, settings): read whole, cut into pages here. */
export type SmallList<T> = { items: T[]; total: number | null; totalIsExact: boolean; nextCursor: string | null; prevCursor: string | null }
export type SmallListQuery = { limit?: number; cursor?: string; offset?: number; last?: boolean; count?: 'none' | 'capped' | 'exact'; q?: string }

export const smallListQuery = {
  limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
  cursor: { type: 'string', maxLength: 100 },
  offset: { type: 'integer', minimum: 0, maximum: 10_000 },
  last: { type: 'boolean' },
  count: { type: 'string', enum: ['none', 'capped', 'exact'] },
  q: { type: 'string', maxLength: 200 },
} as const

/** The schema of such a list's answer. */
export function smallListSchema(item: object): object {
  return {
    type: 'object',
    required: ['items', 'total', 'totalIsExact', 'nextCursor', 'prevCursor'],
    properties: {
      items: { type: 'array', items: item }, total: { type: ['integer', 'null'] }, totalIsExact: { type: 'boolean' },
      nextCursor: { type: ['string', 'null'] }, prevCursor: { type: ['string', 'null'] },
    },
  }
}

/** One page of `all`; `textOf` is what `q` is looked for in. */
export function pageOf<T>(all: readonly T[], query: SmallListQuery, textOf: (item: T) => string): SmallList<T> {
  const terms = (query.q ?? '').toLowerCase().split(/\s+/).filter((term) => term !== '')
  const found = terms.length === 0 ? all : all.filter((item) => terms.every((term) => textOf(item).toLowerCase().includes(term)))
  const limit = query.limit ?? 50
  const start = query.last === true ? Math.max(0, found.length - limit) : query.cursor === undefined ? query.offset ?? 0 : readCursor(query.cursor)
  return {
    items: found.slice(start, start + limit),
    total: query.count === 'none' ? null : found.length,
    totalIsExact: query.count !== 'none',
    nextCursor: start + limit < found.length ? writeCursor(start + limit) : null,
    prevCursor: start > 0 ? writeCursor(Math.max(0, start - limit)) : null,
  }
}

const writeCursor = (start: number): string => Buffer.from(`s${start}`).toString('base64url')

function readCursor(cursor: string): number {
  const match = /^s(\d{1,6})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (match === null) throw new Problem('CURSOR_INVALID')
  return Number(match[1])
}
