import { describe, expect, test } from 'vitest'
import { attackOperations, type Target } from './attack.ts'
import { chooseOperations } from './choose-operations.ts'
import { hostileRequests, buildRequest } from './hostile-requests.ts'
import { hostileValues } from './hostile-values.ts'
import { judgeAnswer, type Answer } from './judge-answer.ts'
import { asRecord, operationsOf, type Operation } from '@shopdb/cli/plugin-checks/samples/operations'
import { validValue, type Supply } from '@shopdb/cli/plugin-checks/samples/valid-value'

const gauge = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 1, maxLength: 40 }, vendorId: { type: ['integer', 'null'], minimum: 1, 'x-shopdb': { reference: 'vendors' } }, version: { type: 'integer' } },
  required: ['name'],
}
const body = { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/gauge' } } } }
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } }
const ifMatch = { name: 'if-match', in: 'header', schema: { type: 'string' } }
const document = {
  openapi: '3.1.0',
  components: { schemas: { gauge } },
  paths: {
    '/api/gauges': { get: { parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }] }, post: { requestBody: body } },
    '/api/gauges/{id}': { parameters: [id], get: {}, patch: { parameters: [ifMatch], requestBody: body }, delete: { parameters: [ifMatch] } },
    '/api/vendors': { post: { requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { name: { type: 'string' } } } } } } } },
  },
}
const operations = operationsOf(document)
const supply = (): Supply => { let count = 0; return { next: () => ++count, reference: () => 7 } }
const named = (name: string): (typeof operations)[number] => {
  const found = operations.find((operation) => operation.id === name)
  if (found === undefined) throw new Error(name)
  return found
}

