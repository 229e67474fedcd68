import { hostileRequests, buildRequest, type Request, type ValidRequest } from './hostile-requests.ts'
import { judgeAnswer, type Answer } from './judge-answer.ts'
import { asRecord, type Operation } from '@shopdb/cli/plugin-checks/samples/operations'
import { validValue, type Supply } from '@shopdb/cli/plugin-checks/samples/valid-value'

/** The server under attack, signed in as somebody who may do everything. */
export type Target = {
  send: (request: Request) => Promise<Answer>
  /** A text that differs when any stored record differs; bookkeeping of sign-in and logs left out. `afresh`: tables may have come or gone. */
  fingerprint: (afresh?: boolean) => Promise<string>
  /** Ends when what was begun (202) is over. */
  settled?: () => Promise<void>
  /** Operations whose valid request cannot be guessed: what to change in the guess, or the reason to leave the operation out. */
  special?: Readonly<Record<string, Special | string>>
  /** False where a record has no address of its own to be read back from. */
  readable?: (path: string) => boolean
  /** Which operation makes a record of a resource, where it is not `POST /api/<resource>`. */
  creations?: Readonly<Record<string, string>>
}

export type Special = (parts: ValidRequest) => Partial<ValidRequest> | Promise<Partial<ValidRequest>>

export type AttackResult = { operation: string; requests: number; findings: string[] }

/** For every operation (or those chosen of them): one valid request whose effect is read back, then its hostile variants. */
export async function attackOperations(target: Target, operations: readonly Operation[], chosen: readonly Operation[] = operations): Promise<AttackResult[]> {
  const world = createWorld(target, operations)
  const results: AttackResult[] = []
  for (const operation of chosen) if (typeof target.special?.[operation.id] !== 'string') results.push(await attackOne(target, world, operation).catch((error: unknown) => ({ operation: operation.id, requests: 0, findings: [`could not be tried: ${error instanceof Error ? error.message : String(error)}`] })))
  return results
}

async function attackOne(target: Target, world: World, operation: Operation): Promise<AttackResult> {
  const result: AttackResult = { operation: operation.id, requests: 1, findings: [] }
  const valid = await world.validRequest(operation)
  const answer = await target.send(buildRequest(operation, valid))
  if (answer.status < 200 || answer.status > 299) result.findings.push(`valid request: answered ${answer.status} (${answer.body.slice(0, 300)})`)
  else result.findings.push(...await readBack(target, operation, valid, answer))
  const again = await world.validRequest(operation)
  await target.settled?.()
  let before = await target.fingerprint(true)
  for (const hostile of hostileRequests(operation, again)) {
    const reply = await target.send(hostile.request)
    if (reply.status === 202) await target.settled?.()
    result.findings.push(...judgeAnswer(hostile, reply).map((finding) => `${hostile.name}: ${finding}`))
    result.requests += 1
    if (operation.method === 'GET') continue
    const after = await target.fingerprint()
    if (reply.status >= 400 && after !== before) result.findings.push(`${hostile.name}: was refused and wrote all the same (${difference(before, after)})`)
    before = after
  }
  if (operation.method === 'GET' && (await target.fingerprint()) !== before) result.findings.push('reading it changed what is stored')
  return result
}

/** The lines of two fingerprints that are not in both. */
function difference(before: string, after: string): string {
  const [old, now] = [before.split('\n'), after.split('\n')]
  return [...old.filter((line) => !now.includes(line)), '->', ...now.filter((line) => !old.includes(line))].join(' ')
}

type World = { validRequest: (operation: Operation) => Promise<ValidRequest> }
type KnownRecord = { id: number; version: number }

