import type { FastifySchema } from 'fastify'

export type Creates = { kind: string; base: string }

/** One operation of the API: what OpenAPI, log, metrics and access checks know of it. */
export type RouteEntry = {
  method: string
  url: string
  /** Null: public. */
  permission: string | null
  plugin: string | null
  hidden: boolean
  /** Also answers a token of a feed in the query. */
  isFeed: boolean
  /** Content types of a body that is no document of one schema: a file, an image, a stream. Null: JSON, as `schema.body` says. */
  takes: readonly string[] | null
  /** Which kind of record the route creates, and of which family it is; the route of the family itself takes every kind. */
  creates: Creates | null
  schema: FastifySchema
}

/** The operations of one server, in the order of registration, without the HEAD twin of each GET. */
export type RouteTable = { readonly entries: RouteEntry[]; allowedMethods: (path: string) => string[] }

export function createRouteTable(): RouteTable {
  const entries: RouteEntry[] = []
  return { entries, allowedMethods: (path) => methodsAt(entries, path) }
}

/** Which methods an address takes; runs only when a request found no route. */
function methodsAt(entries: readonly RouteEntry[], path: string): string[] {
  const segments = path.split('/')
  const found = entries.filter((entry) => matches(entry.url.split('/'), segments)).map((entry) => entry.method)
  return [...new Set(found)].sort()
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.at(-1) === '*') return pattern.slice(0, -1).every((part, index) => fits(part, segments[index]))
  return pattern.length === segments.length && pattern.every((part, index) => fits(part, segments[index]))
}

function fits(part: string, segment: string | undefined): boolean {
  if (segment === undefined) return false
  return part.startsWith(':') ? segment !== '' : part === segment
}
