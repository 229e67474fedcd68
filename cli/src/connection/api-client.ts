export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * The REST API, wherever it is answered: by a server over HTTP or by the application opened in this process. Commands
 * know nothing else of the server.
 */
export type ApiClient = {
  /** For people: `http://127.0.0.1:5001`, or the database opened here. */
  readonly target: string
  /** Bytes are sent as a file, everything else as JSON. The body of a successful answer; a refused request throws a CommandFailure with the server's code and fix. */
  request: (method: Method, path: string, body?: unknown) => Promise<unknown>
  /** The body of an answer that is a file, piece by piece as it arrives. */
  download: (path: string) => Promise<AsyncIterable<Uint8Array>>
  close: () => Promise<void>
}

/** The items of a list answer. */
export async function listItems(client: ApiClient, path: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = []
  for (let cursor = ''; ;) {
    const page = await client.request('GET', withQuery(path, { cursor })) as ListAnswer // the shape every list has
    items.push(...page.items)
    if (!page.nextCursor) return items
    cursor = page.nextCursor
  }
}

type ListAnswer = { items: Record<string, unknown>[]; nextCursor?: string | null }

/** Adds parameters that have a value. */
export function withQuery(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams(Object.entries(parameters).flatMap(([name, value]) => (value ? [[name, value]] : []))).toString()
  return query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`
}
