import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { copyFixture, createTestHost, createTestSite, writePlugin, type TestHost, type TestSite } from './testing.ts'

let site: TestSite
let test: TestHost

beforeEach(async () => {
  site = await createTestSite()
  test = createTestHost(site)
})
afterEach(async () => {
  await test.stop()
  await site.drop()
})

const tables = [{ name: 'readings', kind: 'plain', schema: 'tables/readings.json' }]
const migration = '{ "operations": [{ "op": "createTable", "table": "readings", "primaryKey": ["id"], "columns": { "id": { "type": "integer" }, "level": { "type": "integer" } } }] }'

/** Starts a plugin whose one route runs this expression. */
async function run(expression: string, manifest: Record<string, unknown> = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  writePlugin(site.bundled, 'probe', { permissions: [{ id: 'probe.run', title: 'Run' }], tables, ...manifest }, {
    'migrations/0001-create-readings.json': migration,
    'plugin.ts': `export default { routes: (context) => [context.route({ method: 'POST', path: '/run', permission: 'probe.run', summary: 'Run', handle: async () => { try { return { value: await (${expression}) } } catch (error) { return { error: error.message } } } })] }`,
  })
  await test.host.start()
  return test.request('POST', '/api/probe/run', {})
}

describe('the tables of a plugin', () => {
  it('are written and read', async () => {
    const answer = await run(`(async () => {
      await context.upsert('readings', ['id'], [{ id: 1, level: 5 }, { id: 2, level: 7 }])
      await context.database.write(async (transaction) => {
        await transaction.run('update readings set level = level + ? where id = ?', [1, 1])
        await transaction.insertRows('readings', [{ id: 3, level: 9 }])
      })
      return context.database.all(context.sql\`select id, level from readings where level > \${5} order by id\`)
    })()`)
    expect(answer).toEqual({ status: 200, body: { value: [{ id: 1, level: 6 }, { id: 2, level: 7 }, { id: 3, level: 9 }] } })
  })

  const refused: [what: string, expression: string, message: string][] = [
    ['a table of the platform', "context.database.all('select * from assets')", '"assets" is not a table of this plugin'],
    ['a joined table', "context.database.all('select 1 from readings r join \"assets\" a on a.id = r.id')", '"assets" is not a table of this plugin'],
    ['the list of plugins', "context.database.all('select name from plugins')", '"plugins" is not a table of this plugin'],
    ['a table of another plugin', "context.database.all('select 1 from lockers')", '"lockers" is not a table of this plugin'],
    ['the catalogue of the engine', "context.database.all('select * from sqlite_master')", '"sqlite_master" is not a table of this plugin'],
    ['a write where a read belongs', "context.database.all('delete from readings')", 'cannot read here'],
    ['a write behind a with', "context.database.all('with x as (select 1) delete from readings')", 'contains a statement that writes'],
    ['a second statement', "context.database.all('select 1; drop table readings')", 'cannot read here'],
    ['a change of the schema', "context.database.write((transaction) => transaction.run('drop table readings'))", 'cannot write here'],
    ['records outside the write path', "context.upsert('probes', ['assetid'], [{ assetid: 1 }])", 'is not listed under "tables"'],
  ]

  it.each(refused)('%s is refused before anything runs', async (_what, expression, message) => {
    copyFixture(site.bundled, 'lockers')
    const { body } = await run(expression)
    expect(body.error).toContain(message)
  })
})

describe('what the manifest does not ask for', () => {
  it('throws and says which line to add', async () => {
    expect((await run('context.jobs')).body.error).toBe('The plugin "probe" uses context.jobs, but its manifest does not ask for the capability "jobs". Add it under "capabilities".')
  })

  it('of another plugin throws too: its services are for those that depend on it', async () => {
    copyFixture(site.bundled, 'lockers')
    expect((await run('context.services.lockers.count()')).body.error).toBe('The plugin "probe" uses context.services.lockers, but its manifest does not depend on it. Add it under "dependencies".')
  })

  it('is there once it is asked for, when a feature provides it', async () => {
    test.host.provideContext('jobs', { provide: ({ name }) => ({ start: () => `a job of ${name}` }) })
    expect((await run('context.jobs.start()', { capabilities: { jobs: true } })).body).toEqual({ value: 'a job of probe' })
  })

  it('calls only the hosts it names', async () => {
    const { body } = await run("context.fetch('https://example.org/')", { capabilities: { outbound: ['*.example.com'] } })
    expect(body.error).toContain('calls example.org')
  })
})

it('a plugin that is disabled releases what it holds, last first', async () => {
  const events: string[] = []
  test.host.provideContext('auditLog', { provide: () => async ({ action }: { action: string }) => void events.push(action) })
  writePlugin(site.bundled, 'holder', {}, {
    'plugin.ts': "export default { init: ({ dispose, auditLog }) => { dispose(() => auditLog({ action: 'first' })); dispose(() => { throw new Error('stuck') }); dispose(() => auditLog({ action: 'last' })) }, onDisable: ({ auditLog }) => auditLog({ action: 'bye' }), onEnable: ({ auditLog }) => auditLog({ action: 'hello' }) }",
  })
  await test.host.start()
  await test.host.disable('holder')
  await test.host.enable('holder')
  expect(events).toEqual(['bye', 'last', 'first', 'hello'])
})
