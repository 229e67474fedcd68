import { expect, test } from 'vitest'
import { testDatabases } from '../platform/database/testing.ts'
import { createTestDatabase } from './test-database.ts'

test.each(testDatabases().map(({ engine }) => engine))('a database of its own on %s takes statements and values', async (engine) => {
  const stock = await createTestDatabase(engine)
  await stock.run('create table parts (id integer primary key, name varchar(20)); insert into parts values (1, \'bolt\'), (2, \'nut\')')
  expect(await stock.run(`select name from parts where id = ${engine === 'postgres' ? '$1' : '?'}`, [2])).toEqual([{ name: 'nut' }])
  expect(await stock.run('select id from parts order by id')).toEqual([{ id: 1 }, { id: 2 }])
  await stock.drop()
})
