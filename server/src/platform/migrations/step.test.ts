import { describe, expect, test } from 'vitest'
import { defineTable, type TableSpec } from '../database/table-model.ts'
import { factsOf } from './facts.ts'
import { generateMigration } from './generate.ts'
import { parseMigration } from './migration-files.ts'
import { canonical, modelOf, type SchemaModel } from './model.ts'
import type { ColumnDefinition, Operation } from './operations.ts'
import { step, stepAll } from './step.ts'

/** A small generator with a fixed start, so that a failure comes again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function randomOperation(random: (below: number) => number): Operation {
  const table = `t${random(4)}`
  const column = `c${random(6)}`
  const definitions: ColumnDefinition[] = [{ type: 'integer', nullable: true }, { type: 'string(20)', default: 'x' }, { type: 'text', nullable: true }, { type: 'boolean', default: 0 }]
  const definition = definitions[random(definitions.length)] ?? { type: 'integer' }
  const columns = [...new Set([column, `c${random(6)}`])]
  const reference: Record<string, ColumnDefinition> = random(2) ? { parentid: { type: 'integer', nullable: true, references: `t${random(4)}`, onDelete: 'set null' } } : {}
  const choices: Operation[] = [
    { op: 'createTable', table, columns: { id: { type: 'id' }, c0: definition, c1: { type: 'integer' }, ...reference }, primaryKey: ['id'] },
    { op: 'dropTable', table },
    { op: 'addColumn', table, column, definition },
    { op: 'dropColumn', table, column },
    { op: 'renameColumn', table, from: column, to: `c${random(6)}` },
    { op: 'widenColumn', table, column, type: 'string(40)' },
    { op: 'addIndex', table, columns, ...(random(2) ? { unique: true as const } : {}) },
    { op: 'dropIndex', table, columns, ...(random(2) ? { unique: true as const } : {}) },
  ]
  return choices[random(choices.length)] ?? { op: 'dropTable', table }
}

test('every operation is undone by its inverse, whatever came before', () => {
  let applied = 0
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomFrom(seed)
    let model: SchemaModel = {}
    for (let count = 0; count < 60; count++) {
      const operation = randomOperation(random)
      let result: [SchemaModel, Operation[]]
      try {
        result = step(model, operation)
      } catch {
        continue // not valid here, which is part of the contract
      }
      applied++
      const [after, inverse] = result
      const restored = canonical(stepAll(after, inverse)[0])
      const isMandatory = operation.op === 'dropColumn' && model[operation.table]?.columns[operation.column]?.nullable !== true && model[operation.table]?.columns[operation.column]?.default === undefined
      if (!isMandatory) expect(restored).toEqual(canonical(model))
      model = after
    }
  }
  expect(applied).toBeGreaterThan(1500)
})

const vendors = defineTable({ name: 'vendors', columns: { id: 'id', name: 'string(100)', namekey: 'string(200)' }, indexes: [{ columns: ['namekey'], unique: true }] })
const assets = defineTable({
  name: 'assets',
  columns: { id: 'id', number: 'string(50)', price: 'decimal(12,2)?', vendorid: { type: 'integer?', references: 'vendors', onDelete: 'set null' } },
  indexes: [{ columns: ['number', 'id'] }],
})

describe('the next migration', () => {
  test('leads from nothing, and from any state before, to the declared tables', () => {
    const [model] = stepAll({}, generateMigration({}, [assets, vendors]))
    expect(canonical(model)).toEqual(canonical(modelOf([assets, vendors])))
    const wider: TableSpec = { ...assets, columns: { ...assets.columns, number: 'string(80)', note: 'text?' }, indexes: [{ columns: ['number', 'id'] }, { columns: ['price'] }] }
    const operations = generateMigration(model, [wider, vendors])
    expect(operations.map(({ op }) => op)).toEqual(['widenColumn', 'addColumn', 'addIndex'])
    expect(canonical(stepAll(model, operations)[0])).toEqual(canonical(modelOf([wider, vendors])))
    expect(generateMigration(stepAll(model, operations)[0], [wider, vendors])).toEqual([])
  })

  test('drops nothing unless asked', () => {
    const model = modelOf([assets, vendors])
    const without: TableSpec = { name: 'assets', columns: { id: 'id', number: 'string(50)' } }
    expect(generateMigration(model, [without])).toEqual([])
    expect(generateMigration(model, [{ ...without, columns: { id: 'id', number: 'string(50)', vendorid: { type: 'integer?', references: 'vendors', onDelete: 'set null' } } }, vendors], { drops: true }).map(({ op }) => op)).toEqual(['dropIndex', 'dropColumn'])
  })

  test('takes a new name for a new column, never for a renamed one', () => {
    const renamed: TableSpec = { ...vendors, columns: { id: 'id', title: 'string(100)?', namekey: 'string(200)' } }
    expect(generateMigration(modelOf([vendors]), [renamed])).toEqual([{ op: 'addColumn', table: 'vendors', column: 'title', definition: { type: 'string(100)', nullable: true } }])
  })

  test.each<[string, TableSpec, string]>([
    ['a mandatory column without a default', { ...vendors, columns: { ...vendors.columns, rank: 'integer' } }, 'nullable'],
    ['another type', { ...vendors, columns: { ...vendors.columns, name: 'integer' } }, 'copy the values'],
    ['a shorter string', { ...vendors, columns: { ...vendors.columns, name: 'string(10)' } }, 'copy the values'],
    ['another primary key', { ...vendors, primaryKey: ['namekey'] }, 'primary key'],
    ['a foreign key on an existing table', { ...vendors, columns: { ...vendors.columns, assetid: { type: 'integer?', references: 'assets' } } }, 'foreign key'],
  ])('refuses %s with a way out', (_, spec, words) => {
    expect(() => generateMigration(modelOf([assets, vendors]), [spec])).toThrow(words)
  })
})

describe('a migration file', () => {
  test.each<[string, unknown]>([
    ['SQL inside a type', { operations: [{ op: 'addColumn', table: 'a', column: 'b', definition: { type: 'integer); drop table assets; --' } }] }],
    ['SQL inside a name', { operations: [{ op: 'dropTable', table: 'a"; drop table b' }] }],
    ['an unknown operation', { operations: [{ op: 'execute', table: 'a', sql: 'select 1' }] }],
    ['an unknown member', { operations: [{ op: 'dropTable', table: 'a', force: true }] }],
    ['an unknown expression', { operations: [{ op: 'createTable', table: 'a', columns: { id: { type: 'id' } }, primaryKey: ['id'] }, { op: 'data', table: 'a', set: { id: { sql: 'random()' } } }] }],
    ['a narrowed column', { operations: [{ op: 'widenColumn', table: 'a', column: 'b', type: 'string(2)', narrow: true }] }],
    ['values written over others', { operations: [{ op: 'data', table: 'a', set: { b: { value: 1 } } }] }],
  ])('with %s is refused', (_, content) => {
    expect(() => parseMigration(content, '0001-x.json')).toThrow()
  })

  test.each<[string, Operation, string]>([
    ['a dropped table that others refer to', { op: 'dropTable', table: 'vendors' }, 'refers to it'],
    ['an index on a long text', { op: 'addIndex', table: 'vendors', columns: ['note'] }, 'long text'],
    ['a key longer than any engine takes', { op: 'addIndex', table: 'vendors', columns: ['long', 'namekey'] }, 'bytes'],
    ['a value computed from itself', { op: 'data', table: 'vendors', set: { name: { lower: { column: 'name' } } }, where: [{ column: 'name', is: null }] }, 'both set and read'],
    ['a mandatory column without a default', { op: 'addColumn', table: 'vendors', column: 'rank', definition: { type: 'integer' } }, 'default'],
  ])('with %s is refused', (_, operation, words) => {
    const wide: TableSpec = { ...vendors, columns: { ...vendors.columns, note: 'text?', long: 'string(700)?' } }
    expect(() => step(modelOf([assets, wide]), operation)).toThrow(words)
  })

  test('says before it runs whether it adds, may fail, or loses on its way back', () => {
    expect(factsOf([{ op: 'addIndex', table: 'a', columns: ['b'], unique: true }])).toEqual({ additive: false, mayFail: true, reverseLoses: false })
    expect(factsOf([{ op: 'dropColumn', table: 'a', column: 'b' }])).toEqual({ additive: false, mayFail: false, reverseLoses: true })
    expect(factsOf([{ op: 'dropIndex', table: 'a', columns: ['b'] }])).toEqual({ additive: true, mayFail: false, reverseLoses: false })
  })
})
