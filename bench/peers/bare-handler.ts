/**
 * The least that answers the same pages: node:http and node:sqlite, one statement prepared once, objects shaped by hand
 * and JSON.stringify. No sign-in, no permissions, no log. With `fastify` as second argument the same handler behind a
 * route of Fastify.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import Fastify from 'fastify'
import type { PlainList } from '../list-query.ts'

const [listFile = '', kind = 'http', port = '0'] = process.argv.slice(2)
const list = JSON.parse(readFileSync(listFile, 'utf8')) as PlainList // written by the benchmark
const database = new DatabaseSync(list.database, { readOnly: true })
database.exec('pragma query_only = on; pragma cache_size = -32000; pragma mmap_size = 2147418112; pragma temp_store = memory')
const statement = database.prepare(list.sql)

type Cursor = { value: string | number | null; id: number }

function answer(cursorText: string): string {
  const [, value, id] = JSON.parse(Buffer.from(cursorText, 'base64url').toString()) as [string, string | number | null, number, number] // our own cursor
  const rows = statement.all(...list.parameters.map((parameter) => bound(parameter, { value, id })))
  const shown = rows.slice(0, list.limit)
  const last = shown.at(-1)
  const first = shown[0]
  const cursorOf = (row: Record<string, unknown> | undefined, next: number): string | null => (row === undefined ? null : Buffer.from(JSON.stringify([list.sort, row['s'], row['id'], next])).toString('base64url'))
  return JSON.stringify({ items: shown.map(shape), total: 10_000, totalIsExact: false, nextCursor: rows.length > list.limit ? cursorOf(last, 1) : null, prevCursor: cursorOf(first, 0) })
}

function bound(parameter: PlainList['parameters'][number], cursor: Cursor): SQLInputValue {
  return typeof parameter === 'object' && parameter !== null ? (parameter.slot === 'id' ? cursor.id : cursor.value) : parameter
}

const aliases = Object.keys(statement.all(...list.parameters.map((parameter) => bound(parameter, { value: '', id: 0 })))[0] ?? {}).slice(2)

function shape(row: Record<string, unknown>): Record<string, unknown> {
  const item: Record<string, unknown> = { id: row['id'] }
  for (let index = 0; index < list.columns.length; index += 1) {
    const column = list.columns[index]
    const value = row[aliases[index] ?? '']
    if (column === undefined) continue
    if (value === null) item[column.name] = null
    else if (column.shown === 'timestamp') item[column.name] = new Date(Number(value)).toISOString()
    else if (column.shown === 'boolean') item[column.name] = value === 1
    else item[column.name] = typeof column.shown === 'object' ? Number(value) / 10 ** column.shown.decimals : value
  }
  return item
}

if (kind === 'fastify') {
  const app = Fastify()
  app.get<{ Querystring: { cursor: string } }>('/api/computers', (request, reply) => reply.header('content-type', 'application/json; charset=utf-8').send(answer(request.query.cursor)))
  await app.listen({ host: '127.0.0.1', port: Number(port) })
} else {
  createServer((request, response) => {
    const address = request.url ?? ''
    const cursor = address.slice(address.indexOf('&cursor=') + 8)
    const body = cursor.length > 8 && address.includes('&cursor=') ? answer(cursor) : '{}'
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) }).end(body)
  }).listen(Number(port), '127.0.0.1')
}
