import { asList, asRecord, type Operation } from '@shopdb/cli/plugin-checks/samples/operations'
import type { Special, Target } from './attack.ts'
import type { Answer } from './judge-answer.ts'

/** Requests by which a valid one is prepared. */
export type Ask = {
  read: (url: string) => Promise<Readonly<Record<string, unknown>>>
  firstOf: (url: string, name: string) => Promise<string>
  /** Sends JSON, or bytes of a type; throws when it is refused. */
  post: (url: string, body: unknown, type?: string) => Promise<Readonly<Record<string, unknown>>>
  /** The id of what a POST made. */
  create: (url: string, body: unknown) => Promise<number>
  /** Whatever the answer is. */
  attempt: Target['send']
  settled: () => Promise<void>
  /** Rises with each call. */
  next: () => number
}

export type Specials = Readonly<Record<string, Special>>
export type { Operation }

export function createAsk({ send, settled }: Required<Pick<Target, 'send' | 'settled'>>): Ask {
  let count = 0
  const parse = (answer: Answer, url: string): Readonly<Record<string, unknown>> => {
    if (answer.status > 299) throw new Error(`${url} answered ${answer.status}: ${answer.body.slice(0, 300)}`)
    return answer.body === '' ? {} : asRecord(JSON.parse(answer.body))
  }
  const read: Ask['read'] = async (url) => parse(await send({ method: 'GET', url, headers: {} }), url)
  const post: Ask['post'] = async (url, body, type = 'application/json') =>
    parse(await send({ method: 'POST', url, headers: { 'content-type': type }, payload: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body) }), url)
  return {
    read, post, settled, attempt: send,
    firstOf: async (url, name) => String(asRecord(asList((await read(url)).items)[0])[name]),
    create: async (url, body) => Number((await post(url, body)).id),
    next: () => ++count,
  }
}
