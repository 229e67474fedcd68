import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine, SqlValue } from '../database/database.ts'
import type { ColumnSpec, TableSpec } from '../database/table-model.ts'
import { testDatabases } from '../database/testing.ts'
import { startTestApp, type TestApp } from '../../testing/test-app.ts'
import { idQuery, isCursorSlot, pageShapeOf } from './list-plan.ts'
import type { FieldModel, ResourceModel } from './resource-model.ts'

const rowsPerTable = 1500
const firstId = 1_000_000

/** The statement that finds the ids of one page reads a range of an index that is in the order of the list, whatever the values. */
describe.each(testDatabases())('plans of lists on $engine', (engine) => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp({ engine })
    const tables = new Map(app.app.platform.resources.all().flatMap((model) => model.tables).map((table) => [table.name, table]))
    for (const table of [...tables.values()].toSorted((a, b) => Number(dependsOnOthers(a)) - Number(dependsOnOthers(b)))) await fill(app, table)
    await analyze(app, engine.engine, [...tables.keys()])
  }, 240_000)
  afterAll(async () => app.stop())

  async function planOf(model: ResourceModel, query: Record<string, string>, cursor: { value: string | number | null } | null): Promise<Plan> {
    const { database } = app.app.platform
    const request = app.app.records.lists.request(model, query)
    const shape = pageShapeOf(engine.engine, request, cursor ? { value: cursor.value, id: 5, direction: 'next' } : null)
    const { sql, parameters } = idQuery(model, request, shape, []).compile(database.read)
    const values = parameters.map((parameter): SqlValue => (isCursorSlot(parameter) ? (parameter.slot === 'id' ? 5 : (cursor?.value ?? null)) : toSql(parameter)))
    const explain = engine.engine === 'sqlite' ? 'explain query plan' : 'explain'
    return { text: sql, rows: await database.prepare(`${explain} ${sql}`)(values) }
  }

  test('every declared filter with every sort', async () => {
    const faults: string[] = []
    let checked = 0
    for (const model of app.app.platform.resources.all()) {
      const filters = model.fields.filter((field) => field.filter)
      const sorts = model.fields.filter((field) => field.sort)
      for (const sort of sorts) {
        for (const filter of [null, ...filters]) {
          for (const query of filter ? [{ [filter.name]: absent(filter) }, { [filter.name]: `${absent(filter)},${absent(filter)}` }] : [{}]) {
            for (const direction of ['', '-']) {
              for (const cursor of [null, { value: cursorValue(sort) }]) {
                const plan = await planOf(model, { ...query, sort: `${direction}${sort.name}` }, cursor)
                const fault = faultOf[engine.engine](plan, filter ? 2 : 1)
                checked += 1
                if (fault) faults.push(`${model.name} ${JSON.stringify(query)} sort=${direction}${sort.name}${cursor ? ' after a cursor' : ''}: ${fault}`)
              }
            }
          }
        }
      }
    }
    expect(faults.slice(0, 12)).toEqual([])
    expect(checked).toBeGreaterThan(300)
  }, 120_000)

  test('two filters together use the index of one of them', async () => {
    const faults: string[] = []
    for (const model of app.app.platform.resources.all()) {
      const filters = model.fields.filter((field) => field.filter)
      for (const [index, first] of filters.entries()) {
        for (const second of filters.slice(index + 1)) {
          const plan = await planOf(model, { [first.name]: absent(first), [second.name]: absent(second) }, null)
          const fault = searchFaultOf[engine.engine](plan)
          if (fault) faults.push(`${model.name} ${first.name} and ${second.name}: ${fault}`)
        }
      }
    }
    expect(faults.slice(0, 12)).toEqual([])
  }, 120_000)

  test('an identifier is found by its own index', async () => {
    const faults: string[] = []
    for (const model of app.app.platform.resources.all()) {
      for (const field of model.fields.filter((candidate) => candidate.keyColumn && (candidate.unique || candidate.schema['x-shopdb']?.identifier))) {
        const plan = await planOf(model, { [field.name]: absent(field) }, null)
        const fault = searchFaultOf[engine.engine](plan)
        if (fault) faults.push(`${model.name} ${field.name}: ${fault}`)
      }
    }
    expect(faults.slice(0, 12)).toEqual([])
  }, 120_000)
})

type Plan = { text: string; rows: SqlValue[][] }

/** A value that no row has. */
function absent(field: FieldModel): string {
  if (field.type === 'boolean') return 'true'
  if (field.type === 'integer') return '987654321'
  if (field.schema.format === 'mac') return 'fe:fe:fe:fe:fe:fe'
  if (field.schema.format === 'date') return '2031-03-31'
  return field.schema.format === 'ip' ? '203.0.113.99' : 'absent'
}

/** A place between the rows, of the type of the column: the planner of MariaDB sees at once that no date equals a word. */
function cursorValue(field: FieldModel): string | number {
  if (['timestamp', 'integer', 'number', 'boolean'].includes(field.type)) return 1
  return field.schema.format === 'date' ? '2030-03-31' : 'm'
}

function toSql(parameter: unknown): SqlValue {
  return typeof parameter === 'number' || typeof parameter === 'string' ? parameter : null
}

