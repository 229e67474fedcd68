import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from './database.ts'
import { duplicateConstraint } from './database-error.ts'
import { openDatabase } from './open-database.ts'
import { testDatabases, type TestDatabase } from './testing.ts'

describe.each(testDatabases())('a database on $engine', ({ engine, create }) => {
  let place: TestDatabase
  let database: Database

  beforeAll(async () => {
    place = await create()
    database = await openDatabase(place)
    const text = engine === 'sqlite' ? 'text' : `varchar(100) collate ${engine === 'mysql' ? database.textCollation : '"C"'}`
    await database.write(async (transaction) => {
      await transaction.run(`create table notes (id bigint not null primary key, name ${text} null, amount bigint null)`)
      await transaction.run('create unique index notes_name_uq on notes (name)')
    })
  })
  afterAll(async () => {
    await database.close()
    await place.drop()
  })

  const add = (name: string | null, amount: number | null = null): Promise<number> =>
    database.write(async (transaction) => {
      const id = await transaction.takeIds('notes', 1)
      await transaction.insertRows('notes', ['id', 'name', 'amount'], [[id, name, amount]])
      return id
    })

  test('gives back what was written, up to the largest exact integer', async () => {
    const id = await add('large', Number.MAX_SAFE_INTEGER)
    expect(await database.all('select id, name, amount from notes where id = ?', [id])).toEqual([{ id, name: 'large', amount: 9007199254740991 }])
    expect(await database.prepare('select amount, id from notes where amount = ?')([Number.MAX_SAFE_INTEGER])).toEqual([[9007199254740991, id]])
    expect(await database.all('select count(*) as n, sum(id) as s from notes')).toEqual([{ n: 1, s: id }])
  })

  test('sorts and compares text by its code points, with case, accents and trailing blanks apart', async () => {
    const names = ['b', 'B', 'a', 'a ', 'A', 'ä', 'é', 'z', '機', '😀', 'ß']
    for (const name of names) await add(name)
    const rows = await database.prepare('select name from notes where name is not null and amount is null order by name')([])
    expect(rows.map(([name]) => name)).toEqual(['A', 'B', 'a', 'a ', 'b', 'z', 'ß', 'ä', 'é', '機', '😀'])
    expect(await database.prepare('select name from notes where name = ?')(['a'])).toEqual([['a']])
  })

  test('refuses a duplicate and names the index', async () => {
    await add('taken')
    const failure = await add('taken').catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'DUPLICATE' })
    expect(duplicateConstraint(failure)).toBe('notes_name_uq')
    const id = await add('other')
    const primary = await database.write((transaction) => transaction.insertRows('notes', ['id'], [[id]])).catch((error: unknown) => error)
    expect(duplicateConstraint(primary)).toBe('primary')
  })

  test('undoes everything when the work fails', async () => {
    await expect(database.write(async (transaction) => {
      await transaction.insertRows('notes', ['id', 'name'], [[await transaction.takeIds('notes', 1), 'lost']])
      throw new Error('changed my mind')
    })).rejects.toThrow('changed my mind')
    expect(await database.all('select * from notes where name = ?', ['lost'])).toEqual([])
  })

  test('does not commit after a failed statement, even when the error was caught', async () => {
    await add('first')
    await expect(database.write(async (transaction) => {
      await transaction.run('update notes set amount = 5 where name = ?', ['first'])
      await transaction.insertRows('notes', ['id', 'name'], [[999999, 'first']]).catch(() => undefined)
    })).rejects.toMatchObject({ code: 'DUPLICATE' })
    expect(await database.all('select amount from notes where name = ?', ['first'])).toEqual([{ amount: null }])
  })

  test('updates existing rows and inserts the others, a repeated key in its order', async () => {
    const base = await database.write((transaction) => transaction.takeIds('notes', 700))
    const rows = Array.from({ length: 699 }, (_, index) => [base + index, `bulk ${index}`, index])
    await database.write((transaction) => transaction.upsertRows('notes', ['id'], ['id', 'name', 'amount'], rows))
    await database.write((transaction) => transaction.upsertRows('notes', ['id'], ['id', 'name', 'amount'], [[base, 'bulk 0', -1], [base, 'bulk 0', -2]], ['amount']))
    await database.write((transaction) => transaction.upsertRows('notes', ['id'], ['id', 'name', 'amount'], [[base, 'never', -9]], []))
    expect(await database.all('select count(*) as n, min(amount) as low from notes where id >= ? and id < ?', [base, base + 700])).toEqual([{ n: 699, low: -2 }])
    const changed = await database.write(async (transaction) => {
      await transaction.runMany('update notes set amount = ? where id = ?', [[7, base], [8, base + 1]])
      return transaction.run('update notes set amount = 7 where id in (?, ?)', [base, base + 1])
    })
    expect(changed).toBe(2)
  })

  test('answers Kysely inside and outside a transaction', async () => {
    await database.write(async (transaction) => {
      await transaction.query.insertInto('notes').values({ id: await transaction.takeIds('notes', 1), name: "it's 100% ?", amount: 3 }).execute()
      const result = await transaction.query.updateTable('notes').set({ amount: 4004 }).where('name', '=', "it's 100% ?").executeTakeFirst()
      expect(result.numUpdatedRows).toBe(1n)
      expect(await transaction.prepare('select amount from notes where name = ?')(["it's 100% ?"])).toEqual([[4004]])
    })
    expect(await database.read.selectFrom('notes').select('amount').where('amount', '=', 4004).limit(5).execute()).toEqual([{ amount: 4004 }])
  })

  test('gives every creator an id of its own', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, () => add(null)))
    expect(new Set(ids).size).toBe(40)
  })

  test('starts counting above the rows that are there', async () => {
    await database.write(async (transaction) => {
      await transaction.run('create table imported (importid bigint not null primary key)')
    })
    await database.write((transaction) => transaction.insertRows('imported', ['importid'], [[500]]))
    expect(await database.write((transaction) => transaction.takeIds('imported', 3))).toBe(501)
    expect(await database.write((transaction) => transaction.takeIds('imported', 1))).toBe(504)
    expect(await database.write((transaction) => transaction.takeIds('nosuchtable', 1))).toBe(1)
  })

  test('reads one state in a snapshot while others write', async () => {
    const before = await database.snapshot(async (reader) => {
      const first = await reader.all('select count(*) as n from notes')
      await add(null)
      expect(await reader.all('select count(*) as n from notes')).toEqual(first)
      return first
    })
    expect(await database.all('select count(*) as n from notes')).toEqual([{ n: Number(before[0]?.['n']) + 1 }])
  })

  test('rolls a transaction back in which nothing happens, and refuses its later statements', async () => {
    let late: Promise<unknown> = Promise.resolve()
    const hanging = database.write(async (transaction) => {
      await transaction.run('update notes set amount = 77 where name = ?', ['taken'])
      await new Promise((resolve) => setTimeout(resolve, 300))
      late = transaction.run('update notes set amount = 78').catch((error: unknown) => error)
      await late
    }, { idleLimitMs: 100 })
    await expect(hanging).rejects.toThrow('nothing ran in it')
    await add('after the hang')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await late).toBeInstanceOf(Error)
    expect(await database.all('select amount from notes where name = ?', ['taken'])).toEqual([{ amount: null }])
  })

  test('runs what waits for the commit only after it', async () => {
    const seen: string[] = []
    await database.write(async (transaction) => transaction.afterCommit(() => seen.push('kept')))
    await database.write(async (transaction) => {
      transaction.afterCommit(() => seen.push('dropped'))
      throw new Error('no')
    }).catch(() => undefined)
    expect(seen).toEqual(['kept'])
  })

  test('runs a task beside the writer, taking turns with other writers', async () => {
    const task = { moduleUrl: new URL('testing-task.ts', import.meta.url).href, exportName: 'addNotes' }
    const buffer = new ArrayBuffer(8)
    const [result] = await Promise.all([
      database.runInWriter<{ count: number; buffer: ArrayBuffer }, { added: number; bytes: number }>(task, { count: 50, buffer }),
      add('meanwhile'),
    ])
    expect(result).toEqual({ added: 50, bytes: 8 })
    expect(buffer.byteLength).toBe(0)
    const failure = await database.runInWriter({ ...task, exportName: 'addTaken' }, {}).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'DUPLICATE' })
    expect(duplicateConstraint(failure)).toBe('notes_name_uq')
  })

  test('a task reads a stream through a port', async () => {
    const { port1, port2 } = new MessageChannel()
    const task = { moduleUrl: new URL('testing-task.ts', import.meta.url).href, exportName: 'addFromPort' }
    const total = database.runInWriter<{ port: MessagePort }, number>(task, { port: port2 }, [port2])
    for (const names of [['p1', 'p2'], ['p3'], []]) port1.postMessage(names)
    expect(await total).toBe(3)
    port1.close()
    expect(await database.all("select count(*) as n from notes where name in ('p1', 'p2', 'p3')")).toEqual([{ n: 3 }])
  })

  test('writes go on after a task has ended the writer thread', async () => {
    const task = { moduleUrl: new URL('testing-task.ts', import.meta.url).href, exportName: 'throwLater' }
    await expect(database.runInWriter(task, {})).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await add('after the end')
    expect(await database.runInWriter({ ...task, exportName: 'addNotes' }, { count: 0, buffer: new ArrayBuffer(1) })).toEqual({ added: 0, bytes: 1 })
  })

  test('lets running work finish when it closes, and refuses later work', async () => {
    const second = await openDatabase(place)
    const running = second.write(async (transaction) => {
      await new Promise((resolve) => setTimeout(resolve, 50))
      return transaction.run("update notes set amount = 1 where name = 'taken'")
    })
    await second.close()
    expect(await running).toBe(1)
    await expect(second.write(async () => undefined)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' })
  })
})