describe('reading the description', () => {
  test('every method of every path, with references followed', () => {
    expect(operations.map((operation) => operation.id)).toEqual(['GET /api/gauges', 'POST /api/gauges', 'GET /api/gauges/{id}', 'PATCH /api/gauges/{id}', 'DELETE /api/gauges/{id}', 'POST /api/vendors'])
    expect(named('PATCH /api/gauges/{id}')).toMatchObject({ parameters: [{ name: 'id', in: 'path', required: true }, { name: 'if-match', in: 'header' }], body: { schema: { required: ['name'] } } })
  })

  test('a schema that contains itself comes to an end', () => {
    const [operation] = operationsOf({ components: { schemas: { node: { properties: { child: { $ref: '#/components/schemas/node' } } } } }, paths: { '/a': { post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/node' } } } } } } } })
    expect(operation?.body?.schema).toEqual({ properties: { child: {} } })
  })
})

describe('valid values', () => {
  test.each([
    [{ type: 'string', format: 'mac' }, /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/], [{ type: 'string', format: 'ipv4' }, /^10\.61\.\d+\.\d+$/], [{ type: 'string', pattern: '^[a-z][a-z0-9]{1,31}$' }, /^[a-z][a-z0-9]+$/],
    [{ type: 'string', maxLength: 3 }, /^.{1,3}$/], [{ enum: [null, 'a'] }, /^a$/], [{ anyOf: [{ type: 'null' }, { type: 'integer', minimum: 5 }] }, /^5$/],
    [{ type: 'number', exclusiveMinimum: 0, maximum: 1, multipleOf: 0.5 }, /^0\.5$/], [{ type: ['integer', 'null'], 'x-shopdb': { reference: 'vendors' } }, /^7$/],
  ])('%j', (schema, expected) => {
    expect(String(validValue(schema, supply()))).toMatch(expected)
  })

  test('every writable property is filled, two values of the same schema differ', () => {
    const make = supply()
    const schema = { type: 'object', properties: { name: { type: 'string' }, created: { type: 'string', readOnly: true } } }
    expect(validValue(schema, make)).toEqual({ name: 'Sample 1' })
    expect(validValue(schema, make)).toEqual({ name: 'Sample 2' })
  })
})

describe('hostile variants', () => {
  test('what the schema forbids must fail, what it allows may pass', () => {
    const variants = hostileValues({ type: 'string', maxLength: 10 }, 'a')
    expect(variants.find(({ name }) => name === 'a number')).toMatchObject({ mustFail: true })
    expect(variants.find(({ name }) => name === 'too long')).toMatchObject({ mustFail: true, value: 'x'.repeat(11) })
    expect(variants.find(({ name }) => name === 'SQL injection')).toMatchObject({ mustFail: false })
  })

  test('a request is spoiled in its path, version, body, JSON and content type, one place at a time', () => {
    const requests = hostileRequests(named('PATCH /api/gauges/{id}'), { path: { id: '3' }, query: {}, headers: { 'if-match': '"1"' }, body: { name: 'a', vendorId: 7 } })
    const names = requests.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['path id: injection', 'If-Match: no version', 'If-Match: a stale version', 'body without name', 'body vendorId: a record that is not there', 'body: an open brace', 'content type text/plain']))
    expect(requests.find(({ name }) => name === 'If-Match: no version')?.request.headers).not.toHaveProperty('if-match')
    expect(requests.every(({ request }) => request.method === 'PATCH')).toBe(true)
  })

  test('a request is built as it goes over the wire', () => {
    expect(buildRequest(named('PATCH /api/gauges/{id}'), { path: { id: '3' }, query: { a: 'b c' }, headers: {}, body: { name: 'a' } })).toEqual({ method: 'PATCH', url: '/api/gauges/3?a=b+c', headers: { 'content-type': 'application/json' }, payload: '{"name":"a"}' })
  })
})

describe('judging answers', () => {
  const problem = (change: object = {}): Answer => ({ status: 400, contentType: 'application/problem+json', body: JSON.stringify({ status: 400, code: 'REQUEST_INVALID', title: 'a', fix: 'b', requestId: 'c', ...change }) })

  test('a complete problem is right', () => {
    expect(judgeAnswer({ mustFail: true }, problem())).toEqual([])
  })

  test.each([
    ['a server error', { ...problem(), status: 500 }], ['a forbidden success', { status: 200, contentType: 'application/json', body: '{}' }], ['a missing fix', problem({ fix: '' })],
    ['a status that the code does not have', problem({ code: 'NOT_FOUND' })], ['a statement', problem({ title: 'insert into assets (id)' })], ['a stack', problem({ hint: 'at run (node:internal)' })], ['plain text', { status: 400, contentType: 'text/plain', body: 'no' }],
  ])('%s is found', (_name, answer) => {
    expect(judgeAnswer({ mustFail: true }, answer)).not.toEqual([])
  })
})

/** A server of a few lines, right unless told to err. */
function smallServer(fault: 'none' | 'crashes' | 'writes half' | 'forgets'): Target {
  const records = new Map<number, Record<string, unknown>>()
  const refuse = (status: number, code: string): Answer => ({ status, contentType: 'application/problem+json', body: JSON.stringify({ status, code, title: 'a', fix: 'b', requestId: 'c' }) })
  const accept = (status: number, value: unknown): Answer => ({ status, contentType: 'application/json', body: status === 204 ? '' : JSON.stringify(value) })
  const read = (payload: string | Uint8Array | undefined): Record<string, unknown> | undefined => {
    try {
      const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(typeof payload === 'string' ? new TextEncoder().encode(payload) : payload))
      const record = asRecord(value)
      const unknownVendor = typeof record.vendorId === 'number' && (record.vendorId > 1000 || record.vendorId < 1 || !Number.isInteger(record.vendorId))
      const isWrong = typeof value !== 'object' || Array.isArray(value) || typeof record.name !== 'string' || record.name === '' || record.name.length > 40 || unknownVendor || !['number', 'object', 'undefined'].includes(typeof record.vendorId) || (typeof record.vendorId === 'object' && record.vendorId !== null) || typeof (record.version ?? 1) !== 'number'
      return isWrong ? undefined : { ...record }
    } catch {
      return undefined
    }
  }
  return {
    fingerprint: async () => JSON.stringify([...records]),
    send: async ({ method, url, headers, payload }) => {
      const key = /\/(\d+)$/.exec(url)?.[1]
      const record = key === undefined ? undefined : records.get(Number(key))
      if (/\/api\/gauges\/.+/.test(url) && record === undefined) return refuse(404, 'NOT_FOUND')
      if (payload !== undefined && headers['content-type'] !== 'application/json') return refuse(415, 'MEDIA_TYPE_UNSUPPORTED')
      if (method === 'GET') return accept(200, record ?? { items: [] })
      if (record !== undefined && headers['if-match'] === undefined) return refuse(428, 'VERSION_REQUIRED')
      if (record !== undefined && headers['if-match'] !== `"${String(record.version)}"`) return refuse(412, 'VERSION_STALE')
      if (method === 'DELETE') return records.delete(Number(key)) ? accept(204, null) : refuse(404, 'NOT_FOUND')
      const value = read(payload)
      if (value === undefined && fault === 'crashes') return { status: 500, contentType: 'text/plain', body: 'Error' }
      if (value === undefined && fault === 'writes half') records.set(records.size + 1, {})
      if (value === undefined) return refuse(400, 'REQUEST_INVALID')
      const stored = { ...record, ...(fault === 'forgets' && method === 'PATCH' ? {} : value), id: key === undefined ? records.size + 1 : Number(key), version: 1 }
      records.set(stored.id, stored)
      return accept(key === undefined ? 201 : 200, stored)
    },
  }
}

describe('a choice of operations', () => {
  const many = Array.from({ length: 300 }, (_, index): Operation => ({ id: `GET /api/things${index}`, method: 'GET', path: `/api/things${index}`, parameters: [], body: null }))
  const idsOf = (engine: 'sqlite' | 'postgres', wanted: string): string[] => chooseOperations(many, engine, wanted).chosen.map(({ id }) => id)

  test('is all on SQLite, or when it is asked for', () => {
    expect([idsOf('sqlite', ''), idsOf('postgres', 'all')].map(({ length }) => length)).toEqual([300, 300])
  })

  test('is about a third elsewhere, the same for the same seed, and other ones for another', () => {
    expect(idsOf('postgres', '7').length).toBeGreaterThan(60)
    expect(idsOf('postgres', '7').length).toBeLessThan(140)
    expect(idsOf('postgres', '7')).toEqual(idsOf('postgres', '7'))
    expect(idsOf('postgres', '8')).not.toEqual(idsOf('postgres', '7'))
    const { words } = chooseOperations(many, 'postgres', '')
    expect(words).toMatch(/SHOPDB_HOSTILE=\d+$/)
  })

  test('is by a pattern', () => {
    expect(idsOf('sqlite', 'things1$')).toEqual(['GET /api/things1'])
  })
})

describe('an attack', () => {
  test('finds nothing in a server that keeps its description', async () => {
    const results = await attackOperations(smallServer('none'), operations.filter(({ path }) => path !== '/api/vendors'))
    expect(results.flatMap(({ operation, findings }) => findings.map((finding) => `${operation} ${finding}`))).toEqual([])
    expect(results.reduce((sum, { requests }) => sum + requests, 0)).toBeGreaterThan(150)
  })

  test.each([['crashes', 'answered 500'], ['writes half', 'was refused and wrote all the same'], ['forgets', 'was sent as']] as const)('finds a server that %s', async (fault, words) => {
    const results = await attackOperations(smallServer(fault), operations)
    expect(results.flatMap(({ findings }) => findings).join('\n')).toContain(words)
  })

  test('an operation that must be left out is left out', async () => {
    const results = await attackOperations({ ...smallServer('none'), special: { 'POST /api/gauges': 'tried elsewhere' } }, operations)
    expect(results.map(({ operation }) => operation)).not.toContain('POST /api/gauges')
  })
})