/** Makes the records that a request needs through the API itself, and keeps one of each resource to refer to. */
function createWorld(target: Target, operations: readonly Operation[]): World {
  const byId = new Map(operations.map((operation) => [operation.id, operation]))
  const references = new Map<string, number | undefined>()
  let count = Date.now() % 1_000_000
  const supply: Supply = { next: () => count++, reference: (resource) => references.get(resource) }

  const creationOf = (resource: string): Operation | undefined => byId.get(target.creations?.[resource] ?? `POST /api/${resource}`)

  async function prepareReferences(operation: Operation, within: readonly string[] = []): Promise<void> {
    for (const resource of referencesIn(operation.body?.schema)) {
      const creation = creationOf(resource)
      if (references.has(resource) || creation === undefined || within.includes(resource)) continue
      references.set(resource, (await createRecord(creation, [...within, resource]))?.id)
    }
  }

  async function createRecord(creation: Operation, within: readonly string[] = []): Promise<KnownRecord | undefined> {
    const answer = await target.send(buildRequest(creation, await validParts(creation, within)))
    const record = answer.status < 300 ? asRecord(JSON.parse(answer.body)) : {}
    return typeof record.id === 'number' ? { id: record.id, version: Number(record.version ?? 1) } : undefined
  }

  async function validParts(operation: Operation, within: readonly string[] = []): Promise<ValidRequest> {
    await prepareReferences(operation, within)
    const body = operation.body === null ? undefined : validValue(operation.body.schema, supply)
    const query = Object.fromEntries(operation.parameters.filter((each) => each.in === 'query' && each.required).map((each) => [each.name, String(validValue(each.schema, supply))]))
    const parts: ValidRequest = { path: {}, query, headers: {}, ...(body === undefined ? {} : { body: dropVersion(body) }) }
    const special = target.special?.[operation.id]
    return typeof special === 'function' ? { ...parts, ...await special(parts) } : parts
  }

  async function withRecord(operation: Operation, parts: ValidRequest): Promise<ValidRequest> {
    const collection = /^(.*?)\/\{id\}/.exec(operation.path)?.[1]
    const creation = collection === undefined ? undefined : creationOf(collection.replace(/^\/api\//, ''))
    if (creation === undefined || 'id' in parts.path) return parts
    const record = await createRecord(creation)
    if (record === undefined) return parts
    if (operation.path.endsWith('/restore')) await target.send({ method: 'DELETE', url: `${collection}/${record.id}`, headers: { 'if-match': `"${record.version}"` } })
    const versioned = operation.parameters.some(({ name }) => name.toLowerCase() === 'if-match')
    return { ...parts, path: { ...parts.path, id: String(record.id) }, headers: versioned ? { ...parts.headers, 'if-match': `"${record.version}"` } : parts.headers }
  }

  return { validRequest: async (operation) => withRecord(operation, await validParts(operation)) }
}

/** The version travels in If-Match; twice would hide which one counts. */
function dropVersion(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'version'))
}

function referencesIn(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(referencesIn)
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) => {
    const resource = key === 'x-shopdb' ? asRecord(value).reference : undefined
    return typeof resource === 'string' ? [resource] : referencesIn(value)
  })
}

/** What was created or changed is there, with the values sent; what was deleted is gone or archived. */
async function readBack(target: Target, operation: Operation, valid: ValidRequest, answer: Answer): Promise<string[]> {
  const address = /^(.*?)(?:\/\{id\})?$/.exec(operation.path)?.[1]
  if (operation.method === 'GET' || address === undefined || address.includes('{')) return []
  const record = answer.body === '' ? {} : asRecord(JSON.parse(answer.body))
  const id = valid.path.id ?? (typeof record.id === 'number' ? String(record.id) : undefined)
  if (id === undefined || target.readable?.(`${address}/{id}`) === false) return []
  const reading = await target.send({ method: 'GET', url: `${address}/${id}`, headers: {} })
  if (operation.method === 'DELETE') return reading.status === 404 || asRecord(JSON.parse(reading.body)).archived === true ? [] : [`deleted, and still read with ${reading.status}`]
  if (reading.status !== 200) return [`written, and read back with ${reading.status}`]
  const stored = asRecord(JSON.parse(reading.body))
  return Object.entries(asRecord(valid.body)).filter(([name, value]) => typeof value !== 'object' && name in stored && !isSame(stored[name], value))
    .map(([name, value]) => `${name} was sent as ${JSON.stringify(value)} and read back as ${JSON.stringify(stored[name])}`)
}

function isSame(stored: unknown, sent: unknown): boolean {
  return stored === sent || (typeof stored === 'string' && typeof sent === 'string' && stored.toLowerCase() === sent.toLowerCase())
}
