import { hostileBodies, nastyTexts, strangeMembers } from './hostile-values.ts'
import { asRecord, type Operation, type Parameter } from '@shopdb/cli/plugin-checks/samples/operations'
import { chosenSchema } from '@shopdb/cli/plugin-checks/samples/valid-value'

/** A request ready to be sent. `payload` is the body as it goes over the wire. */
export type Request = {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  payload?: string | Uint8Array
}

/** `mustFail`: only 4xx is right. Otherwise 2xx and 4xx are; 5xx never is. */
export type HostileRequest = { name: string; mustFail: boolean; request: Request }

/** The valid request of an operation in its parts, so that one part can be spoiled at a time. */
export type ValidRequest = {
  path: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  headers: Readonly<Record<string, string>>
  body?: unknown
  /** A body that is no JSON document of a schema (a file, an image): as it goes over the wire, its type among the headers. */
  payload?: string | Uint8Array
}

export function buildRequest(operation: Operation, parts: ValidRequest, payload?: string | Uint8Array): Request {
  const path = operation.path.replace(/\{([^}]+)\}/g, (_whole, name: string) => parts.path[name] ?? '')
  const query = new URLSearchParams(parts.query).toString()
  const body = payload ?? parts.payload ?? (parts.body === undefined ? undefined : JSON.stringify(parts.body))
  const url = query === '' ? path : `${path}?${query}`
  if (body === undefined) return { method: operation.method, url, headers: parts.headers }
  return { method: operation.method, url, headers: { 'content-type': 'application/json', ...parts.headers }, payload: body }
}

export function hostileRequests(operation: Operation, valid: ValidRequest): HostileRequest[] {
  return [...spoiledPaths(operation, valid), ...spoiledQueries(operation, valid), ...spoiledVersions(operation, valid), ...spoiledBodies(operation, valid), ...brokenBodies(operation, valid)]
}

const strangeIds = { zero: '0', negative: '-1', 'not there': '999999999999', text: 'abc', fraction: '1.5', exponent: '1e3', 'beyond 2^53': '9007199254740993', 'beyond 64 bits': '99999999999999999999', injection: "1'%20or%20'1'='1", 'NUL byte': '%00', 'broken escape': '%E0%A4%A', path: '..%2f..%2fetc%2fpasswd', 'very long': 'x'.repeat(2_000) }

function spoiledPaths(operation: Operation, valid: ValidRequest): HostileRequest[] {
  const parameters = operation.parameters.filter((parameter) => parameter.in === 'path')
  return parameters.flatMap((parameter) => Object.entries(strangeIds).map(([name, value]) => ({
    name: `path ${parameter.name}: ${name}`,
    mustFail: isId(parameter),
    request: buildRequest(operation, { ...valid, path: { ...valid.path, [parameter.name]: value } }),
  })))
}

function isId(parameter: Parameter): boolean {
  return parameter.schema.type === 'integer'
}

const strangeQueries: readonly (readonly [string, string, string, boolean])[] = [
  ['an unknown field', 'nosuchfield', '1', false], ['an unknown operator', 'filter[id][nosuch]', '1', false], ['a broken filter', 'filter[', '1', false],
  ['a page beyond the limit', 'limit', '100000', false], ['a negative page', 'limit', '-1', false], ['a text as page', 'limit', 'many', false],
  ['a foreign cursor', 'cursor', 'bm90IGEgY3Vyc29y', false], ['a cursor of nonsense', 'cursor', '\u0000%', false], ['an unknown order', 'sort', 'nosuchfield', false],
  ['an injected order', 'sort', 'id;drop table assets', false], ['prototype members', '__proto__[administrator]', 'true', false], ['a deep offset', 'offset', '99999999999', false],
]

function spoiledQueries(operation: Operation, valid: ValidRequest): HostileRequest[] {
  if (operation.method !== 'GET') return []
  const declared = new Set(operation.parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name))
  const strange = strangeQueries.map(([name, key, value, mustFail]) => ({ name: `query: ${name}`, mustFail, request: buildRequest(operation, { ...valid, query: { ...valid.query, [key]: value } }) }))
  const texts = ['q', ...declared].flatMap((key) => Object.entries(nastyTexts).map(([name, value]) => ({
    name: `query ${key}: ${name}`, mustFail: false, request: buildRequest(operation, { ...valid, query: { ...valid.query, [key]: value.toWellFormed() } }),
  })))
  return [...strange, ...texts, { name: 'query: 7,000 characters', mustFail: false, request: buildRequest(operation, { ...valid, query: { ...valid.query, q: 'x'.repeat(7_000) } }) }]
}

/** A versioned record: without a version 428, with an old one 412, with nonsense 4xx. */
function spoiledVersions(operation: Operation, valid: ValidRequest): HostileRequest[] {
  if (!('if-match' in valid.headers)) return []
  const { 'if-match': _version, ...others } = valid.headers
  const wrong = { 'no version': undefined, 'a stale version': '"999999"', 'version zero': '"0"', 'a text as version': '"abc"', 'an injected version': '"1\' or 1=1"', 'a version beyond 64 bits': '"99999999999999999999"' }
  return Object.entries(wrong).map(([name, value]) => ({
    name: `If-Match: ${name}`, mustFail: true, request: buildRequest(operation, { ...valid, headers: value === undefined ? others : { ...others, 'if-match': value } }),
  }))
}

function spoiledBodies(operation: Operation, valid: ValidRequest): HostileRequest[] {
  if (operation.body === null || valid.payload !== undefined) return []
  const variants = Object.keys(operation.body.schema).length > 0 ? hostileBodies(chosenSchema(operation.body.schema), valid.body) : strangeMembers(asRecord(valid.body))
  return variants.map(({ name, value, mustFail }) => ({ name: `body ${name}`, mustFail, request: buildRequest(operation, { ...valid, body: value }) }))
}

const brokenTexts: Readonly<Record<string, string | Uint8Array>> = {
  'an open brace': '{', 'a trailing comma': '{"a":1,}', 'two documents': '{}{}', 'single quotes': "{'a':1}", NaN: '{"a":NaN}', 'a bare word': 'hello',
  'invalid UTF-8': new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), 'NUL bytes': '\u0000\u0000', 'a very deep array': '['.repeat(100_000), 'XML': '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
}

function brokenBodies(operation: Operation, valid: ValidRequest): HostileRequest[] {
  if (operation.body === null) return []
  const isDocument = Object.keys(operation.body.schema).length > 0
  const torn: Readonly<Record<string, string | Uint8Array>> = valid.payload === undefined ? {} : { 'the first half': valid.payload.slice(0, valid.payload.length >> 1), 'the second half': valid.payload.slice(valid.payload.length >> 1), 'nothing at all': '' }
  const broken = Object.entries({ ...brokenTexts, ...torn }).map(([name, payload]) => ({ name: `body: ${name}`, mustFail: isDocument, request: buildRequest(operation, valid, payload) }))
  const takes = operation.body.contentTypes
  const foreign = ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'nonsense', 'application/json; charset=utf-16'].filter((type) => !takes.includes(type.split(';')[0] ?? '') || type.includes('utf-16'))
  return [...broken, ...foreign.map((type) => ({ name: `content type ${type}`, mustFail: !type.includes('utf-16') && !takes.includes('*/*'), request: buildRequest(operation, { ...valid, headers: { ...valid.headers, 'content-type': type } }) }))]
}