/** What is wrong with the plan of a page; `columns` is the number of leading index columns that must be bound. */
const faultOf: Record<Engine, (plan: Plan, columns: number) => string | null> = {
  sqlite: ({ rows }, columns) => {
    const reads = rows.filter((row) => /^(SEARCH|SCAN) [dm]\b/.test(String(row[3])))
    const poor = reads.find((row) => !/^SEARCH d USING (COVERING )?INDEX/.test(String(row[3])) || String(row[3]).split('=?').length - 1 < columns)
    if (reads.length === 0 || poor) return String(poor?.[3] ?? 'no read of the table')
    const sorted = rows.find((row) => String(row[3]).includes('TEMP B-TREE FOR') && reads.some((read) => read[1] === row[1]))
    return sorted ? String(sorted[3]) : null
  },
  mysql: ({ rows }, columns) => {
    const reads = rows.filter((row) => row[2] === 'd')
    // A filter and a cursor on one column that exclude each other: the planner answers without reading a row.
    if (reads.length === 0 && rows.every((row) => /^<derived/.test(String(row[2])) || /Impossible WHERE|no matching row in const table/.test(String(row[9])))) return null
    const poor = reads.find((row) => row[5] === null || !['ref', 'range', 'ref_or_null'].includes(String(row[3])) || /filesort|temporary/i.test(String(row[9])) || keyColumns(row) < columns)
    return reads.length === 0 || poor ? JSON.stringify(poor ?? rows) : null
  },
  postgres: ({ rows }) => {
    const lines = rows.map((row) => String(row[0]))
    // Of a few rows a bitmap and a sort are as cheap as the range in order.
    const seq = lines.find((line) => /Seq Scan|Bitmap/.test(line) && Number(/rows=(\d+)/.exec(line)?.[1]) > 200)
    if (seq) return seq
    // A sort above the branches merges their pages; one directly above an index scan sorts what the index should have in order.
    const sorted = lines.findIndex((line, index) => /(^|-> ) *(Incremental )?Sort/.test(line) && /Index (Only )?Scan/.test(lines[index + 2] ?? '') && Number(/rows=(\d+)/.exec(line)?.[1]) > 200)
    return sorted >= 0 ? lines.slice(sorted, sorted + 4).join(' | ') : null
  },
}

/** MariaDB tells the bytes of the key it uses: tinyint 1, bigint 8, one more when nullable; texts 4 for each character and 2. */
function keyColumns(row: SqlValue[]): number {
  return Number(row[6] ?? 0) > 1 ? 2 : 1
}

const searchFaultOf: Record<Engine, (plan: Plan) => string | null> = {
  sqlite: ({ rows }) => {
    const read = rows.find((row) => /^(SEARCH|SCAN) /.test(String(row[3])))
    return read && /^SEARCH .* (USING .*INDEX .*|USING INTEGER PRIMARY KEY )\(.*=\?/.test(String(read[3])) && !/\(active=\?\)/.test(String(read[3])) ? null : JSON.stringify(rows)
  },
  mysql: ({ rows }) => {
    const read = rows.find((row) => row[2] === 'd' || row[2] === 'm')
    const found = read === undefined || (read[5] !== null && Number(read[6] ?? 0) > 1)
    return found ? null : JSON.stringify(rows)
  },
  postgres: ({ rows }) => {
    const lines = rows.map((row) => String(row[0]))
    return lines.some((line) => line.includes('Seq Scan')) || !lines.some((line) => /Index (Only )?Scan/.test(line)) ? lines.join(' | ') : null
  },
}

function dependsOnOthers(table: TableSpec): boolean {
  return Object.values(table.columns).some((column) => typeof column === 'object' && column.references !== undefined)
}

async function fill(app: TestApp, table: TableSpec): Promise<void> {
  const columns = Object.entries(table.columns)
  const rows = Array.from({ length: rowsPerTable }, (_, index) => columns.map(([name, spec]) => valueOf(name, spec, index)))
  await app.app.platform.database.write((transaction) => transaction.insertRows(table.name, columns.map(([name]) => name), rows))
}

/** Skewed as in a real site: nine of ten rows share a value, some have none, a few differ. */
function valueOf(name: string, spec: ColumnSpec, index: number): SqlValue {
  const type = typeof spec === 'string' ? spec : spec.type
  if (typeof spec === 'object' && spec.references) return firstId + index
  if (name === 'active') return 1
  if (type === 'id') return firstId + index
  if (name === 'deletedat') return null
  if (type.endsWith('?') && index % 9 === 0) return null
  if (type.startsWith('boolean')) return index % 2
  if (type.startsWith('timestamp')) return 1_700_000_000_000 + index
  if (type.startsWith('date')) return '2026-01-01'
  if (type.startsWith('integer')) return index % 10 === 0 ? index : 1
  if (type.startsWith('real') || type.startsWith('decimal')) return 1
  return `v${index.toString(36)}`
}

async function analyze(app: TestApp, engine: Engine, tables: readonly string[]): Promise<void> {
  const { database } = app.app.platform
  if (engine === 'mysql') for (const table of tables) await database.all(`analyze table ${table}`)
  else await database.write((transaction) => transaction.run('analyze'))
}
